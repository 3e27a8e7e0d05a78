import {
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import * as React from 'react';

/** The translation domain of every string of this extension. */
export const DOMAIN = 'glue_devendpoint';

/** Provides translations to the views. */
export const TranslationContext = React.createContext<TranslationBundle>(
  nullTranslator.load(DOMAIN)
);

/** Return the translations inside a view. */
export function useTrans(): TranslationBundle {
  return React.useContext(TranslationContext);
}
