/**
 * A photo to one image of a batch, on the GPU, equal to Pillow's resize to the last bit: pixels are unpacked from a
 * texture, resampled along one axis and then along the other in integers, and normalised.
 */
import firstSource from '../../shaders/resampleFirst.wgsl?raw';
import secondSource from '../../shaders/resampleSecond.wgsl?raw';
import unpackSource from '../../shaders/unpackPixels.wgsl?raw';
import { ImageError } from '../core/errors';
import type { Photo, Resample, ResampleAxis, Rgb } from '../core/pixels';
import { ceilDiv } from '../core/tensor';
import { emptyBuffer, storageBuffer } from '../gpu/buffers';
import { bind, type Pipeline, type PipelineCache } from '../gpu/pipelines';
import { link } from '../gpu/wgsl';
import { normalizedLevels } from '../ops/normalize';
import { library } from './library';
import { axesOf, type Band, bandsOf, samplesOf, type Tile } from './photoBands';

const WORKGROUP = { WORKGROUP_X: 8, WORKGROUP_Y: 8 };

/** Pixels of a photo that are on the GPU at once: 16 MiB in a texture, and as many in a buffer. */
const BAND_PIXELS = 2 ** 22;

/** Mean and standard deviation of each channel, of values in 0..1. */
export interface Normalization {
  readonly mean: Rgb;
  readonly std: Rgb;
}

/** One image of a batch: a buffer [N, 1, H, W] vec4f and the image's index in it. */
export interface Destination {
  readonly buffer: GPUBuffer;
  readonly index: number;
}

type Shader = 'unpackPixels' | 'resampleFirst' | 'resampleSecond';

const SOURCES: Readonly<Record<Shader, string>> = {
  unpackPixels: unpackSource,
  resampleFirst: firstSource,
  resampleSecond: secondSource,
};

/** The preprocessing pipelines of a device; photos of every size share them. */
export class Preprocessor {
  readonly #device: GPUDevice;
  readonly #pipelines: Readonly<Record<Shader, Pipeline>>;

  private constructor(device: GPUDevice, pipelines: Readonly<Record<Shader, Pipeline>>) {
    this.#device = device;
    this.#pipelines = pipelines;
  }

  /** Compiles the pipelines. Throws a ShaderError. */
  static async create(device: GPUDevice, cache: PipelineCache): Promise<Preprocessor> {
    const compile = (name: Shader): Promise<Pipeline> =>
      cache.get(link({ name, source: SOURCES[name], parameters: WORKGROUP, slots: { pixel: 'rgb8' } }, library));
    const [unpackPixels, resampleFirst, resampleSecond] = await Promise.all([
      compile('unpackPixels'),
      compile('resampleFirst'),
      compile('resampleSecond'),
    ]);
    return new Preprocessor(device, { unpackPixels, resampleFirst, resampleSecond });
  }

  /**
   * Submits the work that writes the resampled and normalised photo to its place in the batch; the photo may be closed
   * at once. Throws an ImageError for pixels that the GPU may not read.
   */
  write(photo: Photo, resample: Resample, { mean, std }: Normalization, destination: Destination): void {
    const device = this.#device;
    const scratch: (GPUBuffer | GPUTexture)[] = [];
    const keep = <Resource extends GPUBuffer | GPUTexture>(resource: Resource): Resource => {
      scratch.push(resource);
      return resource;
    };
    const store = (label: string, contents: ArrayBufferView): GPUBuffer => keep(storageBuffer(device, label, contents));
    const run = (shader: Shader, x: number, y: number, params: number[], rest: Parameters<typeof bind>[2]): void => {
      const pipeline = this.#pipelines[shader];
      this.#submit(pipeline, x, y, { params: store(`${shader} params`, Uint32Array.from(params)), ...rest });
    };
    const upload = (axis: ResampleAxis): { readonly spans: GPUBuffer; readonly coefficients: GPUBuffer } => ({
      spans: store('spans', spansOf(axis)),
      coefficients: store('coefficients', axis.coefficients),
    });

    try {
      const horizontalFirst = resample.first === 'horizontal';
      const [first, second] = axesOf(resample);
      const [width, height] = [resample.horizontal.start.length, resample.vertical.start.length];
      const length = samplesOf(first).size;
      const outputs = first.start.length;
      const bands = bandsOf(resample, { pixels: BAND_PIXELS, side: device.limits.maxTextureDimension2D });
      const most = Math.max(...bands.map((band) => band.lines));
      const pixels = keep(emptyBuffer(device, 'photo pixels', most * length * 4));
      const lines = keep(emptyBuffer(device, 'resampled lines', samplesOf(second).size * outputs * 4));
      const window = windowOn(device, photo, bands, keep);

      const firstAxis = upload(first);
      for (const band of bands) {
        for (const tile of band.tiles) {
          const origin = window.show(tile);
          const stride = horizontalFirst ? [1, length] : [length, 1];
          const params = [...origin, tile.width, tile.height, ...stride, tile.along, 0];
          run('unpackPixels', tile.width, tile.height, params, { photo: window.view, pixels });
        }
        const params = [band.lines, length, outputs, first.taps, band.firstLine];
        run('resampleFirst', outputs, band.lines, params, { ...firstAxis, pixels, lines });
      }

      const levels = store('levels', normalizedLevels(mean, std));
      const stride = horizontalFirst ? [1, width] : [width, 1];
      const from = destination.index * width * height;
      const params = [...stride, outputs, second.start.length, second.taps, from];
      const input = destination.buffer;
      run('resampleSecond', outputs, second.start.length, params, { ...upload(second), lines, levels, input });
    } finally {
      for (const resource of scratch) resource.destroy(); // once the submitted work is done with it
    }
  }

