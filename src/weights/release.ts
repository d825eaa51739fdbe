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
