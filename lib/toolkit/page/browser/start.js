/** Starts a page with stages. */
function startDrawing() {
  // Before anything is measured: what is behind takes no time then.
  startTabs();
  const canvas = byId('canvas');
  const svg = /** @type {SVGSVGElement} */ (canvas.querySelector('#graph'));
  const view = new View(canvas, svg, /** @type {SVGGElement} */ (svg.querySelector('#scene')));
  const boxes = new Boxes(view);
  const list = new List((isShown) => boxes.filter(isShown));

  /** @param {number} stage @param {boolean} [isFocused] */
  const select = (stage, isFocused = true) => {
    const heading = list.open(stage);
    boxes.select(stage);
    heading?.scrollIntoView({
      block: 'start',
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
    });
    if (isFocused) {
      heading?.focus({ preventScroll: true });
    }
    history.replaceState(null, '', `#stage-${stage}`);
  };

  svg.addEventListener('click', (event) => {
    const link = /** @type {Element} */ (event.target).closest('a.box');
    const { stage, group } = /** @type {SVGAElement | null} */ (link)?.dataset ?? {};
    if (link !== null) {
      event.preventDefault();
      boxes.reach(/** @type {SVGAElement} */ (link));
    }
    if (group !== undefined) {
      boxes.toggle(Number(group));
      view.reveal(/** @type {Element} */ (link));
    } else if (stage !== undefined) {
      select(Number(stage));
    }
  });
  svg.addEventListener('keydown', (event) => {
    const from = /** @type {Element} */ (event.target).closest('a.box');
    const isGroup = /** @type {SVGAElement | null} */ (from)?.dataset['group'] !== undefined;
    const keys = /** @type {Record<string, () => void>} */ ({
      '+': () => view.zoomBy(1.25),
      '=': () => view.zoomBy(1.25),
      '-': () => view.zoomBy(0.8),
      0: () => view.fit(),
      ...(isGroup ? { ' ': () => boxes.toggle(Number(/** @type {SVGAElement} */ (from).dataset['group'])) } : {}),
    });
    const next = from === null ? undefined : boxes.next(from, event.key);
    if (keys[event.key] !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      keys[event.key]?.();
    } else if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      if (next !== undefined) {
        boxes.reach(next);
        next.focus({ preventScroll: true });
        view.reveal(next);
      }
    }
  });
  byId('zoom-in').addEventListener('click', () => view.zoomBy(1.25));
  byId('zoom-out').addEventListener('click', () => view.zoomBy(0.8));
  byId('fit').addEventListener('click', () => view.fit());
  startGroups(view, boxes);
  startList(list, select, boxes);
  new ResizeObserver(() => view.wasMoved || view.start()).observe(canvas);
  const follow = () => {
    const [, stage] = /^#stage-(\d+)$/.exec(location.hash) ?? [];
    if (stage !== undefined) {
      select(Number(stage));
    }
  };
  window.addEventListener('hashchange', follow);
  view.start();
  follow();
}

/** @param {View} view @param {Boxes} boxes */
function startGroups(view, boxes) {
  const button = document.getElementById('groups');
  button?.addEventListener('click', () => {
    const isOpen = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isOpen));
    boxes.toggleAll(isOpen);
    view.fit();
  });
}

/** @param {List} list @param {(stage: number, isFocused?: boolean) => void} select @param {Boxes} boxes */
function startList(list, select, boxes) {
  const filter = /** @type {HTMLInputElement} */ (byId('filter'));
  filter.addEventListener('input', () => list.search(filter.value));
  for (const chip of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('button.chip'))) {
    chip.addEventListener('click', () =>
      chip.setAttribute('aria-pressed', String(list.toggleKind(chip.dataset['kind'] ?? ''))),
    );
  }
  byId('open-all').addEventListener('click', () => list.toggleAll(true));
  byId('close-all').addEventListener('click', () => list.toggleAll(false));
  for (const entry of list.entries) {
    entry.querySelector('summary')?.addEventListener('click', () => {
      list.mark(entry);
      boxes.select(Number(entry.dataset['stage']));
    });
  }
  document.getElementById('lanes')?.addEventListener('click', (event) => {
    const { stage } =
      /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest('.bar'))?.dataset ?? {};
    if (stage !== undefined && stage !== '') {
      select(Number(stage));
    }
  });
}

/** Shows one of the pictures at a time. */
function startTabs() {
  const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[role=tab]')]);
  const bar = /** @type {HTMLElement} */ (document.querySelector('.tabs'));
  if (tabs.length < 2) {
    return;
  }
  bar.hidden = false;
  /** @param {HTMLElement} chosen */
  const choose = (chosen) =>
    tabs.forEach((tab) => {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = byId(tab.getAttribute('aria-controls') ?? '');
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', tab.id);
      panel.classList.toggle('behind', !isChosen);
    });
  tabs.forEach((tab, index) => {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      if (step !== 0 && next !== undefined) {
        choose(next);
        next.focus();
      }
    });
  });
  choose(/** @type {HTMLElement} */ (tabs[0]));
}

document.documentElement.classList.add('js');
openForPrint();
if (document.getElementById('canvas') !== null) {
  startDrawing();
}
