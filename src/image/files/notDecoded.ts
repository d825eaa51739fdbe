/**
 * Why a browser did not decode a file, with the name of its format.
 */
import { type ErrorCode, ImageError } from '../../core/errors';
import type { FileHeader } from './fileHeader';
import { sniff } from './fileKinds';

/** A file, what a person calls it, its first bytes and what its header says. */
interface Undecoded {
  readonly file: Blob;
  readonly name: string;
  readonly head: Uint8Array<ArrayBuffer>;
  readonly header: FileHeader;
}

/** The error for a file that a browser did not decode. */
export function notDecoded({ file, name, head, header }: Undecoded, cause: unknown): ImageError {
  const named = file.size < LARGE_BYTES ? name : `${name} (${(file.size / 1e9).toFixed(1)} GB)`;
  const { code, why } = whyNot(head, header);
  return new ImageError(code, `${named} cannot be decoded: ${why}`, { cause });
}

/** Messages give the size of files above this many bytes. */
const LARGE_BYTES = 1e8;

/** Why a browser did not decode a file that begins with `head`. */
function whyNot(
  head: Uint8Array<ArrayBuffer>,
  { size }: FileHeader,
): { readonly code: ErrorCode<'ImageError'>; readonly why: string } {
  const kind = sniff(head);
  const pixels = size ? ` of ${size.width}x${size.height} pixels` : '';
  if (kind?.decodable)
    return {
      code: 'damaged',
      why: `it is ${kind.name}${pixels}, but truncated, damaged or in a form that this browser does not know`,
    };
  const what = kind
    ? `it is ${kind.name}, which this browser does not open as a picture`
    : 'it begins as no known picture';
  return { code: kind ? 'unsupported' : 'not-an-image', why: `${what}; give a JPEG, PNG or WebP file` };
}
