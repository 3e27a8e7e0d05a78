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

/** Parse a type. A type that can't be parsed is kept as text, without children. */
export function parseType(text: string): ITypeNode {
  const trimmed = text.trim();
  const nested = /^(struct|array|map|uniontype)\s*<([\s\S]*)>$/i.exec(trimmed);
  const head = nested?.[1]?.toLowerCase() ?? '';
  const parts = nested ? Private.split(nested[2] ?? '') : [];
  switch (head) {
    case 'struct':
      return Private.struct(trimmed, parts);
    case 'array':
      return Private.nest(trimmed, 'array', ['element'], parts);
    case 'map':
      return Private.nest(trimmed, 'map', ['key', 'value'], parts);
    case 'uniontype':
      return Private.nest(
        trimmed,
        'struct',
        parts.map((_, index) => `option ${index}`),
        parts
      );
    default:
      return { text: trimmed, family: Private.family(trimmed), children: [] };
  }
}

namespace Private {
  /** Split at commas outside brackets. */
  export function split(text: string): string[] {
    const parts: string[] = [];
    let depth = 0;
    let start = 0;
    for (let index = 0; index < text.length; index++) {
      const char = text[index];
      if (char === '<' || char === '(') {
        depth++;
      } else if (char === '>' || char === ')') {
        depth--;
      } else if (char === ',' && depth === 0) {
        parts.push(text.slice(start, index));
        start = index + 1;
      }
    }
    parts.push(text.slice(start));
    return parts.map(part => part.trim()).filter(part => part !== '');
  }

  export function struct(text: string, parts: string[]): ITypeNode {
    const children = parts.map(part => {
      const colon = part.indexOf(':');
      return {
        name: part.slice(0, colon).trim().replace(/^`|`$/g, ''),
        type: parseType(part.slice(colon + 1))
      };
    });
    return { text, family: 'struct', children };
  }

  export function nest(
    text: string,
    family: TypeFamily,
    names: string[],
    parts: string[]
  ): ITypeNode {
    const children = parts.map((part, index) => ({
      name: names[index] ?? '',
      type: parseType(part)
    }));
    return { text, family, children };
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

  export function family(text: string): TypeFamily {
    const name = /^[a-z_]+/i.exec(text)?.[0].toLowerCase() ?? '';
    return FAMILIES[name] ?? 'string';
  }
}
