import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

/** Arguments of the entries in the command palette. */
export const IN_PALETTE = { isPalette: true } as const;

/** The label of a command: short in menus, and with its subject in the command palette. */
export function labelOf(inMenu: string, inPalette: string) {
  return (args: ReadonlyPartialJSONObject): string =>
    args['isPalette'] === true ? `Glue: ${inPalette}` : inMenu;
}
