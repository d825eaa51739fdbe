/**
 * The page itself, without the model: whether the browser keeps it for offline visits, and its newer versions.
 */
/// <reference types="vite-plugin-pwa/vanillajs" />
import { registerSW } from 'virtual:pwa-register';

/** Functions to call when something changes. */
export interface ShellListener {
  readonly onKept: (isKept: boolean) => void;
  /** A newer version waits; `reload` lets it take over and reloads the page. */
  readonly onUpdate: (reload: () => void) => void;
}

export type WatchShell = (listener: ShellListener) => void;

/** How often a page that stays open looks for a newer version of itself. */
const LOOK_MS = 3_600_000;

/**
 * How long the page waits before each further attempt to be kept. A model that is on its way may take all the space, and
 * gives it back when it does not fit.
 */
const AGAIN_MS: readonly number[] = [2_000, 10_000, 60_000];

/** How long the page waits for a newer version to take over before it reloads anyway. */
const TAKE_OVER_MS = 3_000;

/** Registers the service worker and calls the listener when its state changes. */
export const watchShell: WatchShell = (listener) => {
  if ('serviceWorker' in navigator) attempt(listener, 0);
  else listener.onKept(false);
};

/** Registers it, and tries again later where its installation fails; `made` attempts were made before. */
function attempt(listener: ShellListener, made: number): void {
  const { onKept, onUpdate } = listener;
  registerSW({
    immediate: true,
    onNeedRefresh: () => onUpdate(() => void reloadUnderNewer()),
    onNeedReload: () => undefined, // `reloadUnderNewer` does it: workbox knows no update in the visit that installed the page
    onRegisterError: () => onKept(false),
    onRegisteredSW: (_, registration) => {
      if (!registration) return onKept(false);
      void whenSettled(registration).then(() => {
        onKept(registration.active !== null);
        if (registration.active) return lookForUpdates(registration);
        const waitMs = AGAIN_MS[made];
        if (waitMs !== undefined) setTimeout(() => attempt(listener, made + 1), waitMs);
      });
    },
  });
}

/**
 * Reloads the page under the newer version, which another tab may have let take over already. The browser lets it take
 * over once the version that runs has no request under way; a reload ends those of this page.
 */
async function reloadUnderNewer(): Promise<void> {
  const reload = (): void => location.reload();
  const newer = (await navigator.serviceWorker.getRegistration())?.waiting;
  navigator.serviceWorker.addEventListener('controllerchange', reload, { once: true });
  newer?.postMessage({ type: 'SKIP_WAITING' }); // workbox's word for it
  setTimeout(reload, newer ? TAKE_OVER_MS : 0);
}

/** Waits for a first installation to end, well or not; a version that runs already is enough. */
const whenSettled = (registration: ServiceWorkerRegistration): Promise<void> =>
  new Promise((resolve) => {
    const worker = registration.active ?? registration.installing ?? registration.waiting;
    const look = (): void => {
      if (registration.active?.state === 'activated' || !worker || worker.state === 'redundant') resolve();
    };
    worker?.addEventListener('statechange', look);
    look();
  });

function lookForUpdates(registration: ServiceWorkerRegistration): void {
  const look = (): void => {
    if (document.visibilityState === 'visible') void registration.update().catch(() => undefined); // offline
  };
  setInterval(look, LOOK_MS);
  document.addEventListener('visibilitychange', look);
}
