/** Parses Hive type strings, such as `struct<id:int,tags:array<string>>`, into trees. */

export type TypeFamily =
  | 'array'
  | 'binary'
  | 'boolean'
  | 'map'
  | 'number'
  | 'string'
  | 'struct'
  | 'time';

export interface ITypeNode {
  /** The type as written. */
  text: string;
  family: TypeFamily;
  /** The parts of a nested type: fields, `element`, or `key` and `value`. */
  children: readonly IFieldType[];
}

export interface IFieldType {
  name: string;
  type: ITypeNode;
}

/** The maximum nesting depth, as in the server's type parser. */
const MAX_DEPTH = 100;

/** Parse a type. A type that can't be parsed is kept as text, without children. */
export function parseType(text: string): ITypeNode {
  const reader = new Private.Reader(text);
  const type = reader.readType(0);
  return type !== null && reader.isAtEnd() ? type : Private.leaf(text.trim());
}

/** Whether a nested field contains a text: in its name, or, if the text has a dot, in its path. */
export function holdsField(
  type: ITypeNode,
  path: string,
  text: string
): boolean {
  const isNamed = hasFieldNames(type);
  return type.children.some(child => {
    const at = isNamed ? `${path}.${child.name}` : path;
    const name = text.includes('.') ? at : child.name;
    const isFound = isNamed && name.toLowerCase().includes(text);
    return isFound || holdsField(child.type, at, text);
  });
}

/** Whether the children of a type have names of their own, unlike `element`, `key`, and `value`. */
export function hasFieldNames(type: ITypeNode): boolean {
  return /^struct\b/i.test(type.text);
}

namespace Private {
  const SPACE = /\s*/y;
  const WORD = /[^<>:,()`]*/y;
  const NAME = /[^<>:,`]*/y;
  const QUOTED = /`((?:[^`]|``)*)`/y;
  const SIZES = /\(\s*\d+\s*(?:,\s*\d+\s*)*\)/y;
  const NESTED = new Set(['array', 'map', 'struct', 'uniontype']);

  export function leaf(text: string): ITypeNode {
    return { text, family: family(text.toLowerCase()), children: [] };
  }

  /** Parses a type from left to right; `null` means that it isn't valid. */
  export class Reader {
    constructor(text: string) {
      this._text = text;
    }

    isAtEnd(): boolean {
      this._take(SPACE);
      return this._at === this._text.length;
    }

    readType(depth: number): ITypeNode | null {
      this._take(SPACE);
      const start = this._at;
      const name = this._take(WORD)?.[0].trim().toLowerCase() ?? '';
      if (name === '' || depth > MAX_DEPTH) {
        return null;
      }
      if (NESTED.has(name)) {
        const children = this._children(name, depth + 1);
        const family = name === 'uniontype' ? 'struct' : (name as TypeFamily);
        return children && { text: this._since(start), family, children };
      }
      if (this._isNext('(') && this._take(SIZES) === null) {
        return null;
      }
      return leaf(this._since(start));
    }

    private _children(name: string, depth: number): IFieldType[] | null {
      const children: IFieldType[] = [];
      if (!this._skip('<')) {
        return null;
      }
      const isOpen = name === 'struct' || name === 'uniontype';
      const count = name === 'array' ? 1 : name === 'map' ? 2 : Infinity;
      while (children.length < count && !(isOpen && this._isNext('>'))) {
        if (children.length > 0 && !this._skip(',')) {
          return null;
        }
        const child = this._child(name, children.length, depth);
        if (child === null) {
          return null;
        }
        children.push(child);
      }
      return this._skip('>') ? children : null;
    }

    private _child(
      parent: string,
      index: number,
      depth: number
    ): IFieldType | null {
      const name =
        parent === 'struct' ? this._fieldName() : partName(parent, index);
      const type = name === null ? null : this.readType(depth);
      return name === null || type === null ? null : { name, type };
    }

    private _fieldName(): string | null {
      const quoted = this._isNext('`') ? this._take(QUOTED) : undefined;
      const name =
        quoted === undefined
          ? this._take(NAME)?.[0].trim() || null
          : (quoted?.[1]?.replaceAll('``', '`') ?? null);
      return this._skip(':') ? name : null;
    }

    private _take(pattern: RegExp): RegExpExecArray | null {
      pattern.lastIndex = this._at;
      const found = pattern.exec(this._text);
      this._at += found?.[0].length ?? 0;
      return found;
    }

    private _isNext(wanted: string): boolean {
      this._take(SPACE);
      return this._text.startsWith(wanted, this._at);
    }

    private _skip(wanted: string): boolean {
      const isNext = this._isNext(wanted);
      this._at += isNext ? wanted.length : 0;
      return isNext;
    }

    private _since(start: number): string {
      return this._text.slice(start, this._at).trim();
    }

    private readonly _text: string;
    private _at = 0;
  }

  function partName(parent: string, index: number): string {
    if (parent === 'array') {
      return 'element';
    }
    return parent === 'map'
      ? (['key', 'value'][index] ?? '')
      : `option ${index}`;
  }

  const FAMILIES: Readonly<Record<string, TypeFamily>> = {
    tinyint: 'number',
    smallint: 'number',
    int: 'number',
    integer: 'number',
    bigint: 'number',
    long: 'number',
    short: 'number',
    byte: 'number',
    float: 'number',
    double: 'number',
    decimal: 'number',
    numeric: 'number',
    dec: 'number',
    real: 'number',
    boolean: 'boolean',
    date: 'time',
    timestamp: 'time',
    timestamp_ntz: 'time',
    timestamptz: 'time',
    time: 'time',
    interval: 'time',
    binary: 'binary',
    fixed: 'binary',
    struct: 'struct',
    array: 'array',
    map: 'map',
    variant: 'struct'
  };

  function family(name: string): TypeFamily {
    return FAMILIES[/^[a-z_]+/.exec(name)?.[0] ?? ''] ?? 'string';
  }
}
