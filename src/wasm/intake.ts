/**
 * Sources as they were when the call came, in ordinary memory.
 */
import { ImageError } from '../core/errors';
import type { Photo } from '../core/pixels';
import type { Shape4 } from '../core/tensor';
import { inBytes } from '../image/bitmaps';
import { resampleOf } from '../image/resample';
import { type ImageSource, isBlob, openPhoto } from '../image/source';
import { photoChannels } from '../tasks/calls/intake';
import { type Held, type Look, type PhotoToTake, takeEach, type TakenTensor } from '../tasks/calls/taken';
import { takeTensor } from '../tasks/calls/tensors';
import { isTensor, type Source } from '../tasks/source';
import type { Model, Seen } from '../tasks/task';
import { photoInput } from './photoInput';

/** A photo as an input [1, C, H, W]. */
export interface HostInput {
  readonly shape: Shape4;
  readonly data: Float32Array<ArrayBuffer>;
  readonly seen: Seen;
}

/** A photo on its way to an input. A Blob's bytes cannot change: it is opened when it is asked for. */
export class HeldPhoto implements Held {
  readonly place: string | undefined;
  readonly #make: () => Promise<HostInput>;
  #input: Promise<HostInput> | undefined;

  constructor(make: () => Promise<HostInput>, place: string | undefined, isTakenNow: boolean) {
    this.#make = make;
    this.place = place;
    if (isTakenNow) this.input().catch(() => undefined); // whoever asks for it hears of it
  }

  input(): Promise<HostInput> {
    this.#input ??= this.#make();
    return this.#input;
  }

  release(): void {
    this.#input = undefined;
  }
}

export class HostIntake {
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
  }

  /** The sources of a call as they are now. Throws an ImageError for a tensor that cannot be; a photo's `input` throws. */
  takeAll(sources: readonly Source[], look: Look): readonly (HeldPhoto | TakenTensor)[] {
    const { inChannels } = this.#model.graph;
    return takeEach<Source, HeldPhoto | TakenTensor>(sources, (source, place) =>
      isTensor(source)
        ? takeTensor(source, { inChannels, images: look.images, place })
        : this.takePhoto(source, look, place),
    );
  }

  takePhoto(source: ImageSource, look: Look, place?: string): HeldPhoto {
    return new HeldPhoto(() => this.#inputOf({ open: () => openPhoto(source, place), look }), place, !isBlob(source));
  }

  /** A tile, which is opened once it is asked for. */
  takeTile(tile: PhotoToTake): HeldPhoto {
    return new HeldPhoto(() => this.#inputOf(tile), tile.place, false);
  }

  async #inputOf({ open, look }: Pick<PhotoToTake, 'open' | 'look'>): Promise<HostInput> {
    const opened: Photo = await open();
    if (opened.kind === 'texture') throw onGpu(opened);
    const photo = await inBytes(opened);
    const { graph, preprocessing } = this.#model;
    const { width, height } = photo;
    const channels = photoChannels(graph.inChannels);
    const view = look.view(photo, this.#model);
    const data = await photoInput(photo, resampleOf(view, preprocessing.interpolation), preprocessing, channels);
    const shape = [1, channels, view.side, view.side] as const;
    return { shape, data, seen: { photo: { width, height }, view } };
  }
}

const onGpu = ({ name }: Photo): ImageError =>
  new ImageError(
    'unsupported',
    `${name} is a GPUTexture, and this classifier runs in WebAssembly; draw it on a canvas, and give that`,
  );
