import { JSONExt, type ReadonlyJSONObject } from '@lumino/coreutils';

import schema from '../schema/catalog.json';

interface IItem {
  command?: string;
  args?: ReadonlyJSONObject;
  selector: string;
  keys?: string[];
}

const items: IItem[] = schema['jupyter.lab.menus'].context;
const shortcuts: IItem[] = schema['jupyter.lab.shortcuts'];

describe('The menu of a row', () => {
  it.each(['database', 'table'])('shows F2 on one item of a %s', kind => {
    const renaming = shortcuts.filter(({ keys }) => keys?.[0] === 'F2');

    // The menu shows a shortcut on every item with the same command and arguments.
    const shown = items
      .filter(({ selector }) => selector.includes(`"${kind}"`))
      .filter(({ command, args = {} }) =>
        renaming.some(
          each =>
            each.command === command && JSONExt.deepEqual(each.args ?? {}, args)
        )
      );

    expect(shown).toHaveLength(1);
  });
});
