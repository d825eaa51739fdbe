/** The links of a page, as they must be on the site. */
import { posix } from 'node:path';

/** A fence or code between backticks, in which nothing is a link; or a link or a picture with its words. */
const CODE_OR_LINK = /^```[^]*?^```$|`[^`\n]+`|(!?)\[((?:[^[\]]|`[^`]*`)*)\]\(([^)\s#]*)(#[^)\s]*)?\)/gm;

/**
 * The text of the page at `file` for its place on the site: links follow their targets there, and those to files that
 * the site lacks become plain words. `placeOf` answers with the place of a file of the project.
 */
export function withSiteLinks(
  text: string,
  file: string,
  place: string,
  placeOf: (file: string) => string | undefined,
): string {
  return text.replace(
    CODE_OR_LINK,
    (whole: string, picture: string | undefined, words: string | undefined, target: string | undefined, hash = '') => {
      if (words === undefined || !target || /^\w+:/.test(target)) return whole;
      const found = placeOf(posix.join(posix.dirname(file), target));
      if (found === undefined) return words;
      const way = posix.relative(posix.dirname(place), found);
      return `${picture}[${words}](${way.startsWith('.') ? way : `./${way}`}${hash})`;
    },
  );
}
