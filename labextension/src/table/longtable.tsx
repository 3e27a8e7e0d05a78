import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

const OVERSCAN = 12;

interface ILongTableProps<T> {
  label: string;
  headings: readonly string[];
  /** The widths of the columns, which do not depend on the lines in sight; `auto` takes the rest. */
  widths: readonly string[];
  lines: readonly T[];
  keyOf: (line: T) => string;
  /** How high a line is before it is measured. */
  lineHeight: number;
  className?: string;
  /** The line to go to; negative when there is none. */
  goTo?: number;
  lineProps?: (line: T) => React.HTMLAttributes<HTMLTableRowElement>;
  /** The cells of a line. */
  children: (line: T) => React.ReactNode;
}

/** A table of which only the lines in sight, and the one with the focus, exist in the page. */
export function LongTable<T>(props: ILongTableProps<T>): React.JSX.Element {
  const { lines, keyOf, goTo = -1 } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const [focused, setFocused] = React.useState<string | null>(null);
  const held = focused === null ? -1 : lines.findIndex(isAt(focused));
  // A new function would have the virtualizer place every line again in each frame of a scroll.
  const keyAt = React.useCallback(
    (index: number) => {
      const line = lines[index];
      return line === undefined ? index : keyOf(line);
    },
    [lines, keyOf]
  );
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.lineHeight,
    getItemKey: keyAt,
    overscan: OVERSCAN,
    rangeExtractor: range => {
      const indexes = new Set([...defaultRangeExtractor(range), held]);
      return [...indexes]
        .filter(index => index >= 0 && index < lines.length)
        .sort((a, b) => a - b);
    }
  });
  const items = virtualizer.getVirtualItems();

  React.useEffect(() => {
    if (goTo >= 0) {
      virtualizer.scrollToIndex(goTo, { align: 'center' });
    }
  }, [virtualizer, goTo]);

  function isAt(key: string) {
    return (line: T) => keyOf(line) === key;
  }

  return (
    <div
      ref={scroller}
      className="jp-GlueTable-scroll"
      tabIndex={0}
      role="group"
      aria-label={props.label}
    >
      <table
        className={`jp-GlueGrid jp-mod-long ${props.className ?? ''}`}
        style={{ minWidth: Private.sum(props.widths) }}
        aria-rowcount={lines.length + 1}
      >
        <colgroup>
          {props.widths.map((width, index) => (
            <col key={index} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {props.headings.map(heading => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          onFocus={event => setFocused(Private.keyAt(event.target))}
          onBlur={() => setFocused(null)}
        >
          {items.map((item, index) => {
            const line = lines[item.index] as T;
            return (
              <React.Fragment key={item.key}>
                <Gap height={item.start - (items[index - 1]?.end ?? 0)} />
                <tr
                  {...props.lineProps?.(line)}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  data-key={keyOf(line)}
                  aria-rowindex={item.index + 2}
                >
                  {props.children(line)}
                </tr>
              </React.Fragment>
            );
          })}
          <Gap
            height={
              virtualizer.getTotalSize() - (items[items.length - 1]?.end ?? 0)
            }
          />
        </tbody>
      </table>
    </div>
  );
}

/** The room of the lines that are not in the page. */
function Gap({ height }: { height: number }): React.JSX.Element | null {
  return height > 0 ? (
    <tr className="jp-GlueGrid-gap" style={{ height }} role="none" />
  ) : null;
}

/** The width that fits the longest of some texts, within bounds. */
export function widthOf(
  texts: Iterable<string>,
  bounds: { least: number; most: number; extra: number }
): string {
  let longest = 0;
  for (const text of texts) {
    longest = Math.max(longest, text.length);
  }
  const fitting = Math.min(bounds.most, Math.max(bounds.least, longest));
  return `calc(${fitting}ch + ${bounds.extra}px)`;
}

namespace Private {
  const LEAST_REST = '240px';

  export function sum(widths: readonly string[]): string {
    const known = widths.map(width => (width === 'auto' ? LEAST_REST : width));
    return `calc(${known.join(' + ')})`;
  }

  export function keyAt(target: Element): string | null {
    return target.closest('tr')?.getAttribute('data-key') ?? null;
  }
}
