/**
 * Sources as they were when the call came. A call may wait for its turn, and meanwhile a canvas is drawn on, a frame is
 * closed, a buffer is written to: whatever can change is brought to the GPU, or copied, before `takeAll` returns.
 */
import { ImageError } from '../../core/errors';
import type { Photo } from '../../core/pixels';
import type { View } from '../../image/geometry';
import { resampleOf } from '../../image/resample';
import { type ImageSource, isBlob, openPhoto } from '../../image/source';
import type { PhotoChannels, Preprocessor } from '../../kernels/photo/preprocess';
import type { Source, TensorSource } from '../source';
import { type PhotoInput, type Taken, TakenPhoto } from './taken';
import type { Model, Task } from '../task';
import { takeTensor } from './tensors';

/** What a task looks at: a part of a photo, and so many images of a tensor. */
export type Look = Pick<Task<unknown>, 'view' | 'images'>;

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

/** Throws an ImageError where the input has other channels than photos. */
function photoChannels(inChannels: number): PhotoChannels {
  if (inChannels === 1 || inChannels === 3) return inChannels;
  throw new ImageError(
    'channels',
    `this model reads ${inChannels} channels, which no photo has; give a tensor { shape: [N, ${inChannels}, H, W], data }`,
  );
}
