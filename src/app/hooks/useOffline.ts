/**
 * Whether the page would work offline: it says so only if the browser has stored both the page and the weights.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { keepRuntime } from '../runtime';
import type { Model } from '../state';
import type { Stored } from './useStored';
import type { Shell } from './useShell';

export type Offline = 'unknown' | 'works' | 'no space' | 'not kept' | 'no longer';

/** Looks anew whenever the page has looked at its storage, which `stored` tells. */
export function useOffline({ isKept: isShellKept }: Shell, model: Model | undefined, stored: Stored): Offline {
  const [offline, setOffline] = useState<Offline>('unknown');
  const last = useRef<Model>(undefined);
  if (model?.request.origin === 'embedded') last.current = model;
  const embedded = last.current; // the next visit begins with it, whichever model is in use now
  useEffect(() => {
    if (isShellKept === undefined || !embedded) return; // keep the earlier finding, or none yet
    let isOver = false;
    const find = async (): Promise<void> => {
      const found = await look(isShellKept, embedded);
      if (!isOver) setOffline(found);
    };
    void find();
    return () => {
      isOver = true;
    };
  }, [isShellKept, embedded, stored]);
  return offline;
}

async function look(isShellKept: boolean, { classifier: { info } }: Model): Promise<Offline> {
  const isKept = info.cacheKey !== undefined && (await areKept(info.cacheKey));
  const canCompute = info.backend === 'webgpu' || (isShellKept && (await keepRuntime()));
  if (isShellKept && isKept && canCompute && (await isPageStored())) return 'works';
  // A browser that runs out of space deletes stored weights, and the person may delete them too.
  if (isShellKept && info.cacheKey !== undefined && !isKept) return 'no longer';
  return (await hasRoom(info.bytes.weights)) ? 'not kept' : 'no space';
}

const keptNow = async () => (await import('./kept')).cache.list();

/** Whether the library's cache holds weights under the key now. */
async function areKept(key: string): Promise<boolean> {
  const entries = await keptNow().catch(() => []);
  return entries.some((entry) => entry.key === key);
}

/**
 * Whether the browser would store this many more bytes, found by trying, since its estimate is not reliable. True too
 * if the trial fails for another reason: then lack of space must not be named.
 */
async function hasRoom(bytes: number): Promise<boolean> {
  const name = 'room';
  try {
    const trial = await caches.open(name);
    await trial.put('room', new Response(new Uint8Array(bytes)));
    return true;
  } catch (error) {
    return !(error instanceof DOMException && error.name === 'QuotaExceededError');
  } finally {
    await globalThis.caches?.delete(name).catch(() => undefined);
  }
}

/** Whether the page lies in the service worker's cache: a browser may drop that and leave the worker. */
async function isPageStored(): Promise<boolean> {
  try {
    return (await caches.match(new URL('index.html', document.baseURI), { ignoreSearch: true })) !== undefined;
  } catch {
    return false;
  }
}
