'use strict';

/**
 * The drawing as the page was written with it: its size, each box with its place, its size when it is open and its stages, and the lines with their
 * points.
 *
 * @type {{
 *   size: [number, number],
 *   box: [number, number],
 *   boxes: [number, number, number, number, number[]][],
 *   lines: [number, number, number[]][],
 * }}
 */
const drawing = JSON.parse(byId('data').textContent ?? '');

const MOST_ZOOM = 3;
const MOST_FIT = 1.15;
/** Space above the drawing, where the buttons are, in pixels. */
const HEAD = 44;
const LEAST_ZOOM = 0.04;
/** Smallest zoom at which names can be read: a larger drawing starts with its upper left part. */
const READABLE = 0.5;

/** Part of the drawing that is seen: it is moved with a pointer, and zoomed with the wheel, two fingers, keys and buttons. */
class View {
  /** @param {HTMLElement} canvas @param {SVGSVGElement} svg @param {SVGGElement} scene */
  constructor(canvas, svg, scene) {
    this.canvas = canvas;
    this.svg = svg;
    this.scene = scene;
    this.x = 0;
    this.y = 0;
    this.zoom = 1;
    this.size = drawing.size;
    /** Pointers that are down, by id. @type {Map<number, { x: number, y: number }>} */
    this.pointers = new Map();
    this.wasMoved = false;
    this.screen();
    window.addEventListener('beforeprint', () => this.print());
    window.addEventListener('afterprint', () => this.screen());
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    canvas.addEventListener('pointerdown', (event) => this.press(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    ['pointerup', 'pointercancel', 'pointerleave'].forEach((type) =>
      canvas.addEventListener(type, (event) => this.pointers.delete(/** @type {PointerEvent} */ (event).pointerId)),
    );
    // A link that was pressed to move the drawing is not followed.
    canvas.addEventListener('click', (event) => this.wasMoved && stop(event), true);
    canvas.addEventListener('dragstart', (event) => event.preventDefault());
  }

  /** Shows the drawing as a whole, or its beginning where names would be too small to be read. A small one takes less space. */
  start() {
    const [width, height] = this.size;
    const zoom = Math.max(READABLE, Math.min(MOST_FIT, (this.canvas.clientWidth - 16) / width));
    this.canvas.style.height = '';
    const most = this.canvas.clientHeight;
    this.canvas.style.height = `${Math.min(most, Math.ceil(height * zoom) + HEAD + 16)}px`;
    this.fit();
    if (this.zoom < READABLE) {
      this.zoom = READABLE;
      [this.x, this.y] = [8, HEAD];
      this.show();
    }
  }

  fit() {
    const { clientWidth, clientHeight } = this.canvas;
    const [width, height] = this.size;
    this.zoom = Math.max(
      LEAST_ZOOM,
      Math.min(MOST_FIT, (clientWidth - 16) / width, (clientHeight - HEAD - 8) / height),
    );
    this.x = (clientWidth - width * this.zoom) / 2;
    this.y = Math.max(HEAD, (clientHeight - height * this.zoom) / 2);
    this.show();
  }

  /**
   * Zooms around a point of the canvas, its middle by default.
   *
   * @param {number} factor
   * @param {number} [x]
   * @param {number} [y]
   */
  zoomBy(factor, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, this.zoom * factor));
    this.x = x - ((x - this.x) * zoom) / this.zoom;
    this.y = y - ((y - this.y) * zoom) / this.zoom;
    this.zoom = zoom;
    this.show();
  }

  /** Moves the drawing so that an element of it is seen. @param {Element} element */
  reveal(element) {
    const own = element.getBoundingClientRect();
    const pane = this.canvas.getBoundingClientRect();
    if (pane.width === 0) {
      return;
    }
    const near = 24;
    const over = (
      /** @type {number} */ low,
      /** @type {number} */ high,
      /** @type {number} */ from,
      /** @type {number} */ to,
    ) => (low < from + near ? from + near - low : high > to - near ? to - near - high : 0);
    this.x += over(own.left, own.right, pane.left, pane.right);
    this.y += over(own.top, own.bottom, pane.top, pane.bottom);
    this.show();
  }

  show() {
    this.scene.setAttribute(
      'transform',
      `translate(${this.x.toFixed(1)} ${this.y.toFixed(1)}) scale(${this.zoom.toFixed(4)})`,
    );
  }

  /** Shows the drawing as a whole, in the width of the paper. */
  print() {
    this.svg.setAttribute('viewBox', `0 0 ${this.size.join(' ')}`);
    this.svg.setAttribute('width', String(this.size[0]));
    this.svg.setAttribute('height', String(this.size[1]));
    this.scene.removeAttribute('transform');
  }

  /** Shows a part of the drawing, as on a screen. */
  screen() {
    this.svg.removeAttribute('viewBox');
    this.svg.setAttribute('width', '100%');
    this.svg.setAttribute('height', '100%');
    this.show();
  }

  /** The wheel alone scrolls the page. @param {WheelEvent} event */
  wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const { left, top } = this.canvas.getBoundingClientRect();
      this.zoomBy(
        Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.003)),
        event.clientX - left,
        event.clientY - top,
      );
    }
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button === 0) {
      this.wasMoved = false;
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    }
  }

  /** @param {PointerEvent} event */
  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (before === undefined) {
      return;
    }
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    const far = Math.hypot(now.x - before.x, now.y - before.y) > 3;
    if (!far && !this.wasMoved) {
      return;
    }
    this.wasMoved = true;
    this.pointers.set(event.pointerId, now);
    if (other === undefined) {
      this.x += now.x - before.x;
      this.y += now.y - before.y;
      this.show();
    } else {
      const { left, top } = this.canvas.getBoundingClientRect();
      const distance = (/** @type {{ x: number, y: number }} */ point) =>
        Math.hypot(point.x - other.x, point.y - other.y);
      this.zoomBy(
        distance(now) / Math.max(1, distance(before)),
        (now.x + other.x) / 2 - left,
        (now.y + other.y) / 2 - top,
      );
    }
  }
}

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** The element of an id, which the page has. @param {string} id @returns {HTMLElement} */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
