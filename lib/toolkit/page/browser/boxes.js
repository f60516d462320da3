/** Boxes of the drawing: groups that open, the selected stage with its lines, and the way of the arrow keys. */
class Boxes {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    /** Numbers of the groups that are open. @type {Set<number>} */
    this.open = new Set();
    this.links = /** @type {SVGAElement[]} */ ([...view.scene.querySelectorAll('a.box')]);
    this.lines = [...view.scene.querySelectorAll('path.line')];
    /** @type {Map<number, SVGAElement>} */
    this.byStage = new Map();
    /** Number of the box that a stage is in, by the stage. @type {Map<number, number>} */
    this.boxOf = new Map();
    for (const link of this.links) {
      if (link.dataset['stage'] !== undefined) {
        this.byStage.set(Number(link.dataset['stage']), link);
      } else {
        link.setAttribute('role', 'button');
        link.setAttribute('aria-expanded', 'false');
      }
    }
    drawing.boxes.forEach(([, , , , stages], box) => stages.forEach((stage) => this.boxOf.set(stage, box)));
    this.reach(this.links[0]);
  }

  get hasGroups() {
    return this.links.some((link) => link.dataset['group'] !== undefined);
  }

  /** @param {number} box @param {boolean} [isOpen] */
  toggle(box, isOpen = !this.open.has(box)) {
    if (isOpen) {
      this.open.add(box);
    } else {
      this.open.delete(box);
    }
    this.place();
  }

  /** @param {boolean} isOpen */
  toggleAll(isOpen) {
    this.links.forEach(
      ({ dataset }) => dataset['group'] !== undefined && this.open[isOpen ? 'add' : 'delete'](Number(dataset['group'])),
    );
    this.place();
  }

  /** Places boxes and lines: what is right of an open group, or below it, makes room for it. Nothing changes its order, so lines stay as they are. */
  place() {
    const [width, height] = drawing.box;
    /** @type {Map<number, number>} */
    const columns = new Map();
    /** @type {Map<number, number>} */
    const rows = new Map();
    for (const box of this.open) {
      const [x, y, openWidth, openHeight] = boxAt(box);
      columns.set(x + width, Math.max(columns.get(x + width) ?? 0, openWidth + 6 - width));
      rows.set(y + height, Math.max(rows.get(y + height) ?? 0, openHeight + 6 - height));
    }
    const moved = (/** @type {number} */ at, /** @type {Map<number, number>} */ room) =>
      [...room].reduce((sum, [from, more]) => (at >= from - 1 ? sum + more : sum), at);
    drawing.boxes.forEach(([x, y, , , stages], box) => {
      const group = document.getElementById(`group-${box}`);
      const element = group ?? this.byStage.get(stages[0] ?? -1);
      element?.setAttribute('transform', `translate(${moved(x, columns)} ${moved(y, rows)})`);
      group?.classList.toggle('open', this.open.has(box));
      group?.querySelector('.fold')?.setAttribute('aria-expanded', String(this.open.has(box)));
    });
    drawing.lines.forEach(([, , points], index) => {
      const [x, y, ...rest] = points.map((at, axis) => moved(at, axis % 2 === 0 ? columns : rows));
      this.lines[index]?.setAttribute('d', `M${x} ${y}C${rest.join(' ')}`);
    });
    const [wide, high] = drawing.size;
    this.view.size = [moved(wide, columns), moved(high, rows)];
  }

  /** Marks a stage, and the lines from and to it. @param {number} stage */
  select(stage) {
    const box = this.boxOf.get(stage);
    if (box === undefined) {
      return;
    }
    const link = this.byStage.get(stage);
    const seen = this.isSeen(link)
      ? link
      : /** @type {SVGAElement | null} */ (document.querySelector(`#group-${box} .fold`));
    this.links.forEach((each) => each.classList.toggle('selected', each === link || each === seen));
    this.lines.forEach((line, index) =>
      line.classList.toggle('near', drawing.lines[index]?.slice(0, 2).includes(box) === true),
    );
    this.view.scene.classList.add('chosen');
    if (seen) {
      this.reach(seen);
      this.view.reveal(seen);
    }
  }

  /** Dims the boxes of stages that a filter leaves out. @param {(stage: number) => boolean} isShown */
  filter(isShown) {
    for (const link of this.links) {
      const { stage, group } = link.dataset;
      const stages = stage === undefined ? boxAt(Number(group))[4] : [Number(stage)];
      link.classList.toggle('dim', !stages.some(isShown));
    }
  }

  /** Makes a box the one that the tab key reaches. @param {SVGAElement | undefined} link */
  reach(link) {
    this.links.forEach((each) => each.setAttribute('tabindex', each === link ? '0' : '-1'));
  }

  /** The nearest box in a direction. @param {Element} from @param {string} key @returns {SVGAElement | undefined} */
  next(from, key) {
    const [dx, dy] = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    })[key] ?? [0, 0];
    const start = centre(from);
    /** @type {[number, SVGAElement][]} */
    const found = this.links.flatMap((link) => {
      if (link === from || !this.isSeen(link)) {
        return [];
      }
      const { x, y } = centre(link);
      const ahead = (x - start.x) * dx + (y - start.y) * dy;
      const aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
      return ahead > 4 && ahead * 3 > aside ? [[ahead + 2 * aside, link]] : [];
    });
    return found.sort(([a], [b]) => a - b)[0]?.[1];
  }

  /** Whether a box is drawn: its group is open, if it is in one. @param {Element | undefined} link */
  isSeen(link) {
    const inside = link?.closest('.inside');
    return link !== undefined && (inside === null || inside?.parentElement?.classList.contains('open') === true);
  }
}

/** @param {number} box */
function boxAt(box) {
  return drawing.boxes[box] ?? /** @type {[number, number, number, number, number[]]} */ ([0, 0, 0, 0, []]);
}

/** @param {Element} element */
function centre(element) {
  const { left, top, width, height } = (element.querySelector('.face') ?? element).getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
