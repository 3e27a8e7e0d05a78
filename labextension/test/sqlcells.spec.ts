import { python } from '@codemirror/lang-python';
import { ensureSyntaxTree, language } from '@codemirror/language';
import { EditorView } from '@codemirror/view';

import { sqlCellLanguage } from '../src/cells/sparksql';
import { sqlCells } from '../src/cells/sqlcells';

const QUERY = '%%sql -l 5\nselect `a`, "b" from t -- all';

function makeEditors() {
  const asked: string[] = [];
  const cells = sqlCells(async () => {
    asked.push('sql');
    return sqlCellLanguage;
  });
  const open = (doc: string) =>
    new EditorView({ doc, extensions: [cells, python()] });
  return { asked, cells, open };
}

/** Wait for what was loaded. */
const loaded = () => new Promise(resolve => setTimeout(resolve));

const nameOf = (view: EditorView) => view.state.facet(language)?.name;

function tokens(view: EditorView): string[] {
  const found: string[] = [];
  ensureSyntaxTree(view.state, view.state.doc.length, 5000)?.iterate({
    enter: node => {
      if (node.node.firstChild === null) {
        found.push(`${node.name} ${view.state.sliceDoc(node.from, node.to)}`);
      }
    }
  });
  return found;
}

describe('sqlCells', () => {
  it('shows a cell as SQL while it begins with %%sql', async () => {
    const { open } = makeEditors();
    const view = open('');

    expect(nameOf(view)).toBe('python');
    view.dispatch({ changes: { from: 0, insert: QUERY } });
    await loaded();
    expect(nameOf(view)).toBe('sparksql');
    expect(view.dom.querySelectorAll('.jp-GlueSqlMagic')).toHaveLength(1);
    view.dispatch({ changes: { from: 0, to: 1 } });
    expect(nameOf(view)).toBe('python');
    expect(view.dom.querySelectorAll('.jp-GlueSqlMagic')).toHaveLength(0);
    view.destroy();
  });

  it('reads Spark SQL below the magic, as it is typed', async () => {
    const { open } = makeEditors();
    const view = open(QUERY);
    await loaded();

    expect(tokens(view)).toEqual([
      'LineComment %%sql -l 5',
      'Keyword select',
      'QuotedIdentifier `a`',
      'Punctuation ,',
      'String "b"',
      'Keyword from',
      'Identifier t',
      'LineComment -- all'
    ]);
    view.dispatch({ changes: { from: 10, insert: '0' } });
    view.dispatch({ changes: { from: 12, to: 18, insert: 'refresh' } });
    expect(tokens(view).slice(0, 2)).toEqual([
      'LineComment %%sql -l 50',
      'Keyword refresh'
    ]);
    view.destroy();
  });

  it('loads SQL only for a cell of SQL, and knows it for the next', async () => {
    const { asked, open } = makeEditors();
    const views = ['x = 1', '%%sqlite\nselect 1', ' %%sql', '%%time'].map(open);
    await loaded();
    expect(asked).toEqual([]);
    expect(views.map(nameOf)).toEqual(Array(4).fill('python'));

    views.push(open('%%sql'));
    await loaded();
    views.push(open(QUERY));

    expect(nameOf(views[5] as EditorView)).toBe('sparksql');
    expect(asked).toEqual(['sql']);
    views.forEach(view => view.destroy());
  });

  it('works in an editor that has no language yet', async () => {
    const { cells } = makeEditors();
    const view = new EditorView({ doc: 'x', extensions: [cells] });

    view.dispatch({ changes: { from: 0, to: 1, insert: QUERY } });
    await loaded();
    expect(nameOf(view)).toBe('sparksql');
    view.dispatch({ changes: { from: 0, to: 5 } });
    expect(nameOf(view)).toBe('text');
    view.destroy();
  });

  it('loses no editor that is closed while SQL is loaded', async () => {
    const { open } = makeEditors();
    const view = open(QUERY);

    view.destroy();

    await loaded();
    expect(nameOf(view)).toBe('python');
  });
});
