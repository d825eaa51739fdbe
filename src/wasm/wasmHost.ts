/**
 * A model in WebAssembly as the public door asks it. Calls run one after the other, as they do on a GPU.
 */
import type { ClassifierInfo } from '../classifierInfo';
import { frozen } from '../core/frozen';
import { ConfigError } from '../core/errors';
import type { Shape4 } from '../core/tensor';
import type { Host } from '../host';
import type { OutputName, Outputs } from '../model/graph';
import { answerTiles, type TileDesk } from '../tasks/calls/answerTiles';
import { answerTaken, ask, type Office, type Way } from '../tasks/calls/ask';
import type { Desks } from '../tasks/calls/desk';
import { finite, joined } from '../tasks/calls/outputs';
import { CallQueue } from '../tasks/calls/queue';
import type { Computed } from '../tasks/calls/runner';
import type { TakenTensor } from '../tasks/calls/taken';
import type { Model } from '../tasks/task';
import { HeldPhoto, HostIntake } from './intake';
import type { OrtSessions } from './sessions';

/** A model that is ready to run. */
export interface WasmModel {
  readonly model: Model;
  readonly sessions: OrtSessions;
  /** What it tells of itself before the first run. */
  readonly info: ClassifierInfo;
}

interface WasmDesk {
  readonly model: Model;
  readonly intake: HostIntake;
}

type Taken = HeldPhoto | TakenTensor;

/** Tiles whose inputs are made while others are answered. */
const TILES = 8;

export function wasmHost({ model, sessions, info: atStart }: WasmModel): Host {
  const desk: WasmDesk = { model, intake: new HostIntake(model) };
  const desks: Desks<WasmDesk> = {
    latest: desk,
    isOpen: true,
    check: () => undefined,
    serve: (_, job) => job(desk),
  };
  const calls = new CallQueue(desks);
  const office: Office<WasmDesk> = { desks, calls };
  let info = frozen(atStart);

  const run = async (
    data: Float32Array,
    shape: Shape4,
    wanted: readonly OutputName[],
    place: string | undefined,
  ): Promise<Outputs> => {
    const began = performance.now();
    const outputs = await sessions.run(data, shape, wanted);
    info = frozen({ ...info, timings: { ...info.timings, runMs: performance.now() - began } });
    return finite(outputs, place);
  };

  /** One image at a time: more at once are no faster, and none of them could be aborted. */
  async function* answers(
    taken: readonly Taken[],
    wanted: readonly OutputName[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Computed<Outputs>> {
    for (const source of taken) {
      signal?.throwIfAborted();
      const { data, shape, seen } =
        source instanceof HeldPhoto ? await source.input() : { ...source, seen: { tensor: source.shape } };
      source.release();
      const [images, ...rest] = shape;
      const numbers = data.length / images;
      const parts: Outputs[] = [];
      for (let i = 0; i < images; i++) {
        signal?.throwIfAborted();
        const image = data.subarray(i * numbers, (i + 1) * numbers);
        parts.push(await run(image, [1, ...rest], wanted, source.place));
      }
      yield { outputs: joined(parts, wanted), seen };
    }
  }

  const way: Way<WasmDesk, Taken, Outputs> = { run: (_, ...question) => answers(...question) };
  const tiles: TileDesk<HeldPhoto> = {
    model,
    most: TILES,
    take: (tile) => desk.intake.takeTile(tile),
    prepare: (held) => held.forEach((tile) => void tile.input().catch(() => undefined)), // its answer tells
    answer: (task, held, signal) => answerTaken(office, task, held, way, signal),
  };
  return {
    get info() {
      return info;
    },
    model,
    calls,
    ask: (task, sources, signal) => ask(office, task, sources, way, signal),
    askOnGpu: async () => {
      throw noGpu("output: 'gpu'");
    },
    answerTiles: (sheet, task, options) => answerTiles(tiles, sheet, task, options),
    preprocess: async (source, look, signal) => {
      calls.admit(signal);
      const photo = desk.intake.takePhoto(source, look);
      const { shape, data } = await calls.inTurn(
        signal,
        () => photo.input(),
        () => photo.release(),
      );
      return { shape, data };
    },
    selfTest: async () => {
      throw noGpu('selfTest()');
    },
    move: async () => {
      throw noGpu('recover()');
    },
    close: async () => {
      await calls.close();
      await sessions.close();
    },
  };
}

const noGpu = (call: string): ConfigError =>
  new ConfigError(
    'no-gpu',
    `${call} needs a GPU, and this classifier runs in WebAssembly; leave it out where info.backend is 'wasm'`,
  );
