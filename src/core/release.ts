/**
 * Frees large buffers at once instead of when the garbage collector runs.
 */

/** ES2024's; TypeScript's library for ES2023 does not know it. */
interface Detachable {
  transfer?(bytes: number): ArrayBuffer;
}

/**
 * Frees buffers that are no longer used; a reference that is left sees an empty buffer. The garbage collector would
 * free them too, but only after many megabytes have piled up. Does nothing in a browser without `ArrayBuffer.transfer`.
 */
export function release(...buffers: readonly ArrayBufferLike[]): void {
  for (const buffer of buffers) (buffer as Detachable).transfer?.(0);
}

/** Memory that was made for one reader. */
const scratch = new WeakSet<ArrayBufferLike>();

/** Marks values as scratch: no other code refers to them, so their receiver may overwrite, free or keep them. */
export function asScratch<T extends ArrayBufferView>(values: T): T {
  scratch.add(values.buffer);
  return values;
}

/** Whether the memory of values is the reader's alone. */
export const isScratch = ({ buffer }: ArrayBufferView): boolean => scratch.has(buffer);

/** An array of the same length for results: the values' own memory if they are scratch, else new memory. */
export const roomFor = (values: Float32Array): Float32Array =>
  isScratch(values) ? values : asScratch(new Float32Array(values.length));

/**
 * Returns `made`, which was computed from `values`, and frees the values if they are scratch and `made` does not lie in
 * their memory.
 */
export function inPlaceOf<T extends ArrayBufferView | ArrayBuffer>(values: ArrayBufferView, made: T): T {
  const buffer = made instanceof ArrayBuffer ? made : made.buffer;
  if (buffer !== values.buffer) releaseScratch(values);
  return made;
}

/** Frees the values if they are scratch. Values in memory of the caller or of a checkpoint stay. */
export function releaseScratch(...lists: readonly ArrayBufferView[]): void {
  for (const values of lists) if (isScratch(values)) release(values.buffer);
}
