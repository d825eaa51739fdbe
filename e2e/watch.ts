/**
 * What tests note of a page while it lives: errors, layout shifts, and everything that it ever showed.
 */
import type { Page } from '@playwright/test';
import { addInitInWorkers, inWorkers } from './inWorkers';

declare global {
  /** All devices that a worker got, so that a test can take them away. */
  var devices: GPUDevice[];
  /** How often a worker has asked the browser to decode a file. */
  var decodes: number;
  /** Holds up every decoding in a worker until `letGo` is called. */
  var hold: Promise<void> | undefined;
  var letGo: (() => void) | undefined;

  interface Window {
    /** Names of the buttons that were ever there. */
    buttons: Set<string>;
    /** `photo: label` for every photo that was in the frame while answers were beside it. */
    pairs: Set<string>;
    /** The sum of all layout shifts that no input explains. */
    shifted: number;
  }
}

/** Errors on the page and in its console, which breaches of the content security policy are among. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

/** To be called before the page is opened. */
export async function watch(page: Page): Promise<void> {
  await addInitInWorkers(page, () => {
    globalThis.devices = [];
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await requestDevice.call(this, descriptor);
      globalThis.devices.push(device);
      return device;
    };

    globalThis.decodes = 0;
    const create = globalThis.createImageBitmap as (...args: unknown[]) => Promise<ImageBitmap>;
    globalThis.createImageBitmap = async (...args: unknown[]) => {
      if (args[0] instanceof Blob) globalThis.decodes++;
      await globalThis.hold;
      return create(...args);
    };
  });
  await page.addInitScript(() => {
    window.buttons = new Set();
    window.pairs = new Set();
    new MutationObserver(() => {
      for (const { innerText } of document.querySelectorAll('button')) window.buttons.add(innerText);
      const photo = document.querySelector<HTMLImageElement>('.frame img')?.alt;
      const label = document.querySelector<HTMLElement>('li .label')?.innerText;
      if (photo && label) window.pairs.add(`${photo}: ${label}`);
    }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });

    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** How often files have been decoded for the library. */
export const decodesOf = async (page: Page): Promise<number> =>
  (await inWorkers(page, () => globalThis.decodes)).reduce((sum, each) => sum + each, 0);

/** Holds up whatever the library decodes, until `letDecodingGo`. */
export const holdDecoding = (page: Page): Promise<unknown> =>
  inWorkers(page, () => {
    globalThis.hold = new Promise((resolve) => (globalThis.letGo = resolve));
  });

export const letDecodingGo = (page: Page): Promise<unknown> =>
  inWorkers(page, () => {
    globalThis.letGo?.();
    globalThis.hold = undefined;
  });

/** Takes the graphics processor away from the library, as a driver does that is reset. */
export const loseDevices = (page: Page): Promise<unknown> =>
  inWorkers(page, async () => {
    for (const device of globalThis.devices) {
      device.destroy();
      await device.lost;
    }
  });
