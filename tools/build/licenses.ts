/** The licences of what is inlined, from the lists of several modules. */

/** One page of several, each package once; the bundler gives each package a section. */
export function mergedLicenses(pages: readonly string[]): string {
  const [head = ''] = pages.map((page) => sectionsOf(page)[0] ?? '');
  const sections = new Set(pages.flatMap((page) => sectionsOf(page).slice(1)).map((section) => section.trimEnd()));
  return `${[head.trimEnd(), ...[...sections].sort()].join('\n\n')}\n`;
}

const sectionsOf = (page: string): string[] => page.split(/^(?=## )/m);
