/**
 * onnxruntime-web's files, with which the library computes where there is no graphics processor. The browser fetches
 * them when they are needed, and keeps them from then on.
 */

/** Their folder beside the page, as tools/build names it. */
declare const RUNTIME_FOLDER: string;

const MODULE = 'ort.wasm.bundle.min.js';
const FILES = [MODULE, 'ort-wasm-simd-threaded.wasm'];

/** The cache to which the service worker looks for them, too. */
const CACHE = 'onnxruntime-web';

const addressOf = (file: string): string => new URL(`${RUNTIME_FOLDER}/${file}`, document.baseURI).href;

/** The address of its module. */
export const runtimeUrl = (): string => addressOf(MODULE);

/** Whether its files can be fetched now. */
export async function isRuntimeThere(): Promise<boolean> {
  const found = await Promise.all(
    FILES.map(async (file) => {
      const response = await fetch(addressOf(file)).catch(() => undefined);
      await response?.body?.cancel();
      return response?.ok === true;
    }),
  );
  return !found.includes(false);
}

/** Keeps its files for visits without a connection, in place of those of an earlier version. Whether they are kept. */
export async function keepRuntime(): Promise<boolean> {
  const wanted = FILES.map(addressOf);
  try {
    const cache = await caches.open(CACHE);
    const kept = (await cache.keys()).map(({ url }) => url);
    await cache.addAll(wanted.filter((url) => !kept.includes(url)));
    await Promise.all(kept.filter((url) => !wanted.includes(url)).map((url) => cache.delete(url)));
    return true;
  } catch {
    return false; // no space, no connection, or a browser that keeps nothing
  }
}
