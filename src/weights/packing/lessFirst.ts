/**
 * A softmax needs the differences of its logits only: the weights of the first split are left out, and those of the
 * others are packed less those of the first.
 */
import { asScratch, releaseScratch } from '../../core/release';
import { elementCount } from '../../core/tensor';
import type { WeightRequest } from '../../core/weights';
import type { StateDict, StoredTensor } from '../stateDict';
import type { FoldedWeight } from './fold';

type Asked = Pick<WeightRequest, 'source' | 'groups'>;

/** The tensors of a checkpoint as a request wants them: less those of the first split where it asks so, each value rounded once. */
export function lessFirst({ source: { conv, radix }, groups }: Asked, stateDict: StateDict): StateDict {
  if (radix === undefined) return stateDict;
  const given = radix - 1;
  const differences = (tensor: StoredTensor): StoredTensor => {
    const [all = 0, ...rest] = tensor.shape;
    const [width, each] = [all / radix / groups, elementCount(rest)];
    const outputs = (all / radix) * given;
    const rows = (from: number, count: number): Promise<Float32Array> =>
      tensor.read(from * each, (from + count) * each);
    const read: StoredTensor['read'] = async (begin = 0, end = outputs * each) => {
      const values = asScratch(new Float32Array(end - begin));
      // As many at a time as lie in one split of a group.
      for (let at = begin / each, count; at * each < end; at += count) {
        const [lane, before] = [at % width, Math.floor(at / width / given) * width];
        count = Math.min(width - lane, end / each - at);
        const own = await rows(at + before + width, count);
        const first = await rows(before * radix + lane, count);
        const to = at * each - begin;
        values.set(own, to);
        first.forEach((value, i) => (values[to + i] = (values[to + i] ?? 0) - value));
        releaseScratch(own, first);
      }
      return values;
    };
    return { ...tensor, shape: [outputs, ...rest], read };
  };
  const names = ['weight', 'bias'].map((word) => `${conv}.${word}`);
  return new Map([...stateDict].map(([name, tensor]) => [name, names.includes(name) ? differences(tensor) : tensor]));
}

/** The way back for who computes all logits: those of the first split are 0. */
export function withFirst({ source: { radix }, groups }: Asked, { weight, bias }: FoldedWeight): FoldedWeight {
  if (radix === undefined) return { weight, bias };
  const filled = (values: Float32Array): Float32Array => {
    const given = values.length / groups;
    const whole = (given / (radix - 1)) * radix;
    const all = new Float32Array(groups * whole);
    for (let k = 1; k <= groups; k++) all.set(values.subarray((k - 1) * given, k * given), k * whole - given);
    return all;
  };
  return { weight: filled(weight), bias: filled(bias) };
}
