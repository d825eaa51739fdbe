/**
 * The forms in which a caller hands over weights. Objects are known by their tag and not by `instanceof`, so objects of
 * another frame or window are accepted, and a browser without one of the classes fails nowhere.
 */
import { tagOf } from '../../core/described';

/** Where weights come from; a string is a URL. */
export type WeightsInput = string | URL | Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array>;

/** The forms in words, for the sentence about one that is none. */
export const WEIGHTS_KINDS = 'a URL, a File, a Blob or bytes';

interface Carriers {
  readonly url: string | URL;
  readonly blob: Blob;
  readonly buffer: ArrayBuffer;
  readonly bytes: Uint8Array;
  readonly stream: ReadableStream<Uint8Array>;
}

/** Weights with the name of their form. */
export type Carried = {
  [Kind in keyof Carriers]: { readonly kind: Kind; readonly value: Carriers[Kind] };
}[keyof Carriers];

const KINDS: Readonly<Record<string, Carried['kind']>> = {
  String: 'url',
  URL: 'url',
  Blob: 'blob',
  File: 'blob',
  ArrayBuffer: 'buffer',
  Uint8Array: 'bytes',
  ReadableStream: 'stream',
};

/** Bytes of any window's Uint8Array. */
export const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && tagOf(value) === 'Uint8Array';

/** Whether a buffer was transferred: it holds no bytes, and whoever looks at them is thrown a TypeError. */
export function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    return new Uint8Array(buffer).length < 0;
  } catch {
    return true;
  }
}

/** The form of weights; undefined for a value of any other kind. */
export function carrierOf(input: unknown): Carried | undefined {
  const kind = KINDS[tagOf(input)];
  // A String object, or an object that merely calls itself so, is none.
  const isReal =
    kind !== undefined && (typeof input === 'string' || (typeof input === 'object' && tagOf(input) !== 'String'));
  return isReal ? ({ kind, value: input } as Carried) : undefined;
}
