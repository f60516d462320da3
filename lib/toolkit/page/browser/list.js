/** List of the stages: a filter by text and by kind, and what is open. */
class List {
  /** @param {(isShown: (stage: number) => boolean) => void} onFilter */
  constructor(onFilter) {
    this.onFilter = onFilter;
    this.entries = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll('details.stage')]);
    this.quiet = /** @type {HTMLDetailsElement | null} */ (document.getElementById('quiet'));
    /** Kinds that are shown; all where none is chosen. @type {Set<string>} */
    this.kinds = new Set();
    /** @type {string[] | undefined} */
    this.texts = undefined;
    this.words = '';
  }

  /** @param {string} words */
  search(words) {
    this.words = words.trim().toLowerCase();
    this.filter();
  }

  /** @param {string} kind @returns {boolean} whether it is chosen now */
  toggleKind(kind) {
    const isChosen = !this.kinds.delete(kind);
    if (isChosen) {
      this.kinds.add(kind);
    }
    this.filter();
    return isChosen;
  }

  filter() {
    this.texts ??= this.entries.map((entry) => (entry.textContent ?? '').toLowerCase());
    /** @type {Set<number>} */
    const shown = new Set();
    this.entries.forEach((entry, index) => {
      const { kind = '', stage } = entry.dataset;
      const isShown =
        (this.kinds.size === 0 || this.kinds.has(kind)) && this.texts?.[index]?.includes(this.words) === true;
      entry.hidden = !isShown;
      if (isShown) {
        shown.add(Number(stage));
      }
    });
    const isFiltered = this.words !== '' || this.kinds.size > 0;
    if (this.quiet !== null) {
      this.quiet.hidden = [...this.quiet.querySelectorAll('details.stage')].every(
        (entry) => /** @type {HTMLElement} */ (entry).hidden,
      );
      this.quiet.open ||= isFiltered;
    }
    byId('found').textContent = isFiltered ? `${shown.size} of ${this.entries.length} stages` : '';
    this.onFilter((stage) => shown.has(stage));
  }

  /** Shows a stage, whatever is filtered. @param {number} stage @returns {HTMLElement | undefined} its heading */
  open(stage) {
    const entry = /** @type {HTMLDetailsElement | null} */ (document.getElementById(`stage-${stage}`));
    if (entry === null) {
      return undefined;
    }
    entry.hidden = false;
    const outer = entry.parentElement?.closest('details');
    if (outer) {
      outer.hidden = false;
      outer.open = true;
    }
    entry.open = true;
    this.mark(entry);
    return entry.querySelector('summary') ?? undefined;
  }

  /** @param {Element} entry */
  mark(entry) {
    this.entries.forEach((each) => each.classList.toggle('selected', each === entry));
  }

  /** @param {boolean} isOpen */
  toggleAll(isOpen) {
    this.entries.forEach((entry) => !entry.hidden && (entry.open = isOpen));
  }
}

/** Opens everything while the page is printed. */
function openForPrint() {
  /** @type {HTMLDetailsElement[]} */
  const opened = [];
  window.addEventListener('beforeprint', () => {
    // Twice in a row, where the page is printed while it is previewed.
    const closed = [...document.querySelectorAll('details')].filter((entry) => !entry.open);
    closed.forEach((entry) => (entry.open = true));
    opened.push(...closed);
  });
  window.addEventListener('afterprint', () => opened.splice(0).forEach((entry) => (entry.open = false)));
}
