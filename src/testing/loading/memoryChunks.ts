/**
 * The chunks of one file in memory, for tests that look into them or spoil them.
 */
import type { Chunks, Head } from '../../weights/fetching/kept/chunks';

export interface MemoryChunks extends Chunks {
  /** What is kept, by the number of the chunk. */
  readonly kept: Map<number, Blob>;
  head: Head | undefined;
  /** How many chunks may still be kept before the disk is full. */
  room: number;
}

export function memoryChunks(chunkBytes: number): MemoryChunks {
  const kept = new Map<number, Blob>();
  const digests = new Map<number, string>();
  const chunks: MemoryChunks = {
    kept,
    chunkBytes,
    head: undefined,
    room: Infinity,
    find: async () => chunks.head && { head: chunks.head, numbers: [...kept.keys()] },
    begin: async (head) => {
      kept.clear();
      chunks.head = head;
    },
    read: async (number) => {
      const blob = kept.get(number);
      return blob && { blob, bytes: new Uint8Array(await blob.arrayBuffer()), digest: digests.get(number) ?? '' };
    },
    keep: async (number, blob, digest) => {
      if (chunks.room-- <= 0) throw new DOMException('the disk is full', 'QuotaExceededError');
      kept.set(number, blob);
      digests.set(number, digest);
      return blob;
    },
    forget: async () => {
      kept.clear();
      chunks.head = undefined;
    },
  };
  return chunks;
}
