import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

const OVERSCAN = 12;

interface ILongTableProps<T> {
  label: string;
  headings: readonly string[];
  /** Column widths, independent of the visible rows; `auto` takes the remaining width. */
  widths: readonly string[];
  lines: readonly T[];
  keyOf: (line: T) => string;
  /** Estimated row height, in pixels, until it is measured. */
  lineHeight: number;
  className?: string;
  /** The row to scroll to, or a negative number for none. */
  goTo?: number;
  lineProps?: (line: T) => React.HTMLAttributes<HTMLTableRowElement>;
  /** Renders the cells of a row. */
  children: (line: T) => React.ReactNode;
}

/** A table. Only the visible rows and the focused row are in the page. */
export function LongTable<T>(props: ILongTableProps<T>): React.JSX.Element {
  const { lines, keyOf, goTo = -1 } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const [focused, setFocused] = React.useState<string | null>(null);
  const held = focused === null ? -1 : lines.findIndex(isAt(focused));
  // A new function would make the virtualizer lay out every row in each frame of a scroll.
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

/** Spacer for the rows that aren't in the page. */
function Gap({ height }: { height: number }): React.JSX.Element | null {
  return height > 0 ? (
    <tr className="jp-GlueGrid-gap" style={{ height }} role="none" />
  ) : null;
}

/** Return a width that fits the longest text, within limits. */
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
