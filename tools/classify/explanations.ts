/** Writes explanations into a folder: cam.npy, attention.json and an overlay for each image. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fromCaller } from '../common/files';
import { blame } from '../common/words';
import type { Explained } from './explanationPage';
import { concatenate, formatNpy, type FloatArray } from './npy';
import { discard, save } from './saving';

const MAPS = 'cam.npy';
const ATTENTION = 'attention.json';
const overlayName = (row: number): string => `overlay-${row}.png`;
const OVERLAY = /^overlay-(\d+)\.png$/;

/** Of the seven digits that an f32 has. */
const rounded = (value: number): number => Number(value.toPrecision(7));

/** What attention.json says of one image; the entry number i belongs to row i of cam.npy and to overlay-i.png. */
function entryOf(source: string, { index, label, score, logit, bias, map, attention }: Explained): object {
  const blocks = attention.map(({ block, radix, groups, shape: [splits, channels], data, meanBySplit }) => ({
    ...{ block, radix, groups, meanBySplit: Array.from(meanBySplit, rounded) },
    attention: Array.from({ length: splits }, (_, split) =>
      Array.from(data.subarray(split * channels, (split + 1) * channels), rounded),
    ),
  }));
  return { source, index, label, score, logit, bias, mapShape: map.shape, blocks };
}

/** The files of one run, in a folder of the caller's. */
export class ExplanationFolder {
  readonly #folder: string;
  readonly #maps: FloatArray[] = [];
  readonly #entries: object[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes the overlay of each image of a source, and keeps its map and its attention for `close`. */
  async add(source: string, explained: readonly Explained[]): Promise<void> {
    await mkdir(fromCaller(this.#folder), { recursive: true }).catch((error: unknown) => blame(this.#folder, error));
    for (const each of explained) {
      await save(join(this.#folder, overlayName(this.#maps.length)), Buffer.from(each.overlay, 'base64'));
      this.#maps.push({ shape: [1, ...each.map.shape], data: each.map.data });
      this.#entries.push(entryOf(source, each));
    }
  }

  /** Writes cam.npy, the maps [N, h, w], and attention.json, and removes what an earlier run wrote and this one did not. */
  async close(): Promise<void> {
    const rows = this.#maps.length;
    if (rows > 0) {
      await save(join(this.#folder, MAPS), formatNpy(concatenate(this.#maps)));
      await save(
        join(this.#folder, ATTENTION),
        `[\n${this.#entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`,
      );
    }
    const there = await readdir(fromCaller(this.#folder)).catch(() => []);
    const old = there.filter((name) => Number(OVERLAY.exec(name)?.[1] ?? -1) >= rows);
    for (const name of rows === 0 ? [MAPS, ATTENTION, ...old] : old) await discard(join(this.#folder, name));
  }
}
