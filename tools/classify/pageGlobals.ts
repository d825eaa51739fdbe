/** What the functions that run in the page find there, and what they are given. */
import type * as Library from '../../src/index';
import type { FloatArray } from './npy';

/** What the page's module and the functions that are called there keep in the page. */
export interface PageGlobals {
  resnest: typeof Library;
  classifier: Library.Classifier;
  /** The tiles that are answered. */
  tiles: AsyncGenerator<Library.TileAnswer, void, undefined>;
  /** What was thrown after answers that the caller does not have yet. */
  failure: { readonly error: unknown } | undefined;
  /** Fetches what the server shares; throws what the server says is wrong with it. */
  read(url: string): Promise<Response>;
  /** Reads a source: a tensor if it has a shape, else an image. */
  readSource(from: SharedSource): Promise<FloatArray | Blob>;
}

/** An address to read a source from; a tensor's has a shape. */
export interface SharedSource {
  readonly url: string;
  readonly shape?: readonly number[];
  readonly asked: Asked;
}

/** What is asked about it, in every call. */
export type Asked = Pick<Library.PhotoOptions, 'regionOfInterest'>;
