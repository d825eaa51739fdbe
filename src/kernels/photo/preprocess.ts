/**
 * A photo to an input tensor, on the GPU, equal to Pillow's resize to the last bit: pixels are unpacked from a
 * texture, resampled along one axis and then along the other in integers, and normalised.
 */
import firstSource from '../../../shaders/photo/resampleFirst.wgsl?raw';
import secondSource from '../../../shaders/photo/resampleSecond.wgsl?raw';
import turnSource from '../../../shaders/photo/turnPixels.wgsl?raw';
import unpackSource from '../../../shaders/photo/unpackPixels.wgsl?raw';
import { ImageError, ShaderError } from '../../core/errors';
import type { Photo, Resample, ResampleAxis } from '../../core/pixels';
import { activationBytes, ceilDiv } from '../../core/tensor';
import { emptyBuffer } from '../../gpu/buffers';
import { type bind, compileNow, type Pipeline, type PipelineCache, submitAlone } from '../../gpu/pipelines';
import { makeInErrorScopes } from '../../gpu/scopes';
import { Scratch } from '../../gpu/scratch';
import type { Program } from '../../gpu/wgsl';
import { normalizedLevels } from '../../ops/normalize';
import type { Preprocessing } from '../../preprocessing/recipes';
import { library } from '../includes';
import { axesOf, bandsOf, type Box, boxOf, samplesOf, type Tile } from './photoBands';
import { windowOn } from './photoWindow';

/** The channels of an input that a photo can be: grey, or red, green and blue. */
export type PhotoChannels = 1 | 3;

/** Mean and standard deviation of each channel, of values in 0..1. */
type Normalization = Pick<Preprocessing, 'mean' | 'std'>;

const SOURCES = {
  ...{ unpackPixels: unpackSource, turnPixels: turnSource },
  ...{ resampleFirst: firstSource, resampleSecond: secondSource },
} as const;

type Shader = keyof typeof SOURCES;

const WORKGROUP = { WORKGROUP_X: 8, WORKGROUP_Y: 8 };

/** The program of a shader: photos of every size share it. */
const programOf = (name: Shader): Program => ({
  name,
  source: SOURCES[name],
  parameters: WORKGROUP,
  slots: { pixel: 'rgb8' },
});

/** All that a photo needs. */
export const preprocessingPrograms: readonly Program[] = (Object.keys(SOURCES) as Shader[]).map(programOf);

/** Pixels of a photo that are on the GPU at once: 16 MiB in a texture, and as many in a buffer. */
const BAND_PIXELS = 2 ** 22;

/** The side of a tile of a turned region: the photo's pixels under it take a texture of 1.4 times this side. */
const TURNED_SIDE = 1024;

const SMALLER_PHOTO = 'give a smaller photo, or close other pages that use the GPU';

const TEXTURE_ADVICE =
  "give one that is not destroyed and that the classifier's own device made, which createClassifier takes as `device`";

/** The preprocessing pipelines of a device; photos of every size share them. */
export class Preprocessor {
  readonly #device: GPUDevice;
  readonly #pipelines: Partial<Record<Shader, Pipeline>>;

  private constructor(device: GPUDevice, pipelines: Partial<Record<Shader, Pipeline>>) {
    this.#device = device;
    this.#pipelines = pipelines;
  }

  /** Compiles what every photo needs; what turned regions need compiles with the first of them. Throws a ShaderError. */
  static async create(device: GPUDevice, cache: PipelineCache): Promise<Preprocessor> {
    const compile = (name: Shader): Promise<Pipeline> => cache.get(programOf(name), library);
    const [unpackPixels, resampleFirst, resampleSecond] = await Promise.all([
      compile('unpackPixels'),
      compile('resampleFirst'),
      compile('resampleSecond'),
    ]);
    return new Preprocessor(device, { unpackPixels, resampleFirst, resampleSecond });
  }

