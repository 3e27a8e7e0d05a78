/** A table page that has a tab. */
interface ITabbed {
  database: string;
  name: string;
}

/** The titles of the tabs: a table's name, with its database if another tab has the same name. */
export function titlesOf(pages: readonly ITabbed[]): string[] {
  return pages.map(({ database, name }) =>
    pages.some(other => other.name === name && other.database !== database)
      ? `${name} (${database})`
      : name
  );
}
