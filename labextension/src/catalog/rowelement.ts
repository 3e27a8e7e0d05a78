import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownIcon,
  caretRightIcon,
  type LabIcon
} from '@jupyterlab/ui-components';

import {
  databaseIcon,
  keyIcon,
  linkIcon,
  tableIcon,
  typeIcons,
  viewIcon
} from '../icons';
import type { INodeRow, INoteRow, Row, RowIcon } from './rows';

/** Height of a row, in pixels. */
export const ROW_HEIGHT = 24;

const icons: Readonly<Record<RowIcon, LabIcon>> = {
  ...typeIcons,
  database: databaseIcon,
  table: tableIcon,
  view: viewIcon,
  link: linkIcon
};

/** The layout of a row without its text; rows with the same shape differ only in text. */
export function shapeOf(row: Row): string {
  if (row.kind === 'note') {
    return row.note;
  }
  const caret = row.expandable ? (row.expanded ? 'open' : 'closed') : 'leaf';
  return [
    row.icon,
    caret,
    row.partitionKey,
    row.detail !== '',
    row.count !== null,
    row.match !== null,
    row.found !== null
  ].join();
}

/**
 * One row element of the tree. It is reused for other rows while scrolling, and updates only what
 * differs, because this work is done in each frame of a scroll.
 */
export class RowElement {
  constructor(private readonly _trans: TranslationBundle) {
    this.node.setAttribute('role', 'treeitem');
    this.node.className = 'jp-GlueCatalog-row';
  }

  readonly node = document.createElement('div');

  /** The shape of the current row, or '' before the first row. */
  get shape(): string {
    return this._shape;
  }

  /** Position of the current row in the tree. */
  get index(): number {
    return this._index;
  }

  /** Show a row. */
  fill(row: Row, index: number, isActive: boolean, isSelected: boolean): void {
    if (index !== this._index) {
      this._index = index;
      this.node.style.top = `${index * ROW_HEIGHT}px`;
      this.node.dataset.index = String(index);
    }
    this._set('tabindex', isActive ? '0' : '-1');
    this._set('aria-selected', String(isSelected));
    if (row === this._row) {
      return;
    }
    this._row = row;
    const isNode = row.kind !== 'note';
    this._set('data-kind', row.kind);
    this._set('data-name', isNode ? row.label : null);
    this._set('title', isNode ? Private.tooltipOf(row) : row.message || null);
    this._set('aria-level', String(row.depth + 1));
    this._set('aria-posinset', String(row.position));
    this._set('aria-setsize', String(row.size));
    this._set(
      'aria-expanded',
      isNode && row.expandable ? String(row.expanded) : null
    );
    this._set('draggable', String(isNode));
    this._set('style.depth', String(row.depth));
    const shape = shapeOf(row);
    if (shape !== this._shape) {
      this._shape = shape;
      this._words = new Map();
      this.node.replaceChildren(
        ...(isNode ? this._nodeParts(row) : this._noteParts(row))
      );
    }
    if (isNode) {
      this._sayNode(row);
    } else {
      this._sayNote(row);
    }
  }

  private _set(name: string, value: string | null): void {
    if (this._attributes.get(name) === value) {
      return;
    }
    this._attributes.set(name, value);
    if (name === 'style.depth') {
      this.node.style.paddingInlineStart = `calc(${value} * var(--jp-glue-indent) + 4px)`;
    } else if (value === null) {
      this.node.removeAttribute(name);
    } else {
      this.node.setAttribute(name, value);
    }
  }

