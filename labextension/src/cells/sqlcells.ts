import { type Language, language } from '@codemirror/language';
import {
  type Extension,
  Prec,
  StateEffect,
  StateField,
  type Text
} from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type ViewUpdate
} from '@codemirror/view';

import { plainText } from './plaintext';

/**
 * Make editors show a cell that begins with `%%sql` in another language, which is loaded for the
 * first such cell. What Lab knows about the cell, such as its MIME type, stays as it is.
 */
export function sqlCells(load: () => Promise<Language>): Extension {
  let loaded: Language | null = null;
  const cell = StateField.define<Private.ICell>({
    create: state => ({
      isSql: Private.isSql(state.doc),
      language: loaded
    }),
    update: (present, transaction) => {
      const found = transaction.effects.find(it => it.is(Private.found));
      const next = {
        isSql: transaction.docChanged
          ? Private.isSql(transaction.newDoc)
          : present.isSql,
        language: found ? (found.value as Language) : present.language
      };
      const isSame =
        next.isSql === present.isSql && next.language === present.language;
      return isSame ? present : next;
    },
    provide: field => [
      Prec.highest(
        language.computeN([field], state => {
          const { isSql, language: sql } = state.field(field);
          return isSql && sql ? [sql] : [];
        })
      ),
      EditorView.decorations.compute([field], state =>
        state.field(field).isSql ? Private.MAGIC : Decoration.none
      )
    ]
  });
  const loader = ViewPlugin.define(view => {
    let isGone = false;
    const loadFor = (state: EditorView['state']) => {
      const { isSql, language: sql } = state.field(cell);
      if (isSql && !sql) {
        load()
          .then(found => {
            loaded = found;
            if (!isGone) {
              view.dispatch({ effects: Private.found.of(found) });
            }
          })
          .catch((reason: unknown) =>
            console.warn('Can’t highlight SQL', reason)
          );
      }
    };
    loadFor(view.state);
    return {
      update: (change: ViewUpdate) => {
        if (change.docChanged) {
          loadFor(change.state);
        }
      },
      destroy: () => {
        isGone = true;
      }
    };
  });
  return [cell, loader, Prec.lowest(language.of(plainText))];
}

namespace Private {
  const SQL = /^%%sql(?:\s|$)/;

  /** Whether a cell is SQL, and the language of SQL once it is loaded. */
  export interface ICell {
    isSql: boolean;
    language: Language | null;
  }

  export const found = StateEffect.define<Language>();

  /** Marks the first line. */
  export const MAGIC = Decoration.set([
    Decoration.line({ class: 'jp-GlueSqlMagic' }).range(0)
  ]);

  export function isSql(source: Text): boolean {
    return SQL.test(source.line(1).text);
  }
}
