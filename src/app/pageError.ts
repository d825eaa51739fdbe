/** An error of the page or the command line itself. Its message is a whole sentence for a person, shown as it is. */
export class PageError extends Error {
  override name = 'PageError';
}
