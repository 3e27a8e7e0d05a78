/** What the page asks the rest of Lab to do. */
export interface IPageActions {
  /** Write the code that reads the table into a notebook. */
  insert: (style: 'dynamicframe' | 'dataframe' | 'sql') => void;
  copy: (text: string) => void;
  editDescription: () => void;
  /** Say that something could not be done. */
  complain: (reason: unknown) => void;
}
