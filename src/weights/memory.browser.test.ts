import { cdp } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { WeightRequest } from '../core/weights';
import { safetensors } from '../testing/safetensorsFile';
import { indexedDBCache } from './cache/cache';
import { type Demand, loadWeights } from './load';

/** 8.4 MB as f32. */
const SHAPE = [2048, 1024, 1, 1] as const;
const NAMES = ['first', 'second', 'third', 'fourth', 'fifth'];

const DEMAND: Demand = {
  name: 'large',
  parameters: NAMES.map((name) => ({ name: `${name}.weight`, shape: SHAPE })),
  requests: NAMES.map((name): WeightRequest => ({
    ...{ name, source: { conv: name, bias: false }, shape: SHAPE, groups: 1 },
    ...{ layout: 'blocked', storage: 'f32' },
  })),
};

/** A safetensors file whose values begin `shift` bytes behind a multiple of four. */
function checkpoint(shift: number): Blob {
  const data = new Float32Array(SHAPE[0] * SHAPE[1]).fill(1);
  const [length, header, ...values] = safetensors(
    new Map(NAMES.map((name) => [`${name}.weight`, { shape: SHAPE, data }])),
  );
  const spaces = new Uint8Array((((shift - (header?.length ?? 0)) % 4) + 4) % 4).fill(0x20);
  new DataView(length?.buffer as ArrayBuffer).setBigUint64(0, BigInt((header?.length ?? 0) + spaces.length), true);
  return new Blob([length, header, spaces, ...values].filter((part) => part !== undefined) as BlobPart[]);
}

/** Blocks of the checkpoint that stay while it is read, 8 of 1 MiB. */
const BLOCKS_BYTES = 2 ** 23;

/** Pieces of packed weights, and blocks that nobody uses but are not yet collected. The checkpoint has 42 MB. */
const PASSING_BYTES = 6e6;

/** Bytes of all ArrayBuffers, those included that nobody uses but are not yet collected. */
const arrayBufferBytes = async (): Promise<number> =>
  ((await cdp().send('Runtime.getHeapUsage')) as unknown as { backingStorageSize: number }).backingStorageSize;

test.each([0, 1])(
  'a few blocks of the checkpoint, whose values begin at an offset of %d, and pieces of weights are in memory',
  async (shift) => {
    const input = checkpoint(shift);
    const cache = indexedDBCache();
    const restore = (kept: unknown): string | undefined => (kept === 'large' ? kept : undefined);
    const options = { asked: String(shift), identify: () => 'large', restore, demand: () => DEMAND, cache };
    await cdp().send('HeapProfiler.collectGarbage');
    const before = await arrayBufferBytes();
    for (const fromCache of [false, true]) {
      let peak = 0;
      for await (const event of loadWeights({ input, identity: 'large' }, options)) {
        if (event.kind === 'weight') peak = Math.max(peak, (await arrayBufferBytes()) - before);
        if (event.kind === 'done') expect(event.fromCache).toBe(fromCache);
      }
      expect(peak).toBeGreaterThan(0);
      expect(peak).toBeLessThan((fromCache ? 0 : BLOCKS_BYTES) + PASSING_BYTES);
    }
    await cache.clear();
  },
);
