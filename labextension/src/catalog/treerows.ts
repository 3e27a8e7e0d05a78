import type { TranslationBundle } from '@jupyterlab/translation';
import { ROW_HEIGHT, RowElement, shapeOf } from './rowelement';
import type { Row } from './rows';

const OVERSCAN = 6;
/** How long after the last scroll event the tree is at rest, in milliseconds. */
const REST = 150;

/** What the tree shows. */
export interface IShown {
  rows: readonly Row[];
  activeIndex: number;
  selection: ReadonlySet<string>;
}

/**
 * The visible rows of the tree. A row that scrolls into view reuses the element of a row that has
 * scrolled out, so that scrolling creates no elements; React would do several times the work.
 */
export class TreeRows {
  constructor(
    private readonly _scroller: HTMLElement,
    private readonly _host: HTMLElement,
    private readonly _trans: TranslationBundle
  ) {
    this._scroller.addEventListener('scroll', this._onScroll, {
      passive: true
    });
    if (typeof ResizeObserver !== 'undefined') {
      this._observer = new ResizeObserver(this._onResize);
      this._observer.observe(this._scroller);
    }
    this._height = this._scroller.clientHeight;
  }

  dispose(): void {
    this._scroller.removeEventListener('scroll', this._onScroll);
    this._observer?.disconnect();
    window.clearTimeout(this._rest);
    this._host.replaceChildren();
  }

  /** Show other rows, or the same rows in another state. */
  show(shown: IShown): void {
    const hadFocus = this._host.contains(document.activeElement);
    this._shown = shown;
    this._host.style.height = `${shown.rows.length * ROW_HEIGHT}px`;
    this._fill();
    this._putInOrder();
    if (hadFocus && !this.active?.contains(document.activeElement)) {
      this.active?.focus({ preventScroll: true }); // removing a focused row loses the focus
    }
  }

  /** The element of the active row, which is always in the page. */
  get active(): HTMLElement | null {
    const { rows, activeIndex } = this._shown;
    const row = rows[activeIndex];
    return (row && this._taken.get(row.key)?.node) ?? null;
  }

  /** Scroll by the minimum to make a row visible. */
  reveal(index: number): void {
    const top = index * ROW_HEIGHT;
    const { scrollTop } = this._scroller;
    if (top < scrollTop) {
      this._scroller.scrollTop = top;
    } else if (top + ROW_HEIGHT > scrollTop + this._height) {
      this._scroller.scrollTop = top + ROW_HEIGHT - this._height;
    }
  }

  private readonly _onScroll = (): void => {
    this._fill();
    window.clearTimeout(this._rest);
    this._rest = window.setTimeout(() => this._putInOrder(), REST);
  };

  private readonly _onResize = (): void => {
    this._height = this._scroller.clientHeight;
    this._fill();
    this._putInOrder();
  };

  /** Fill the elements with the visible rows and the active row, which may have the focus. */
  private _fill(): void {
    const { rows, activeIndex, selection } = this._shown;
    const top = Math.floor(this._scroller.scrollTop / ROW_HEIGHT);
    const first = Math.max(0, top - OVERSCAN);
    const past = Math.min(
      rows.length,
      top + Math.ceil(this._height / ROW_HEIGHT) + 1 + OVERSCAN
    );
    const wanted: number[] = [];
    for (let index = first; index < past; index++) {
      wanted.push(index);
    }
    if (
      activeIndex < rows.length &&
      (activeIndex < first || activeIndex >= past)
    ) {
      wanted.push(activeIndex);
    }
    const taken = new Map<string, RowElement>();
    for (const index of wanted) {
      const { key } = rows[index] as Row;
      const element = this._taken.get(key);
      if (element) {
        taken.set(key, element);
        this._taken.delete(key);
      }
    }
    const free = [...this._taken.values(), ...this._spare];
    for (const index of wanted) {
      const row = rows[index] as Row;
      let element = taken.get(row.key);
      if (element === undefined) {
        element = Private.take(free, row) ?? new RowElement(this._trans);
        taken.set(row.key, element);
      }
      element.fill(row, index, index === activeIndex, selection.has(row.key));
      if (element.node.parentNode !== this._host) {
        this._host.append(element.node);
      }
    }
    for (const element of free) {
      element.node.remove();
    }
    this._taken = taken;
    this._spare = free;
  }

  /**
   * Put the elements in row order for screen readers. Moving the focused element would lose the
   * focus, so the others are moved around it.
   */
  private _putInOrder(): void {
    const nodes = [...this._taken.values()]
      .sort((one, other) => one.index - other.index)
      .map(element => element.node);
    const held = nodes.findIndex(node => node.contains(document.activeElement));
    const fixed = Math.max(0, held);
    for (let index = fixed - 1; index >= 0; index--) {
      const next = nodes[index + 1] as HTMLElement;
      const node = nodes[index] as HTMLElement;
      if (next.previousSibling !== node) {
        this._host.insertBefore(node, next);
      }
    }
    for (let index = fixed + 1; index < nodes.length; index++) {
      const previous = nodes[index - 1] as HTMLElement;
      const node = nodes[index] as HTMLElement;
      if (previous.nextSibling !== node) {
        this._host.insertBefore(node, previous.nextSibling);
      }
    }
  }

  private _shown: IShown = { rows: [], activeIndex: 0, selection: new Set() };
  private _taken = new Map<string, RowElement>();
  /** Unused elements, kept for reuse. */
  private _spare: RowElement[] = [];
  private _height = 0;
  private _rest = 0;
  private _observer: ResizeObserver | null = null;
}

namespace Private {
  /** Take a free element, preferably one with the same shape as the row. */
  export function take(free: RowElement[], row: Row): RowElement | undefined {
    const shape = shapeOf(row);
    const alike = free.findIndex(element => element.shape === shape);
    return alike < 0 ? free.pop() : free.splice(alike, 1)[0];
  }
}
