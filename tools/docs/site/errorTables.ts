/** The tables of docs/errors.md, which the guide to troubles shows: there is one list of codes. */

/** Where the tables go in a guide. */
export const TABLES_MARKER = '<!-- errors: the tables of errors.md -->';

/** All sections of a list of errors that have a table of codes, one level lower. */
export function tablesOfErrors(text: string): string {
  const sections = text.split(/^(?=## )/m).filter((section) => /^## \w+\n\n\| /.test(section));
  if (sections.length === 0) throw new Error('The list of errors has no section with a table.');
  return sections.map((section) => `#${section.trim()}`).join('\n\n');
}

/** The codes of each class in such a list, in their order. */
export function codesOf(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = tablesOfErrors(text).split(/^### /m).slice(1);
  return new Map(
    sections.map((section) => [
      /^\w+/.exec(section)?.[0] ?? section,
      [...section.matchAll(/^\| `([\w-]+)`/gm)].map(([, code = '']) => code),
    ]),
  );
}
