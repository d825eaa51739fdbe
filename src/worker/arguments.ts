/**
 * The arguments of a call on their way to the worker.
 */
import { tagOf } from '../core/described';
import { ConfigError } from '../core/errors';
import type { Argument } from './protocol';
import { isDevice, isSignal, notInWorker } from './options';
import { packSources } from './sources';
import { copied } from './standIns';

/** An argument that is ready to be sent, with what moves with it. */
export interface Parcel {
  readonly argument: Argument;
  readonly transferables: readonly Transferable[];
}

/** A source or several, taken before this returns. */
export const sourcesArgument = async (given: unknown): Promise<Parcel> => {
  const { sources, transferables } = await packSources(given);
  return { argument: { kind: 'sources', sources }, transferables };
};

/** A value of which only the worker's checks know whether it is right. */
export const valueArgument = (given: unknown): Promise<Parcel> =>
  Promise.resolve({ argument: { kind: 'value', value: copied(given) }, transferables: [] });

/** Another device for the model. Throws a ConfigError for one of this thread. */
export function deviceArgument(given: unknown): Promise<Parcel> {
  if (isDevice(given)) throw notInWorker('the device', given, 'leave it out');
  return valueArgument(given);
}

/** The options of a call, but for its signal. Throws a ConfigError for an answer that cannot leave the worker. */
export function optionsArgument(given: unknown): Promise<Parcel> {
  if (given !== undefined && tagOf(given) !== 'Object') return valueArgument(given);
  if ((given as { readonly output?: unknown } | undefined)?.output === 'gpu')
    throw new ConfigError(
      'not-in-worker',
      "output is 'gpu', and buffers of a worker's GPU device cannot leave it; leave it out, or take createClassifier of 'resnest-webgpu'",
    );
  const entries = Object.entries(given ?? {}).filter(([name, value]) => !(name === 'signal' && isSignal(value)));
  const options = Object.fromEntries(entries.map(([name, value]) => [name, copied(value)]));
  return Promise.resolve({ argument: { kind: 'options', options }, transferables: [] });
}

/** The signal in the options of a call. */
export function signalIn(given: unknown): AbortSignal | undefined {
  const signal = tagOf(given) === 'Object' ? (given as { signal?: unknown }).signal : undefined;
  return isSignal(signal) ? signal : undefined;
}
