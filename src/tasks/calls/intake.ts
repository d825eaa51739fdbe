/**
 * Sources as they were when the call came. A call may wait for its turn, and meanwhile a canvas is drawn on, a frame is
 * closed, a buffer is written to: whatever can change is brought to the GPU, or copied, before `takeAll` returns.
 */
import { ImageError } from '../../core/errors';
import type { Photo } from '../../core/pixels';
import { emptyBuffer, readBuffer } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import { makeInErrorScopes } from '../../gpu/scopes';
import type { View } from '../../image/geometry';
import { resampleOf } from '../../image/resample';
import { type ImageSource, isBlob, openPhoto } from '../../image/source';
import type { PhotoChannels, Preprocessor } from '../../kernels/photo/preprocess';
import { isTensor, type Source } from '../source';
import { type InputMaker, type KeptInput, type Look, type PhotoInput, type Taken, takeEach, TakenPhoto } from './taken';
import type { Model } from '../task';
import { takeTensor } from './tensors';

export class Intake implements InputMaker {
  readonly #gpu: Gpu;
  readonly #preprocessor: Preprocessor;
  readonly #model: Model;

  constructor(gpu: Gpu, preprocessor: Preprocessor, model: Model) {
    this.#gpu = gpu;
    this.#preprocessor = preprocessor;
    this.#model = model;
  }

  /** A caller's device is not replaced while calls wait. */
  get keeps(): boolean {
    return this.#gpu.isOwn;
  }

  /**
   * The sources of a call as they are now, each of them to be released. A photo that waits holds its input on the GPU (16
   * bytes a pixel of it), on a device of our own also in ordinary memory; a tensor holds its numbers. A Blob holds nothing:
   * its bytes cannot change, so it is decoded in its turn. Where the device is about to be replaced (`isOpen` is false), a
   * photo holds its pixels. Throws an ImageError for a tensor that cannot be; whatever is wrong with a photo, its `input`
   * throws.
   */
  takeAll(sources: readonly Source[], look: Look, isOpen: boolean): readonly Taken[] {
    const { inChannels } = this.#model.graph;
    const { images } = look;
    return takeEach<Source, Taken>(sources, (source, place) =>
      isTensor(source)
        ? takeTensor(source, { inChannels, images, place })
        : this.takePhoto(source, look, isOpen, place),
    );
  }

  /** A photo as it is now; `place` says which of several sources it is. */
  takePhoto(source: ImageSource, look: Look, isOpen: boolean, place?: string): TakenPhoto {
    const photo = new TakenPhoto({ open: () => openPhoto(source, place), look, place });
    if (!isBlob(source)) photo.take(isOpen ? this : undefined);
    return photo;
  }

  async bring(photo: Photo, look: Look): Promise<PhotoInput> {
    const { graph, preprocessing } = this.#model;
    const { width, height } = photo;
    const channels = photoChannels(graph.inChannels);
    const view: View = look.view(photo, this.#model);
    const resample = resampleOf(view, preprocessing.interpolation);
    const buffer = await this.#preprocessor.inputOf(photo, resample, preprocessing, channels);
    return { buffer, seen: { photo: { width, height }, view } };
  }

  async keep({ buffer, seen }: PhotoInput): Promise<KeptInput> {
    return { bytes: await readBuffer(this.#gpu.device, buffer, buffer.size), seen };
  }

  async restore({ bytes, seen }: KeptInput): Promise<PhotoInput> {
    const { device } = this.#gpu;
    const buffer = await makeInErrorScopes(device, 'a photo', () => {
      const input = emptyBuffer(device, 'photo input', bytes.byteLength);
      device.queue.writeBuffer(input, 0, bytes);
      return input;
    });
    return { buffer, seen };
  }
}

/** Throws an ImageError where the input has other channels than photos. */
export function photoChannels(inChannels: number): PhotoChannels {
  if (inChannels === 1 || inChannels === 3) return inChannels;
  throw new ImageError(
    'channels',
    `this model reads ${inChannels} channels, which no photo has; give a tensor { shape: [N, ${inChannels}, H, W], data }`,
  );
}
