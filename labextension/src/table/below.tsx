import * as React from 'react';

const GAP = 2;
const TALLEST = 260;

/** A box below an element, or above it where there is more room, in front of everything else. */
export function Below(props: {
  anchor: React.RefObject<HTMLElement>;
  children: React.ReactNode;
}): React.JSX.Element {
  const { anchor } = props;
  const box = React.useRef<HTMLDivElement>(null);

  React.useLayoutEffect(() => {
    const node = box.current as HTMLDivElement;
    // A popover isn't clipped by the panels of JupyterLab.
    node.setAttribute('popover', 'manual');
    node.showPopover?.();
  }, []);

  React.useLayoutEffect(() => {
    const place = () =>
      Private.place(box.current as HTMLElement, anchor.current as HTMLElement);
    place();
    window.addEventListener('scroll', place, true);
    window.addEventListener('resize', place);
    return () => {
      window.removeEventListener('scroll', place, true);
      window.removeEventListener('resize', place);
    };
  });

  return (
    <div ref={box} className="jp-GlueBelow">
      {props.children}
    </div>
  );
}

namespace Private {
  export function place(box: HTMLElement, anchor: HTMLElement): void {
    const { top, bottom, left, width } = anchor.getBoundingClientRect();
    const below = window.innerHeight - bottom;
    const isBelow = below >= TALLEST || below >= top;
    const room = (isBelow ? below : top) - 2 * GAP;
    box.style.left = `${left}px`;
    box.style.minWidth = `${width}px`;
    box.style.maxHeight = `${Math.min(TALLEST, room)}px`;
    box.style.top = isBelow ? `${bottom + GAP}px` : 'auto';
    box.style.bottom = isBelow ? 'auto' : `${window.innerHeight - top + GAP}px`;
  }
}
