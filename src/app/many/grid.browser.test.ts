/**
 * What the grid of photos holds while answers come.
 */
import { h, render } from 'preact';
import { useState } from 'preact/hooks';
import { expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { Grid } from './Grid';
import type { Shown } from './order';
import type { SeenShot } from './shots';

/** What vitest's session has for Chromium. */
interface Devtools {
  send(method: 'HeapProfiler.collectGarbage'): Promise<void>;
  send(method: 'Runtime.getHeapUsage'): Promise<{ readonly usedSize: number }>;
}

const devtools = cdp() as unknown as Devtools;

async function heldBytes(): Promise<number> {
  for (let i = 0; i < 2; i++) await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}

const thumbnail = new Blob();
const shotOf = (id: number): SeenShot => ({
  id,
  path: `${id}.jpg`,
  file: new File([], `${id}.jpg`),
  outcome: { classes: [{ index: 0, label: 'lemon', score: 0.5 }], embedding: undefined, thumbnail },
});

const press = (): void => undefined; // always the same, as the page's

/** A card is some elements with texts; 2.5 kB were measured. */
const MOST_BYTES_A_PHOTO = 5_000;

test('each photo costs the same, however often others have come before and after it', async () => {
  const place = document.createElement('div');
  let show: (shown: readonly Shown[]) => void = () => undefined;
  const Holder = () => {
    const [shown, change] = useState<readonly Shown[]>([]);
    show = change;
    return h(Grid, { shown, pressed: undefined, onPress: press });
  };
  render(h(Holder, {}), place);
  let shown: readonly Shown[] = [];
  const grow = async (count: number): Promise<void> => {
    while (shown.length < count) {
      shown = [...shown, { shot: shotOf(shown.length), likeness: undefined }];
      show(shown);
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  await grow(50);
  const before = await heldBytes();
  await grow(350);
  const after = await heldBytes();
  expect(place.querySelectorAll('li')).toHaveLength(350);
  expect((after - before) / 300).toBeLessThan(MOST_BYTES_A_PHOTO);
  render(null, place);
});
