/**
 * The way to a classifier in a worker of its own.
 */
import { tagOf } from '../core/described';
import { ConfigError } from '../core/errors';
import { inWords } from '../core/json';
import { untilAborted } from '../core/waiting';
import type { Classifier } from '../index';
import { signalIn } from './arguments';
import { carryErrors } from './errors';
import { Link } from './link';
import { mirrorOf } from './mirror';
import { type Departing, packOptions, withAnswer, type WorkerOptions } from './options';
import { startWorker } from './start';

/**
 * Loads a model onto the GPU, in a worker that it starts: download, hashing, decoding, planning and the GPU are there. Takes
 * the options of the `createClassifier` of 'resnest-webgpu' and throws what that throws. It also throws a ResNeStError with
 * the code `no-worker` if the worker does not start, and a ConfigError with `not-in-worker` for a `device` or a store as
 * `cache`, which are of this thread.
 */
export async function createClassifier(options: WorkerOptions = {}): Promise<Classifier> {
  if (tagOf(options) !== 'Object')
    throw new ConfigError('option', `the options of createClassifier are an object, not ${inWords(options)}`);
  const { worker: given, transfer = false, ...rest } = options;
  if (typeof transfer !== 'boolean')
    throw new ConfigError('option', `transfer must be true or false, not ${inWords(transfer)}`);
  const signal = signalIn(rest);
  signal?.throwIfAborted();
  const departing = packOptions(rest, transfer);
  carryErrors();
  const { worker, address } = startWorker(given);
  const link = new Link(worker, address);
  try {
    await untilAborted(signal, open(link, departing, rest));
    return mirrorOf(link);
  } catch (error) {
    link.end();
    throw error;
  }
}

/** A function of the caller is asked here, about the one checkpoint that the worker would load. */
async function open(link: Link, departing: Departing, options: WorkerOptions): Promise<void> {
  const { weightsBaseUrl: ask, weights, model, onProgress, onDeviceLost } = options;
  const isAsked = typeof ask === 'function' && weights === undefined && typeof (model ?? '') === 'string';
  const entry = isAsked ? await link.entryOf(model) : undefined;
  const whole = isAsked && entry ? withAnswer(departing, ask(entry)) : departing;
  await link.open(whole, { onProgress, onDeviceLost });
}
