/** Whether code can be added to a cell's source: a cell magic needs its own cell. */
export function canShareCell(source: string, code: string): boolean {
  const isBlank = source.trim() === '';
  return isBlank || (!source.startsWith('%%') && !code.startsWith('%%'));
}

/** Insert code on its own lines at an offset in a source. */
export function placeCode(
  source: string,
  offset: number,
  code: string
): { source: string; offset: number } {
  if (source.trim() === '') {
    return { source: code, offset: code.length };
  }
  const before = source.slice(0, offset);
  const after = source.slice(offset);
  const head = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  const tail = after === '' || after.startsWith('\n') ? after : `\n${after}`;
  return {
    source: head + code + tail,
    offset: head.length + code.length
  };
}
