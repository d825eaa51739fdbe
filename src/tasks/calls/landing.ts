/**
 * Where the outputs of runs go: to ordinary memory, or to buffers of the caller's on the GPU.
 */
import { need } from '../../core/need';
import { activationBytes, type Shape4 } from '../../core/tensor';
import { emptyBuffer } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import { inErrorScopes } from '../../gpu/scopes';
import type { OutputName, Outputs } from '../../model/graph';
import type { Session } from '../../scheduler/run/session';
import type { GpuOutputs, GpuTensor } from '../gpuTensor';
import { finite, imageOf, joined } from './outputs';

/** Runs a session that has its input. */
export type RunSession = <T>(session: Session, run: () => Promise<T>) => Promise<T>;

/** What the outputs of a run, and those of the runs of a large tensor, become. */
export interface Landing<Out> {
  /** One for each image of a batch; `places` say which sources they are. */
  ofBatch(run: Running, places: readonly (string | undefined)[]): Promise<readonly Out[]>;
  /** Those of `n` images that run in parts. */
  ofParts(n: number, wanted: readonly OutputName[], place: string | undefined): Parts<Out>;
  /** Frees outputs that nobody gets; absent where they lie in ordinary memory, and so outlive their device. */
  discard?(outputs: Out): void;
}

/** A session whose input is there. */
export interface Running {
  readonly gpu: Gpu;
  readonly session: Session;
  readonly signal: AbortSignal | undefined;
  readonly timed: RunSession;
}

export interface Parts<Out> {
  /** Runs the part that begins with image `start`. */
  add(run: Running, start: number): Promise<void>;
  /** What the parts have become. */
  whole(): Out;
  /** Frees them, where a part failed. */
  drop(): void;
}

const toHost = ({ session, signal, timed }: Running): Promise<Outputs> => timed(session, () => session.run(signal));

/** Ordinary memory: each output is checked to be finite. */
export const HOST: Landing<Outputs> = {
  ofBatch: async (run, places) => {
    const outputs = await toHost(run);
    return places.map((place, i) => finite(imageOf(outputs, i), place));
  },
  ofParts: (_, wanted, place) => {
    const parts: Outputs[] = [];
    return {
      add: async (run) => void parts.push(finite(await toHost(run), place)),
      whole: () => joined(parts, wanted),
      drop: () => undefined,
    };
  },
};

/** Buffers of their own on the GPU, of whose numbers nothing is known here. */
export const ON_GPU: Landing<GpuOutputs> = {
  ofBatch: async (run, places) => {
    const landed: GpuOutputs[] = [];
    try {
      while (landed.length < places.length) landed.push(await emptyOutputs(run, 1));
      await copyTo(
        run,
        landed.map((outputs, image) => ({ outputs, image, at: 0, images: 1 })),
      );
      return landed;
    } catch (error) {
      landed.forEach(destroy);
      throw error;
    }
  },
  ofParts: (n) => {
    let landed: GpuOutputs | undefined;
    return {
      add: async (run, start) => {
        landed ??= await emptyOutputs(run, n);
        const [images] = run.session.plan.input;
        await copyTo(run, [{ outputs: landed, image: 0, at: start, images }]);
      },
      whole: () => landed ?? new Map(),
      drop: () => destroy(landed ?? new Map()),
    };
  },
  discard: destroy,
};

function destroy(outputs: GpuOutputs): void {
  for (const { buffer } of outputs.values()) buffer.destroy();
}

/** Room for the outputs of `n` images. */
async function emptyOutputs({ gpu, session }: Running, n: number): Promise<GpuOutputs> {
  const { device } = gpu;
  const made: [OutputName, GpuTensor][] = [];
  const make = (): void => {
    for (const { name, shape: of } of session.plan.outputs) {
      const shape: Shape4 = [n, of[1], of[2], of[3]];
      const buffer = emptyBuffer(device, `output ${name}`, activationBytes(shape));
      made.push([name, { buffer, device, shape, layout: 'NC4HW4' }]);
    }
  };
  try {
    await gpu.whileAlive(inErrorScopes(device, 'the outputs', make));
  } catch (error) {
    for (const [, { buffer }] of made) buffer.destroy();
    throw error;
  }
  return new Map(made);
}

/** Some images of a run, and where they go. */
interface Images {
  readonly outputs: GpuOutputs;
  /** The first, of those of the run. */
  readonly image: number;
  /** The first, of those of the buffers. */
  readonly at: number;
  readonly images: number;
}

async function copyTo({ session, signal, timed }: Running, all: readonly Images[]): Promise<void> {
  const copies = session.plan.outputs.flatMap(({ name, shape: [, ...image] }, output) => {
    const bytes = activationBytes([1, ...image]);
    return all.map(({ outputs, image: first, at, images }) => ({
      ...{ output, from: first * bytes, to: need(outputs, name, 'output').buffer, at: at * bytes },
      bytes: images * bytes,
    }));
  });
  await timed(session, () => session.runInto(copies, signal));
}
