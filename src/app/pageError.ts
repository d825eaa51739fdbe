/** What the page or the command line itself says to a person: the message is a whole sentence, shown as it is. */
export class PageError extends Error {
  override name = 'PageError';
}
