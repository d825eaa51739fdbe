/**
 * Memory that is given back at once.
 */

/** ES2024's; TypeScript's library for ES2023 does not know it. */
interface Detachable {
  transfer?(bytes: number): ArrayBuffer;
}

/**
 * Frees buffers that nobody uses any more; whoever still has one finds it empty. The collector would do it, but lets
 * many megabytes pile up first. Nothing happens in a browser that cannot.
 */
export function release(...buffers: readonly ArrayBufferLike[]): void {
  for (const buffer of buffers) (buffer as Detachable).transfer?.(0);
}

/** Memory that was made for one reader. */
const scratch = new WeakSet<ArrayBufferLike>();

/** Marks values that nobody else has: whoever is handed them frees them, or keeps them. */
export function asScratch<T extends ArrayBufferView>(values: T): T {
  scratch.add(values.buffer);
  return values;
}

/** Whether the memory of values is the reader's alone. */
export const isScratch = ({ buffer }: ArrayBufferView): boolean => scratch.has(buffer);

/** Room for what becomes of values: their own where they are scratch, else as much anew. */
export const roomFor = (values: Float32Array): Float32Array =>
  isScratch(values) ? values : asScratch(new Float32Array(values.length));

/**
 * Hands over `made`, which was made of `values`: these are freed where they are scratch, unless what was made lies in
 * their memory.
 */
export function inPlaceOf<T extends ArrayBufferView | ArrayBuffer>(values: ArrayBufferView, made: T): T {
  const buffer = made instanceof ArrayBuffer ? made : made.buffer;
  if (buffer !== values.buffer) releaseScratch(values);
  return made;
}

/** Frees those that are scratch; what lies in somebody else's memory stays. */
export function releaseScratch(...lists: readonly ArrayBufferView[]): void {
  for (const values of lists) if (isScratch(values)) release(values.buffer);
}
