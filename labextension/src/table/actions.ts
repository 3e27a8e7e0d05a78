/** Actions of the page that other parts of JupyterLab carry out. */
export interface IPageActions {
  /** Insert code that reads the table into a notebook. */
  insert: (style: 'dynamicframe' | 'dataframe' | 'sql') => void;
  copy: (text: string) => void;
  /** Save the shown rows of the preview as a file. */
  exportRows: () => void;
  editDescription: () => void;
  /** Report an error to the user. */
  complain: (reason: unknown) => void;
}
