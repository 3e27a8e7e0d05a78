/** The word to complete at the caret of a type, and what it can become. */
export interface ICompletion {
  start: number;
  end: number;
  types: readonly string[];
}

/** Return the types to offer at the caret. The server decides what is valid. */
export function completionAt(
  text: string,
  caret: number,
  offered: readonly string[]
): ICompletion {
  const start =
    caret - Private.lengthOf(/[^<>:,()`\s]*$/, text.slice(0, caret));
  const end = caret + Private.lengthOf(/^[^<>:,()`\s]*/, text.slice(caret));
  const typed = text.slice(start, caret).toLowerCase();
  const types = Private.isTypeNext(text.slice(0, start))
    ? offered.filter(type => type.startsWith(typed))
    : [];
  return { start, end, types };
}

/** Return the text and the caret after a type was chosen. */
export function complete(
  text: string,
  { start, end }: ICompletion,
  type: string
): { text: string; caret: number } {
  return {
    text: text.slice(0, start) + type + text.slice(end),
    caret: start + type.length
  };
}

namespace Private {
  export function lengthOf(pattern: RegExp, text: string): number {
    return pattern.exec(text)?.[0].length ?? 0;
  }

  /** Whether a type can follow this text, rather than a field name or a size. */
  export function isTypeNext(before: string): boolean {
    const text = before.trimEnd();
    if (text === '' || text.endsWith(':')) {
      return true;
    }
    const isBetween = text.endsWith('<') || text.endsWith(',');
    return isBetween && !/^(struct<|\()/i.test(openedBy(text));
  }

  /** The innermost opening that isn't closed, with the name in front of it. */
  function openedBy(text: string): string {
    let closed = 0;
    for (let at = text.length - 1; at >= 0; at--) {
      const character = text.charAt(at);
      if (character === '>' || character === ')') {
        closed += 1;
      } else if (character === '(' || character === '<') {
        if (closed === 0) {
          const name = /[a-z]*\s*$/i.exec(text.slice(0, at))?.[0].trim() ?? '';
          return character === '(' ? '(' : `${name}<`;
        }
        closed -= 1;
      }
    }
    return '';
  }
}
