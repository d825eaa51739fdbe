/** The camera: live answers, a kept frame, and a light that is out whenever nobody sees the picture. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { findBrowser } from '../tools/common/browser/findBrowser';
import { violationsInBoth } from './axe';
import { complaintsOf } from './watch';

declare global {
  interface Window {
    /** All tracks that the page was given. */
    tracks: MediaStreamTrack[];
  }
}

// One page for all: on a GPU in software it takes seconds until a model is ready.
test.describe.configure({ mode: 'serial' });

const { executablePath, args, env } = await findBrowser();
test.use({
  launchOptions: { executablePath, env, args: [...args, '--use-fake-device-for-media-stream=device-count=2'] },
});

let page: Page;
let complaints: string[];

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext({ permissions: ['camera'] });
  page = await context.newPage();
  complaints = complaintsOf(page);
  await page.addInitScript(() => {
    window.tracks = [];
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    const list = mediaDevices.enumerateDevices.bind(mediaDevices);
    // The browser that comes as a package was built without cameras; there a painted canvas is one.
    let isPainted = false;
    const painted = (error: DOMException): MediaStream => {
      if (!isPainted && error.name !== 'NotSupportedError') throw error;
      isPainted = true;
      const canvas = document.createElement('canvas');
      const context = canvas.getContext('2d');
      setInterval(() => {
        if (context) context.fillStyle = `hsl(${Math.round(performance.now() / 50) % 360} 80% 50%)`;
        context?.fillRect(0, 0, canvas.width, canvas.height);
      }, 30);
      return canvas.captureStream(30);
    };
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await ask(constraints).catch(painted);
      window.tracks.push(...stream.getTracks());
      return stream;
    };
    mediaDevices.enumerateDevices = async () => {
      if (!isPainted) return list(); // it never answers there
      return ['1', '2'].map((deviceId) => ({ deviceId, kind: 'videoinput', label: deviceId }) as MediaDeviceInfo);
    };
  });
  await page.goto('/');
});

test.afterAll(() => page.context().close());

const live = (): Locator => page.getByRole('region', { name: 'Live answer' });
const open = (): Promise<void> => page.getByRole('button', { name: 'Use the camera' }).click();
/** How many cameras are on. */
const lights = (): Promise<number> =>
  page.evaluate(() => window.tracks.filter(({ readyState }) => readyState === 'live').length);

test('the camera is answered live, at a rate that is told; one chooses which', async () => {
  await open();
  await expect(live().getByRole('listitem')).toHaveCount(5, { timeout: 100_000 });
  await expect(live()).toContainText(/\d\.\d frames a second, of which a run takes \d+(\.\d)? ms, on \w/);
  expect(await lights()).toBe(1);
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByLabel('Which camera').selectOption({ index: 1 });
  await expect.poll(() => page.evaluate(() => window.tracks.length)).toBe(2);
  await expect(live()).toContainText('frames a second');
  expect(await lights()).toBe(1);
});

test('a kept frame becomes the photo, and the light goes out', async () => {
  await page.getByRole('button', { name: 'Keep this frame' }).click();
  await expect(page.locator('.sheet').getByAltText('camera.png')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Answer' }).getByRole('listitem')).toHaveCount(5);
  expect(await lights()).toBe(0);
  await expect(live()).toHaveCount(0);
});

test('the camera is off after a stop, in another view, and out of sight', async () => {
  await open();
  await expect.poll(lights).toBe(1);
  await page.getByRole('button', { name: 'Stop the camera' }).click();
  await expect.poll(lights).toBe(0);
  await expect(page.getByRole('button', { name: 'Use the camera' })).toBeFocused();

  await open();
  await expect.poll(lights).toBe(1);
  await page.getByRole('link', { name: 'Many photos' }).click();
  await expect.poll(lights).toBe(0);
  await page.goBack();

  await open();
  await expect.poll(lights).toBe(1);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    Reflect.deleteProperty(document, 'visibilityState');
  });
  await expect.poll(lights).toBe(0);
  await expect(page.getByRole('alert').filter({ hasText: 'The camera was stopped because' })).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(lights).toBe(1);
});

test('what is refused meanwhile, and a camera that sends nothing, are told', async () => {
  const region = page.getByRole('region', { name: 'Camera' });
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', 'a lemon');
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  });
  await expect(region.getByRole('alert')).toHaveText(/^That is text, not a picture\./);
  expect(await lights()).toBe(1);
  for (const [event, count] of [
    ['mute', 1],
    ['unmute', 0],
  ] as const) {
    await page.evaluate((type) => window.tracks.at(-1)?.dispatchEvent(new Event(type)), event);
    await expect(region.getByText('The camera sends no picture at the moment')).toHaveCount(count);
  }
});

test('a camera that goes, is taken or does not come is told in words', async () => {
  const said = (text: string): Locator => page.getByRole('alert').filter({ hasText: text });
  await page.evaluate(() => window.tracks.at(-1)?.dispatchEvent(new Event('ended')));
  await expect(said('The camera has gone')).toBeVisible();
  await expect.poll(lights).toBe(0);
  for (const [name, words] of [
    ['NotReadableError', 'Another program or another tab may be using it'],
    ['NotFoundError', 'The browser finds no camera'],
  ] as const) {
    await page.evaluate((reason) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', reason));
    }, name);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(said(words)).toBeVisible();
  }
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByRole('button', { name: 'Back to the photo' }).click();
  await expect(page.locator('.sheet').getByAltText('camera.png')).toBeVisible();
});

test('who does not allow the camera is told how to', async ({ browser }) => {
  const denied = await browser.newPage();
  await denied.addInitScript(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints) =>
      ask(constraints).catch((error: DOMException) => {
        // A browser that was built without cameras does not come so far as to ask.
        throw error.name === 'NotSupportedError' ? new DOMException('', 'NotAllowedError') : error;
      });
  });
  await denied.goto('/');
  await denied.getByRole('button', { name: 'Use the camera' }).click();
  await expect(denied.getByRole('alert').filter({ hasText: 'The page may not use the camera.' })).toBeVisible();
  await denied.close();
});

test('nothing failed on the way or broke the content security policy', () => {
  expect(complaints).toEqual([]);
});
