/**
 * What tests note of a page while it lives: errors, layout shifts, and everything that it ever showed.
 */
import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** All devices that the page got, so that a test can take them away. */
    devices: GPUDevice[];
    /** How often the browser was asked to decode a file at its full size. */
    decodes: number;
    /** Holds up every decoding of a photo for the library until it settles. */
    hold: Promise<void> | undefined;
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
  await page.addInitScript(() => {
    window.devices = [];
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await requestDevice.call(this, descriptor);
      window.devices.push(device);
      return device;
    };

    window.decodes = 0;
    const { decode } = HTMLImageElement.prototype;
    HTMLImageElement.prototype.decode = function () {
      window.decodes++;
      return decode.call(this);
    };
    const create = window.createImageBitmap as (...args: unknown[]) => Promise<ImageBitmap>;
    window.createImageBitmap = async (...args: unknown[]) => {
      if (args[0] instanceof Blob) window.decodes++;
      await window.hold;
      return create(...args);
    };

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

/** Takes the graphics processor away from the page, as a driver does that is reset. */
export const loseDevices = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (const device of window.devices) {
      device.destroy();
      await device.lost;
    }
  });
