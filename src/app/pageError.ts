import { type FailureCode, failures } from './language/failures.en';

/**
 * An error of the page or the command line itself: its code, and the name of the file that it is about. The page says it
 * in the language that was chosen; the message is English.
 */
export class PageError extends Error {
  override name = 'PageError';
  readonly code: FailureCode;
  readonly about: string;

  constructor(code: FailureCode, about = '', options?: ErrorOptions) {
    super(failures[code](about), options);
    this.code = code;
    this.about = about;
  }
}
