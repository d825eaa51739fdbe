/**
 * Whether the page would work offline: it says so only if the browser has stored both the page and the weights.
 */
import { useEffect, useState } from 'preact/hooks';
import { areKept } from '../keptWeights';
import type { Model } from '../state';
import type { Shell } from './useShell';

export type Offline = 'unknown' | 'works' | 'no space' | 'not kept';

export function useOffline({ isKept: isShellKept }: Shell, model: Model | undefined): Offline {
  const [offline, setOffline] = useState<Offline>('unknown');
  const embedded = model?.request.origin === 'embedded' ? model : undefined;
  useEffect(() => {
    if (isShellKept === undefined || !embedded) return; // keep the earlier finding, or none yet
    const listening = new AbortController();
    const { signal } = listening;
    const find = async (): Promise<void> => {
      const found = await look(isShellKept, embedded);
      if (!signal.aborted) setOffline(found);
    };
    void find();
    // A browser that runs out of space deletes stored weights, and the person may delete them too.
    document.addEventListener('visibilitychange', () => void find(), { signal });
    return () => listening.abort();
  }, [isShellKept, embedded]);
  return offline;
}

async function look(isShellKept: boolean, { keptAs, classifier }: Model): Promise<Offline> {
  if (isShellKept && (await isPageStored()) && keptAs !== undefined && (await areKept(keptAs))) return 'works';
  return (await hasRoom(classifier.info.bytes.weights)) ? 'not kept' : 'no space';
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