  #submit(pipeline: Pipeline, x: number, y: number, resources: Parameters<typeof bind>[2]): void {
    const encoder = this.#device.createCommandEncoder({ label: pipeline.name });
    const pass = encoder.beginComputePass({ label: pipeline.name });
    pass.setPipeline(pipeline.pipeline);
    pass.setBindGroup(0, bind(this.#device, pipeline, resources));
    pass.dispatchWorkgroups(ceilDiv(x, WORKGROUP.WORKGROUP_X), ceilDiv(y, WORKGROUP.WORKGROUP_Y));
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
  }
}

/** Starts, relative to the first sample that the axis reads, and counts. */
function spansOf(axis: ResampleAxis): Uint32Array {
  const { start: origin } = samplesOf(axis);
  return Uint32Array.from({ length: axis.start.length * 2 }, (_, i) =>
    i % 2 === 0 ? (axis.start[i / 2] ?? 0) - origin : (axis.count[(i - 1) / 2] ?? 0),
  );
}

/** A texture in which one tile of the photo at a time can be read. */
interface PhotoWindow {
  readonly view: GPUTextureView;
  /** Makes a tile readable, and says where in the texture it starts. */
  show(tile: Tile): readonly [x: number, y: number];
}

function windowOn(
  device: GPUDevice,
  photo: Photo,
  bands: readonly Band[],
  keep: (texture: GPUTexture) => GPUTexture,
): PhotoWindow {
  if (photo.kind === 'texture') return { view: photo.texture.createView(), show: ({ x, y }) => [x, y] };
  const tiles = bands.flatMap((band) => band.tiles);
  const texture = keep(
    device.createTexture({
      label: 'photo tile',
      size: [Math.max(...tiles.map((tile) => tile.width)), Math.max(...tiles.map((tile) => tile.height))],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.COPY_DST | GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.RENDER_ATTACHMENT,
    }),
  );
  return {
    view: texture.createView(),
    show: (tile) => {
      copyTile(device.queue, photo, tile, texture);
      return [0, 0];
    },
  };
}

function copyTile(queue: GPUQueue, photo: Exclude<Photo, { kind: 'texture' }>, tile: Tile, texture: GPUTexture): void {
  const { x, y, width, height } = tile;
  if (photo.kind === 'bytes') {
    const layout = { offset: (y * photo.width + x) * 4, bytesPerRow: photo.width * 4 };
    queue.writeTexture({ texture }, photo.rgba, layout, [width, height]);
    return;
  }
  try {
    // Neither a conversion of colours nor a multiplication by alpha: the bitmap's own bytes.
    const source = { source: photo.bitmap, origin: [x, y] };
    queue.copyExternalImageToTexture(source, { texture, premultipliedAlpha: false }, [width, height]);
  } catch (cause) {
    const reason =
      cause instanceof DOMException && cause.name === 'SecurityError'
        ? 'it comes from another origin that does not permit it (serve it with CORS headers and load it with crossOrigin)'
        : String(cause);
    throw new ImageError(`the image's pixels cannot be read: ${reason}`, { cause });
  }
}
