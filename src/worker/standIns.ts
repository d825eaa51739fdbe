/**
 * Values that no message carries, such as functions and promises. They are wrong values of an option, and the worker says
 * so: it gets a value that its checks describe in the same words.
 */
import { tagOf } from '../core/described';

interface StandIn {
  readonly standsFor: 'function' | 'object';
  readonly tag: string;
}

const MARK = 'resnest-webgpu: stands for';

/** A copy of a value as it is now, or what stands for it. */
export function copied(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    const standIn: StandIn = { standsFor: typeof value === 'function' ? 'function' : 'object', tag: tagOf(value) };
    return { [MARK]: standIn };
  }
}

/** The value, or one that is described like that for which a stand-in came. */
export function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(MARK in value)) return value;
  const { standsFor, tag } = value[MARK] as StandIn;
  return standsFor === 'function' ? () => undefined : { [Symbol.toStringTag]: tag };
}
