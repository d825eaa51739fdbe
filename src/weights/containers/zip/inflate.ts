/**
 * Unpacks deflated bytes with the platform's own decompressor, never beyond the size that was declared.
 */
import { WeightsError } from '../../../core/errors';
import { counted } from '../../../core/wording';

/** Deflate cannot shrink anything further; whatever claims more is a bomb. */
const MAX_RATIO = 1032;

/** The `size` bytes that were deflated. Throws a WeightsError, which calls them `what`, if they are more or fewer. */
export async function inflate(
  deflated: Uint8Array<ArrayBuffer>,
  size: number,
  what: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const damaged = (problem: string, cause?: unknown): WeightsError =>
    new WeightsError('damaged', `${what} ${problem}; the file is damaged`, { cause });
  if (size > deflated.length * MAX_RATIO)
    throw damaged(`claims ${counted(size, 'byte')} unpacked, more than ${deflated.length} can hold`);
  const unpacked = new Uint8Array(size);
  const reader = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let length = 0;
  for (;;) {
    const chunk = await reader.read().catch((cause: unknown) => {
      throw damaged('cannot be unpacked', cause);
    });
    if (chunk.done) break;
    if (length + chunk.value.length > size) {
      await reader.cancel();
      throw damaged(`unpacks to more than the ${counted(size, 'byte')} that it claims`);
    }
    unpacked.set(chunk.value, length);
    length += chunk.value.length;
  }
  if (length < size) throw damaged(`unpacks to ${counted(length, 'byte')}, expected ${size}`);
  return unpacked;
}
