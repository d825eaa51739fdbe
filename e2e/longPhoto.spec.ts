/** The square is seen and taken on any photo: long ones are shown larger than the frame, and small squares have room around them. */
import { expect, test, type Browser, type BrowserContextOptions, type CDPSession, type Page } from '@playwright/test';
import { watch } from './watch';

/** A finger needs some 9 mm; handles lie on the corners, so that as much is left between them. */
const LEAST_SIDE = 44;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function opened(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const page = await browser.newPage({ serviceWorkers: 'block', ...options });
  await watch(page);
  await page.goto('/');
  return page;
}

/** Shows a photo of stripes, of so many pixels. */
async function show(page: Page, width: number, height: number): Promise<void> {
  const bytes = await page.evaluate(
    async ([width, height]) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      for (let at = 0; at < Math.max(width, height); at += 40) {
        if (context) context.fillStyle = `hsl(${at % 360} 70% 50%)`;
        if (width > height) context?.fillRect(at, 0, 40, height);
        else context?.fillRect(0, at, width, 40);
      }
      return Array.from(new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer()));
    },
    [width, height] as const,
  );
  const name = `${width}x${height}.png`;
  await page.locator('#photo').setInputFiles({ name, mimeType: 'image/png', buffer: Buffer.from(bytes) });
  await expect(page.locator('.sheet').getByAltText(name)).toBeVisible();
  await expect(page.locator('.square')).toBeVisible({ timeout: 100_000 });
  await page.evaluate(async () => {
    scrollTo(0, 0);
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame); // the square comes into sight
  });
}

