/**
 * Sources as they were when the call came. A call may wait for its turn, and meanwhile a canvas is drawn on, a frame is
 * closed, a buffer is written to: whatever can change is brought to the GPU, or copied, before `takeAll` returns.
 */
import { tagOf } from '../core/described';
import { ImageError } from '../core/errors';
import type { Photo } from '../core/pixels';
import { elementCount, type Shape4 } from '../core/tensor';
import type { View } from '../image/geometry';
import { resampleOf } from '../image/resample';
import { type ImageSource, isBlob, openPhoto } from '../image/source';
import type { PhotoChannels, Preprocessor } from '../kernels/photo/preprocess';
import type { Source, TensorSource } from './source';
import type { Model, Seen, Task } from './task';

/** What a task looks at: a part of a photo, and so many images of a tensor. */
export type Look = Pick<Task<unknown>, 'view' | 'images'>;

/** A photo as an input [1, C, H, W] on the GPU, as NC4HW4. */
export interface PhotoInput {
  readonly buffer: GPUBuffer;
  readonly seen: Seen;
}

/** A source that no longer depends on the caller. */
export type Taken = TakenPhoto | TakenTensor;

/** An input tensor [N, C, H, W] of our own. */
export class TakenTensor {
  constructor(
    readonly shape: Shape4,
    readonly data: Float32Array,
    /** Which of several sources it is. */
    readonly place: string | undefined,
  ) {}

  release(): void {
    // ordinary memory
  }
}

/** A photo on its way to the GPU. */
export class TakenPhoto {
  readonly #bring: () => Promise<PhotoInput>;
  #input: Promise<PhotoInput> | undefined;

  /** `place` says which of several sources it is. */
  constructor(
    bring: () => Promise<PhotoInput>,
    readonly place: string | undefined,
  ) {
    this.#bring = bring;
  }

  /** The input, made by the first call. Throws an ImageError, GpuMemoryError or ConfigError. */
  input(): Promise<PhotoInput> {
    if (!this.#input) {
      this.#input = this.#bring();
      this.#input.catch(() => undefined); // it may fail before somebody asks again
    }
    return this.#input;
  }

  /** Frees the input, whether it is there already or not. */
  release(): void {
    void this.#input?.then(
      ({ buffer }) => buffer.destroy(),
      () => undefined,
    );
  }
}

export class Intake {
  readonly #preprocessor: Preprocessor;
  readonly #model: Model;

  constructor(preprocessor: Preprocessor, model: Model) {
    this.#preprocessor = preprocessor;
    this.#model = model;
  }

  /**
   * The sources of a call as they are now, each of them to be released. A photo that waits holds its input on the GPU
   * (16 bytes a pixel of it), a tensor its numbers, a Blob nothing: its bytes cannot change, so it is decoded in its turn.
   * Throws an ImageError for a tensor that cannot be; whatever is wrong with a photo, its `input` throws.
   */
  takeAll(sources: readonly Source[], look: Look): readonly Taken[] {
    const { inChannels } = this.#model.graph;
    const { images } = look;
    const taken: Taken[] = [];
    try {
      for (const [i, source] of sources.entries()) {
        const place = sources.length > 1 ? `source ${i + 1} of ${sources.length}` : undefined;
        taken.push(
          isTensor(source) ? takeTensor(source, { inChannels, images, place }) : this.takePhoto(source, look, place),
        );
      }
    } catch (error) {
      for (const source of taken) source.release();
      throw error;
    }
    return taken;
  }

  /** A photo as it is now; `place` says which of several sources it is. */
  takePhoto(source: ImageSource, look: Look, place?: string): TakenPhoto {
    const photo = new TakenPhoto(async () => {
      const opened = openPhoto(source, place);
      // Without an await where none is needed: a texture may be destroyed as soon as the call has returned.
      return this.#bring(opened instanceof Promise ? await opened : opened, look);
    }, place);
    if (!isBlob(source)) void photo.input();
    return photo;
  }

  async #bring(photo: Photo, look: Look): Promise<PhotoInput> {
    const { graph, preprocessing } = this.#model;
    const { width, height } = photo;
    let bringing: Promise<GPUBuffer>;
    let view: View;
    try {
      const channels = photoChannels(graph.inChannels);
      view = look.view(photo, this.#model);
      const resample = resampleOf(view, preprocessing.interpolation);
      bringing = this.#preprocessor.inputOf(photo, resample, preprocessing, channels);
    } finally {
      photo.close();
    }
    return { buffer: await bringing, seen: { photo: { width, height }, view } };
  }
}

/** JavaScript hands over anything; whatever is no tensor goes the way of photos, which says what it expected. */
const isTensor = (source: Source): source is TensorSource =>
  typeof source === 'object' && source !== null && 'shape' in source && 'data' in source;

/** Larger numbers may overflow within the network, where a ReLU makes a zero of NaN and nothing shows in the answer. */
const LARGEST_NUMBER = 1e18;

/** Throws an ImageError where the input has other channels than photos. */
function photoChannels(inChannels: number): PhotoChannels {
  if (inChannels === 1 || inChannels === 3) return inChannels;
  throw new ImageError(
    `this model reads ${inChannels} channels, which no photo has; give a tensor { shape: [N, ${inChannels}, H, W], data }`,
  );
}

/** What a tensor must have, and which of several sources it is. */
interface Demanded {
  readonly inChannels: number;
  readonly images: number | undefined;
  readonly place: string | undefined;
}

function takeTensor({ shape, data }: TensorSource, { inChannels, images, place }: Demanded): TakenTensor {
  const refused = (message: string): ImageError =>
    new ImageError(place === undefined ? message : `${place}: ${message}`);
  if (!Array.isArray(shape) || tagOf(data) !== 'Float32Array')
    throw refused(`a tensor is { shape: [N, ${inChannels}, H, W], data: Float32Array }; convert its numbers first`);
  const [n = 0, channels = 0, height = 0, width = 0] = shape as number[];
  const isWhole = shape.length === 4 && shape.every((size) => Number.isInteger(size) && size >= 1);
  if (!isWhole || channels !== inChannels)
    throw refused(`an input tensor is [N, ${inChannels}, H, W], not [${shape.join(', ')}]`);
  if (images !== undefined && n !== images)
    throw refused(`a tensor of ${n} images has many answers; give an array of tensors`);
  if (data.length !== elementCount(shape))
    throw refused(`a tensor [${shape.join(', ')}] needs ${elementCount(shape)} numbers, not ${data.length}`);
  const broken = data.findIndex((value) => !(Math.abs(value) <= LARGEST_NUMBER));
  if (broken >= 0)
    throw refused(
      `number ${broken} of the tensor is ${data[broken]}; give finite numbers of at most ${LARGEST_NUMBER}`,
    );
  return new TakenTensor([n, channels, height, width], new Float32Array(data), place);
}
