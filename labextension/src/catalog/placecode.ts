/** Whether code can be added to a cell's source: a cell magic needs its own cell. */
export function canShareCell(source: string, code: string): boolean {
  const isBlank = source.trim() === '';
  return isBlank || (!source.startsWith('%%') && !code.startsWith('%%'));
}

/** Insert code on the caret's line if it is blank, else below the last line of the source. */
export function placeCode(
  source: string,
  offset: number,
  code: string
): { source: string; offset: number } {
  if (source.trim() === '') {
    return { source: code, offset: code.length };
  }
  const start = source.slice(0, offset).lastIndexOf('\n') + 1;
  const next = source.indexOf('\n', offset);
  const end = next === -1 ? source.length : next;
  const isBlank = source.slice(start, end).trim() === '';
  const head = isBlank ? source.slice(0, start) : `${source.trimEnd()}\n`;
  const tail = isBlank ? source.slice(end) : '';
  return {
    source: head + code + tail,
    offset: head.length + code.length
  };
}