const boxOf = async (page: Page, selector: string): Promise<Box> => {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not there`);
  return box;
};

const middleOf = ({ x, y, width, height }: Box) => [x + width / 2, y + height / 2] as const;

/** What a pointer takes at a point. */
const takenAt = (page: Page, ...point: readonly [x: number, y: number]): Promise<string | undefined> =>
  page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.className, point);

/** Where the square lies on the photo, in parts of the photo's longer side. */
async function placeOnPhoto(page: Page): Promise<number> {
  const [sheet, square] = [await boxOf(page, '.sheet'), await boxOf(page, '.square')];
  return sheet.width > sheet.height ? (square.x - sheet.x) / sheet.width : (square.y - sheet.y) / sheet.height;
}

/** The square is in the frame, and its middle and its corners can be taken; gives its box. */
async function expectAtHand(page: Page): Promise<Box> {
  const [frame, square] = [await boxOf(page, '.frame'), await boxOf(page, '.square')];
  expect(Math.min(square.width, square.height)).toBeGreaterThan(LEAST_SIDE);
  expect(square.x).toBeGreaterThanOrEqual(frame.x);
  expect(square.y).toBeGreaterThanOrEqual(frame.y);
  expect(square.x + square.width).toBeLessThanOrEqual(frame.x + frame.width);
  expect(square.y + square.height).toBeLessThanOrEqual(frame.y + frame.height);
  expect(await takenAt(page, ...middleOf(square))).toBe('square');
  for (const across of [0, 1])
    for (const down of [0, 1])
      expect(await takenAt(page, square.x + across * square.width, square.y + down * square.height)).toBe('corner');
  return square;
}

async function dragged(page: Page, from: readonly [number, number], right: number, down: number): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(from[0] + right, from[1] + down, { steps: 3 });
  await page.mouse.up();
}

test('the square on a long photo is dragged, clicked and moved by keys, and stays in the frame', async ({
  browser,
}) => {
  const page = await opened(browser, { viewport: { width: 1280, height: 900 } });
  for (const [width, height] of [
    [10, 20_000],
    [20_000, 10],
    [4000, 60],
  ] as const) {
    await show(page, width, height);
    await expectAtHand(page);
    expect(await placeOnPhoto(page)).toBeCloseTo(0.5, 1);
  }
  const usual = await boxOf(page, '.square');
  const shifted = await page.evaluate(() => window.shifted); // by photos of other shapes
  await dragged(page, middleOf(usual), 90, 0);
  expect((await expectAtHand(page)).x).toBeCloseTo(usual.x + 90, -1);
  await dragged(page, [usual.x + 90, usual.y], 40, 40); // its upper left corner
  expect((await expectAtHand(page)).width).toBeCloseTo(usual.width - 40, -1);

  await page.locator('.frame').evaluate((frame) => frame.scrollTo(0, 0));
  const frame = await boxOf(page, '.frame');
  await page.mouse.click(frame.x + 200, frame.y + frame.height / 2);
  expect(await placeOnPhoto(page)).toBeLessThan(0.05);
  await expectAtHand(page);

  await page.locator('.square').press('PageDown');
  await expect.poll(() => placeOnPhoto(page)).toBeGreaterThan(0.09);
  await expectAtHand(page);
  await page.keyboard.press('Home');
  await expect.poll(() => placeOnPhoto(page)).toBeCloseTo(0.5, 1);
  await expectAtHand(page);
  expect(await page.evaluate(() => scrollY)).toBe(0);
  expect((await page.evaluate(() => window.shifted)) - shifted).toBeLessThan(0.005);
  await page.setViewportSize({ width: 700, height: 900 }); // another frame
  await expect(() => expectAtHand(page)).toPass();

  await show(page, 400, 400); // the corner of a small square may lie beyond the frame, which must not scroll for it
  for (let press = 0; press < 15; press++) await page.locator('.square').press('-');
  for (let press = 0; press < 50; press++) await page.locator('.square').press('ArrowDown');
  const scrolled = await page.locator('.frame').evaluate((each) => {
    each.scrollTo(100, 100);
    return [each.scrollLeft, each.scrollTop];
  });
  expect(scrolled).toEqual([0, 0]);
  await page.close();
});

type Point = readonly [x: number, y: number];

/** Of a finger's way. */
const STEPS = 10;
const STEP_MS = 30;

/** Fingers that go straight, each from one point to another. */
async function touched(client: CDPSession, ...fingers: readonly (readonly [from: Point, to: Point])[]): Promise<void> {
  const touch = (type: 'touchStart' | 'touchMove', part: number): Promise<unknown> =>
    client.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: fingers.map(([from, to], id) => ({
        id,
        x: from[0] + part * (to[0] - from[0]),
        y: from[1] + part * (to[1] - from[1]),
      })),
    });
  await touch('touchStart', 0);
  for (let part = 1; part <= STEPS; part++) {
    await new Promise((resolve) => setTimeout(resolve, STEP_MS)); // the page follows meanwhile
    await touch('touchMove', part / STEPS);
  }
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

const swiped = (client: CDPSession, from: Point, right: number, down: number): Promise<void> =>
  touched(client, [from, [from[0] + right, from[1] + down]]);

test('a finger takes it too, in colours of its own, and a square however small', async ({ browser }) => {
  const page = await opened(browser, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    forcedColors: 'active',
  });
  const client = await page.context().newCDPSession(page);
  await show(page, 20_000, 10);
  const usual = await expectAtHand(page);
  await expect(page.locator('.square')).toHaveCSS('border-top-color', 'rgb(255, 255, 255)');
  await expect(page.locator('.dim div')).toHaveCSS('box-shadow', /rgba\(14, 18, 16, 0\.52\)/); // dark round the white
  await swiped(client, middleOf(usual), 80, 0);
  await expect.poll(async () => (await boxOf(page, '.square')).x).toBeCloseTo(usual.x + 80, -1);
  const frame = await boxOf(page, '.frame');
  const before = await placeOnPhoto(page);
  // On a busy machine a tap may last so long that the browser takes it for a long press.
  await expect(async () => {
    await page.touchscreen.tap(frame.x + 30, frame.y + frame.height / 2);
    await expect.poll(() => placeOnPhoto(page), { timeout: 2000 }).toBeLessThan(before);
  }).toPass();
  await expectAtHand(page);
  await swiped(client, [frame.x + 330, frame.y + frame.height / 2], -250, 0); // beside it: the photo goes under the finger
  await expect.poll(async () => (await boxOf(page, '.square')).x).toBeLessThan(frame.x);

  await show(page, 6000, 4000);
  await page.locator('.square').focus();
  for (let press = 0; press < 60; press++) await page.keyboard.press('-');
  await expect.poll(async () => (await boxOf(page, '.square')).width).toBeLessThan(8);
  const small = await boxOf(page, '.square');
  const [x, y] = middleOf(small);
  expect(await takenAt(page, x + 12, y + 12)).toBe('square');
  expect(await takenAt(page, x - 28, y + 28)).toBe('corner');
  await swiped(client, [x + 8, y], -90, 0);
  await expect.poll(async () => (await boxOf(page, '.square')).x).toBeCloseTo(small.x - 90, -1);
  await swiped(client, [x - 90 + 28, y + 28], 60, 60);
  await expect.poll(async () => (await boxOf(page, '.square')).width).toBeGreaterThan(50);

  await show(page, 600, 400);
  const place = (): Promise<string | null> => page.locator('.square').getAttribute('style');
  const usualPlace = await place();
  const [across, along] = middleOf(await boxOf(page, '.square'));
  await touched(
    client,
    [
      [across - 20, along],
      [across - 80, along],
    ],
    [
      [across + 20, along],
      [across + 80, along],
    ],
  );
  await expect.poll(() => page.evaluate(() => visualViewport?.scale)).toBeGreaterThan(1); // two fingers are for the page
  expect(await place()).toBe(usualPlace);
  await page.close();
});
