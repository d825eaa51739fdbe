/** Errors of the browser's page on the command line. */
import { sentence } from '../words';

/** What a page tells of an error: of the library's, the class and the code too. */
export interface PageError {
  readonly message: string;
  readonly name?: string;
  /** A DOMException has a number. */
  readonly code?: string | number;
}

/** The sentence, and behind it the code by which docs/errors.md lists the error. */
export const textOf = ({ message, name, code }: PageError): string =>
  typeof code === 'string' ? `${sentence(message)} (${String(name)}, ${code})` : sentence(message);
