/**
 * Where the checkpoints lie that come with the library: in `weights/` beside the built module; in development beside `src/`.
 */
import { WeightsError } from '../../core/errors';
import type { ShippedCheckpoint } from './manifest';

/**
 * The address of the embedded model's file, written out: a bundler includes a file only where it finds exactly this form.
 * tools/build/addresses.ts moves `weights/` beside the built module. Throws a TypeError in a classic script.
 */
export const embeddedUrl = (): URL => new URL('../../../weights/resnest26_2s1x32d.safetensors', import.meta.url);

/** One address for each file. */
const addresses: Readonly<Record<string, () => URL>> = { 'resnest26_2s1x32d.safetensors': embeddedUrl };

/**
 * Development servers of Vite before 8 run a copy of the module, in `deps/` of a hidden folder in node_modules, and serve
 * the package from node_modules.
 */
const VITE_COPY = /\/node_modules\/\.[^?#]*\/deps\/(weights\/)/;
const PACKAGE = '/node_modules/resnest-webgpu/dist/$1';

/** Throws a WeightsError in a bundle that has no addresses of its own, such as a classic script. */
export function shippedUrl(checkpoint: ShippedCheckpoint): string {
  const address = addressOf(checkpoint.url);
  if (!address)
    throw new WeightsError('unreachable', `this bundle does not know its own address; ${leftBehindAdvice(checkpoint)}`);
  return servedUrl(address.href);
}

function addressOf(file: string): URL | undefined {
  try {
    return addresses[file]?.();
  } catch {
    return undefined; // a classic script has no import.meta.url
  }
}

/** The address from which a development server really serves a file beside the module. */
export const servedUrl = (address: string): string => address.replace(VITE_COPY, PACKAGE);

/** The advice where a bundle does not include a checkpoint; the same for every bundler. */
export const leftBehindAdvice = ({ url }: ShippedCheckpoint): string =>
  `if a bundler left the embedded weights behind, copy node_modules/resnest-webgpu/dist/weights/${url} into the folder ` +
  `that your site serves, and give its address: createClassifier({ weights: '/${url}' })`;
