/**
 * Starts the worker.
 */
import { tagOf } from '../core/described';
import { ConfigError, ResNeStError, WebGPUUnavailableError } from '../core/errors';
import { inWords } from '../core/json';
import { messageOf } from '../core/wording';
import { wholeAddress } from '../weights/fetching/address';
import { embeddedUrl, servedUrl } from '../weights/known/shippedUrl';

const KINDS = "the address of the worker's script, or a Worker";

/** A worker that the caller may have chosen by its option `worker`. */
export interface Started {
  readonly worker: Worker;
  /** The caller's own address of the script. */
  readonly address: string | undefined;
}

/** Throws a ResNeStError or a WebGPUUnavailableError where there is no worker to be had, a ConfigError for a wrong option. */
export function startWorker(given: unknown): Started {
  if (tagOf(given) === 'Worker') return { worker: given as Worker, address: undefined };
  if (given !== undefined && typeof given !== 'string' && tagOf(given) !== 'URL')
    throw new ConfigError('option', `worker must be ${KINDS}, not ${inWords(given)}`);
  const address = given === undefined ? undefined : wholeAddress(String(given), 'worker', KINDS);
  if (typeof Worker === 'undefined' || (typeof location === 'undefined' && !hasGpu())) throw noWorkers();
  try {
    return { worker: address === undefined ? shippedWorker() : new Worker(address, { type: 'module' }), address };
  } catch (cause) {
    const message = `the worker cannot be started (${messageOf(cause)}); ${advice(address)}`;
    throw new ResNeStError('no-worker', message, { cause });
  }
}

const hasGpu = (): boolean => typeof navigator !== 'undefined' && 'gpu' in navigator;

/** On a server there is neither, or workers alone; Bun often hangs where one is ended. A service worker has no workers. */
const noWorkers = (): ResNeStError =>
  hasGpu()
    ? new ResNeStError('no-worker', "no worker can be started here; take createClassifier of 'resnest-webgpu'")
    : new WebGPUUnavailableError('no-webgpu', 'there is no WebGPU here; call createClassifier in a browser');

/**
 * The script beside this module, in the form that bundlers recognise. Development servers of Vite before 8 run a copy of
 * this module without its files, which the address of the weights shows.
 */
function shippedWorker(): Worker {
  const { href } = embeddedUrl();
  const served = servedUrl(href);
  if (served === href) return new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
  const script = served.replace(/weights\/[^/]*$/, 'worker-thread.js');
  return new Worker(script, { type: 'module' });
}

/** How to help a worker whose script does not run. */
export const advice = (address: string | undefined): string =>
  address === undefined
    ? 'if a bundler left its script behind, copy node_modules/resnest-webgpu/dist into the folder that your site serves, and ' +
      "give its address: createClassifier({ worker: '/dist/worker-thread.js' }); a content security policy must allow the " +
      "script as worker-src; or take createClassifier of 'resnest-webgpu'"
    : `check that ${address} is on the origin of the page, and that worker-src of its content security policy allows it`;
