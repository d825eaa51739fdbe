import { describe, expect, it } from 'vitest';
import type { HostTensor } from '../core/tensor';
import golden from './goldens/seeded.json';
import { seededInput, seededTensor, seededWeights } from './seeded';

async function digest({ data }: HostTensor): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Float32Array.from(data));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('the seeded generator', () => {
  const weights = seededWeights(golden.weights);

  it.each(golden.weights)('makes $name as Python does, bit for bit', async ({ name, shape, first, sha256 }) => {
    const tensor = weights.get(name);
    if (!tensor) throw new Error(`no tensor named ${name}`);
    expect(tensor.shape).toEqual(shape);
    expect(Array.from(tensor.data.subarray(0, first.length))).toEqual(first);
    expect(await digest(tensor)).toBe(sha256);
  });

  it('makes the input as Python does, bit for bit', async () => {
    const input = seededInput(golden.input.shape);
    expect(Array.from(input.data.subarray(0, golden.input.first.length))).toEqual(golden.input.first);
    expect(await digest(input)).toBe(golden.input.sha256);
  });

  it('fills [offset - scale, offset + scale) evenly', () => {
    const { data } = seededTensor('even', [100_000], 0.5, 1);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    expect(mean).toBeCloseTo(1, 2);
    expect(data.every((value) => value >= 0.5 && value < 1.5)).toBe(true);
    expect(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length).toBeCloseTo(1 / 12, 3);
  });
});