  /** The elements of a catalog row, still without text. */
  private _nodeParts(row: INodeRow): Node[] {
    const caret = Private.span('caret');
    caret.dataset.part = 'caret';
    caret.setAttribute('aria-hidden', 'true');
    if (row.expandable) {
      const icon = row.expanded ? caretDownIcon : caretRightIcon;
      caret.append(Private.picture(icon));
    }
    const icon = Private.picture(icons[row.icon]);
    icon.classList.add('jp-GlueCatalog-icon');
    icon.setAttribute('aria-hidden', 'true');
    const label = Private.span('label');
    if (row.match === null) {
      label.append(this._word('label'));
    } else {
      const match = document.createElement('mark');
      match.className = 'jp-GlueCatalog-match';
      match.append(this._word('match'));
      label.append(this._word('before'), match, this._word('after'));
    }
    const parts: Node[] = [caret, icon, label];
    if (row.partitionKey) {
      const key = Private.picture(keyIcon);
      key.classList.add('jp-GlueCatalog-key');
      key.title = this._trans.__('Partition key');
      parts.push(key);
    }
    for (const part of ['detail', 'count'] as const) {
      if (part === 'detail' ? Private.hasDetail(row) : row.count !== null) {
        const element = Private.span(part);
        element.append(this._word(part));
        parts.push(element);
      }
    }
    return parts;
  }

  private _sayNode(row: INodeRow): void {
    const [start, end] = row.match ?? [0, 0];
    this._say('label', row.label);
    this._say('before', row.label.slice(0, start));
    this._say('match', row.label.slice(start, end));
    this._say('after', row.label.slice(end));
    this._say('detail', this._detailOf(row));
    this._say('count', String(row.count));
  }

  /** The type, or the description in which the search has found something. */
  private _detailOf({ kind, detail, found }: INodeRow): string {
    if (found === null) {
      return detail;
    }
    return kind === 'column'
      ? this._trans.__('Comment: %1', found.snippet)
      : this._trans.__('Description: %1', found.snippet);
  }

  /** The elements of a note row: loading, empty, truncated, or error with a retry button. */
  private _noteParts(row: INoteRow): Node[] {
    const note = Private.span('note');
    note.append(this._word('note'));
    if (row.note !== 'error') {
      return [note];
    }
    note.classList.add('jp-mod-error');
    const retry = document.createElement('button');
    retry.className = 'jp-GlueCatalog-retry';
    retry.dataset.part = 'retry';
    retry.tabIndex = -1;
    retry.textContent = this._trans.__('Try again');
    return [note, retry];
  }

  private _sayNote(row: INoteRow): void {
    this._say('note', this._textOf(row));
  }

  private _textOf(row: INoteRow): string {
    switch (row.note) {
      case 'loading':
        return this._trans.__('Loading…');
      case 'empty':
        return row.path.table === undefined
          ? this._trans.__('No tables yet')
          : this._trans.__('No columns');
      case 'truncated':
        return this._trans.__('Not all results are shown. Refine your search.');
      case 'error':
        return row.message;
    }
  }

  /** Create a text node that `_say` can update. */
  private _word(part: string): Text {
    const text = document.createTextNode('');
    this._words.set(part, text);
    return text;
  }

  private _say(part: string, text: string): void {
    const word = this._words.get(part);
    if (word && word.data !== text) {
      word.data = text;
    }
  }

  private _row: Row | null = null;
  private _index = -1;
  private _shape = '';
  private readonly _attributes = new Map<string, string | null>();
  private _words = new Map<string, Text>();
}

namespace Private {
  const pictures = new Map<LabIcon, HTMLElement>();
  const LONGEST_TOOLTIP = 2000;

  export function hasDetail({ detail, found }: INodeRow): boolean {
    return detail !== '' || found !== null;
  }

  /** The whole name and type, which the row may have to cut off. */
  export function tooltipOf({ label, detail, found }: INodeRow): string {
    const lines = [label, detail, found?.text ?? ''];
    const text = lines.filter(line => line !== '').join('\n');
    return text.length > LONGEST_TOOLTIP
      ? `${text.slice(0, LONGEST_TOOLTIP)}…`
      : text;
  }

  export function span(part: string): HTMLElement {
    const element = document.createElement('span');
    element.className = `jp-GlueCatalog-${part}`;
    return element;
  }

  /** Copy an icon, which is rendered only once. */
  export function picture(icon: LabIcon): HTMLElement {
    let drawn = pictures.get(icon);
    if (drawn === undefined) {
      drawn = icon.element({ tag: 'span' });
      pictures.set(icon, drawn);
    }
    return drawn.cloneNode(true) as HTMLElement;
  }
}