  /**
   * The input [1, C, H, W] that a photo is resampled to and normalised for, as NC4HW4 in a buffer that is the caller's to
   * destroy; of one channel it is grey, by Pillow's L. All work is submitted before this returns: the photo may be closed
   * or changed then. Throws an ImageError for pixels that cannot be read, a GpuMemoryError where there is no room.
   */
  async inputOf(
    photo: Photo,
    resample: Resample,
    normalization: Normalization,
    channels: PhotoChannels = 3,
  ): Promise<GPUBuffer> {
    const { name, width, height } = photo;
    const what = `${name}, ${width}x${height} pixels`;
    try {
      const submit = (): GPUBuffer => this.#submit(photo, resample, normalization, channels);
      const input = await makeInErrorScopes(this.#device, what, submit, SMALLER_PHOTO);
      // Bringing a large photo to size takes long: whoever waits for the input times only what comes after.
      if (width * height > BAND_PIXELS) await this.#device.queue.onSubmittedWorkDone();
      return input;
    } catch (error) {
      // Of all that is bound and copied, a texture alone is not of our making.
      if (photo.kind !== 'texture' || !(error instanceof ShaderError)) throw error;
      throw new ImageError('unsupported', `${name} is a texture that this GPU device cannot read; ${TEXTURE_ADVICE}`, {
        cause: error,
      });
    }
  }

  #submit(photo: Photo, resample: Resample, normalization: Normalization, channels: PhotoChannels): GPUBuffer {
    const { horizontal, vertical } = resample;
    const bytes = activationBytes([1, channels, vertical.start.length, horizontal.start.length]);
    const input = emptyBuffer(this.#device, 'photo input', bytes);
    const scratch = new Scratch(this.#device);
    try {
      const lines = this.#firstPass(photo, resample, channels === 1, scratch);
      this.#secondPass(lines, resample, normalization, channels, input, scratch);
      return input;
    } catch (error) {
      input.destroy();
      throw error;
    } finally {
      scratch.destroy();
    }
  }

  /** The lines of the photo that the second pass reads, each resampled along itself. */
  #firstPass(photo: Photo, resample: Resample, isGrey: boolean, scratch: Scratch): GPUBuffer {
    const [axis, across] = axesOf(resample);
    const outputs = axis.start.length;
    const { size: length } = samplesOf(axis);
    const { turned } = resample;
    const side = turned ? TURNED_SIDE : this.#device.limits.maxTextureDimension2D;
    const bands = bandsOf(resample, { pixels: BAND_PIXELS, side });
    const seen = (tile: Tile): Box => (turned ? boxOf(tile, turned, photo) : tile);
    const boxes = bands.flatMap((band) => band.tiles).map(seen);
    const largest = {
      width: Math.max(...boxes.map(({ width }) => width)),
      height: Math.max(...boxes.map(({ height }) => height)),
    };
    const window = windowOn(this.#device, photo, largest, scratch);
    const places = turned && {
      columns: scratch.store('columns', turned.columns),
      rows: scratch.store('rows', turned.rows),
    };
    const pixels = scratch.buffer('pixels', Math.max(...bands.map((band) => band.lines)) * length * 4);
    const lines = scratch.buffer('lines', samplesOf(across).size * outputs * 4);
    const tables = upload(axis, scratch);
    for (const { firstLine, lines: count, tiles } of bands) {
      for (const tile of tiles) {
        const { x, y, width, height, along } = tile;
        const box = seen(tile);
        const origin = window.show(box);
        const stride = resample.first === 'horizontal' ? [1, length] : [length, 1];
        const source = places ? [...origin, box.x, box.y, photo.width - 1, photo.height - 1, x, y] : origin;
        const params = scratch.store(
          'params',
          Uint32Array.of(...source, width, height, ...stride, along, Number(isGrey)),
        );
        const shader = places ? 'turnPixels' : 'unpackPixels';
        this.#run(shader, [width, height], { params, photo: window.view, ...places, pixels });
      }
      const params = scratch.store('params', Uint32Array.of(count, length, outputs, axis.taps, firstLine));
      this.#run('resampleFirst', [outputs, count], { params, ...tables, pixels, lines });
    }
    return lines;
  }

  #secondPass(
    lines: GPUBuffer,
    resample: Resample,
    { mean, std }: Normalization,
    channels: PhotoChannels,
    input: GPUBuffer,
    scratch: Scratch,
  ): void {
    const [along, axis] = axesOf(resample);
    const [length, outputs] = [along.start.length, axis.start.length];
    const stride = resample.first === 'horizontal' ? [1, length] : [outputs, 1];
    const padding = 0; // the struct's size is a multiple of eight bytes
    const params = scratch.store('params', Uint32Array.of(...stride, length, outputs, axis.taps, padding));
    const levels = scratch.store('levels', normalizedLevels(mean, std, channels));
    this.#run('resampleSecond', [length, outputs], { params, ...upload(axis, scratch), lines, levels, input });
  }

  /** One submit; `queue` keeps submits, copies and writes in order, so that buffers and the texture can be reused. */
  #run(shader: Shader, [x, y]: readonly [number, number], resources: Parameters<typeof bind>[2]): void {
    const grid = [ceilDiv(x, WORKGROUP.WORKGROUP_X), ceilDiv(y, WORKGROUP.WORKGROUP_Y), 1] as const;
    const pipeline = (this.#pipelines[shader] ??= compileNow(this.#device, programOf(shader), library));
    submitAlone(this.#device, pipeline, resources, grid);
  }
}

/** An axis as the shaders read it; starts count from the first sample that any output needs. */
function upload(axis: ResampleAxis, scratch: Scratch): { readonly spans: GPUBuffer; readonly coefficients: GPUBuffer } {
  const { start: first } = samplesOf(axis);
  const spans = new Uint32Array(axis.start.length * 2);
  axis.start.forEach((start, i) => spans.set([start - first, axis.count[i] ?? 0], i * 2));
  return { spans: scratch.store('spans', spans), coefficients: scratch.store('coefficients', axis.coefficients) };
}
