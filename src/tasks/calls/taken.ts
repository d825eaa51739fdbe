/**
 * Sources that no longer depend on the caller, nor on the device.
 */
import { ImageError } from '../../core/errors';
import type { Photo } from '../../core/pixels';
import type { Shape4 } from '../../core/tensor';
import type { Seen, Task } from '../task';

/** A source that a call has taken, and lets go in the end. */
export interface Held {
  release(): void;
}

/** What a task looks at: a part of a photo, and so many images of a tensor. */
export type Look = Pick<Task<unknown>, 'view' | 'images'>;

/** A photo as an input [1, C, H, W] on the GPU, as NC4HW4. */
export interface PhotoInput {
  readonly buffer: GPUBuffer;
  readonly seen: Seen;
}

/** The same in ordinary memory. */
export interface KeptInput {
  readonly bytes: ArrayBuffer;
  readonly seen: Seen;
}

/** Makes inputs on one device. */
export interface InputMaker {
  /** Whether calls outlive the device: their inputs are then kept in ordinary memory as well. */
  readonly keeps: boolean;
  /** Submits all work before it returns: the photo may be closed then. */
  bring(photo: Photo, look: Look): Promise<PhotoInput>;
  /** Copies an input, which may be destroyed as soon as this has returned. */
  keep(input: PhotoInput): Promise<KeptInput>;
  restore(kept: KeptInput): Promise<PhotoInput>;
}

/** A source that no longer depends on the caller. */
export type Taken = TakenPhoto | TakenTensor;

/** All sources of a call, taken one after the other; `place` says which of several a source is. Where one throws, none is held. */
export function takeEach<S, H extends Held>(
  sources: readonly S[],
  take: (source: S, place: string | undefined) => H,
): readonly H[] {
  const taken: H[] = [];
  try {
    for (const [i, source] of sources.entries())
      taken.push(take(source, sources.length > 1 ? `source ${i + 1} of ${sources.length}` : undefined));
  } catch (error) {
    for (const source of taken) source.release();
    throw error;
  }
  return taken;
}

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

/** How a photo is opened, and what is looked at in it. */
export interface PhotoToTake {
  readonly open: () => Photo | Promise<Photo>;
  readonly look: Look;
  /** Which of several sources it is. */
  readonly place: string | undefined;
}

/**
 * A photo on its way to the GPU. Its pixels are held until its input is there, and in ordinary memory where calls outlive
 * the device; from then on only the input is held.
 */
export class TakenPhoto {
  readonly place: string | undefined;
  readonly #open: () => Photo | Promise<Photo>;
  readonly #look: Look;
  /** Of a source that was taken at the call; a Blob's bytes cannot change, so it is opened in its turn. */
  #pixels: Photo | Promise<Photo> | undefined;
  #kept: KeptInput | undefined;
  #made: { readonly maker: InputMaker; readonly input: Promise<PhotoInput> } | undefined;
  #isReleased = false;

  constructor({ open, look, place }: PhotoToTake) {
    this.#open = open;
    this.#look = look;
    this.place = place;
  }

  /** Takes the pixels as they are now, and brings them to the GPU, unless no device is open. */
  take(maker: InputMaker | undefined): void {
    try {
      // Without an await where none is needed: a texture may be destroyed as soon as the call has returned.
      this.#pixels = this.#open();
    } catch (error) {
      this.#pixels = Promise.reject(error as Error);
    }
    if (!(this.#pixels instanceof Promise) && !maker && this.#pixels.kind === 'texture')
      this.#pixels = Promise.reject(untaken(this.#pixels));
    if (this.#pixels instanceof Promise) this.#pixels.catch(() => undefined); // whoever asks for the input hears of it
    if (maker) void this.input(maker);
  }

  /** The input, made by the first call for a device. Throws an ImageError, GpuMemoryError or ConfigError. */
  input(maker: InputMaker): Promise<PhotoInput> {
    if (this.#made?.maker !== maker) {
      this.free();
      const input = this.#make(maker);
      input.catch(() => undefined); // it may fail before somebody asks again
      this.#made = { maker, input };
    }
    return this.#made.input;
  }

  /** Frees the input on the GPU, whether it is there already or not; it can be made again. */
  free(): void {
    void this.#made?.input.then(
      ({ buffer }) => buffer.destroy(),
      () => undefined,
    );
    this.#made = undefined;
  }

  /** Frees everything. */
  release(): void {
    this.free();
    this.#isReleased = true;
    this.#kept = undefined;
    this.#close();
  }

  async #make(maker: InputMaker): Promise<PhotoInput> {
    if (this.#kept) return maker.restore(this.#kept);
    const isHeld = this.#pixels !== undefined;
    const opened = this.#pixels ?? this.#open();
    const photo = opened instanceof Promise ? await opened : opened;
    const isKept = isHeld && maker.keeps && photo.kind !== 'texture';
    let bringing: Promise<PhotoInput>;
    try {
      bringing = maker.bring(photo, this.#look);
    } finally {
      if (!isKept) photo.close();
    }
    const input = await bringing;
    if (isKept) void this.#keep(maker.keep(input));
    return input;
  }

  /** Where no copy can be made, for lack of memory or because the device is lost, the pixels stay. */
  async #keep(copying: Promise<KeptInput>): Promise<void> {
    const kept = await copying.catch(() => undefined);
    if (!kept || this.#isReleased) return;
    this.#kept = kept;
    this.#close();
  }

  #close(): void {
    const pixels = this.#pixels;
    this.#pixels = undefined;
    void (async () => (await pixels)?.close())().catch(() => undefined);
  }
}

const untaken = ({ name }: Photo): ImageError =>
  new ImageError('gone', `${name} (GPUTexture) cannot be taken while no GPU device is open; await recover() first`);
