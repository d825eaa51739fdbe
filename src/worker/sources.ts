/**
 * How what is asked about reaches the worker, as it is at the call: pixels are taken on this side, since elements and
 * closed frames are not there.
 */
import { tagOf } from '../core/described';
import { ImageError } from '../core/errors';
import { defect, needAt } from '../core/need';
import type { Photo } from '../core/pixels';
import type { ImageSource, TensorSource } from '../index';
import { isSvg, SNIFFED_BYTES } from '../image/files/head';
import { isBlob, openPhoto } from '../image/source';
import { isTensor } from '../tasks/source';
import { isDetached } from '../weights/fetching/carrier';
import { copied, revived } from './standIns';

/** A source that has left the caller: a value, or the bytes of a picture. */
type Crossed =
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'pixels';
      readonly rgba: Uint8ClampedArray<ArrayBuffer>;
      readonly width: number;
      readonly height: number;
    };

/** One source, or an array of them. */
export type CrossedSources = Crossed | readonly Crossed[];

/** Sources on their way. */
export interface PackedSources {
  readonly sources: CrossedSources;
  readonly transferables: readonly Transferable[];
}

interface Parcel {
  readonly crossed: Crossed;
  readonly transferables: readonly Transferable[];
}

const asValue = (value: unknown, transferables: readonly Transferable[] = []): Parcel => ({
  crossed: { kind: 'value', value },
  transferables,
});

/**
 * Takes a source, or each of an array, before it returns; the promise is for decoders. Rejects with an ImageError for one
 * that cannot be read or cannot leave this thread, and nothing of the others stays behind then.
 */
export function packSources(sources: unknown): Promise<PackedSources> {
  const isMany = Array.isArray(sources);
  const list = isMany ? Array.from(sources as unknown[]) : [sources]; // a hole is refused as well
  const taken = list.map((source, i) =>
    settled(() => packed(source, isMany && list.length > 1 ? [i, list.length] : [])),
  );
  return gather(taken, isMany);
}

/** A parcel or the error, so that no rejection is unheard. */
type Settled = Promise<{ readonly parcel: Parcel } | { readonly error: unknown }>;

async function settled(pack: () => Parcel | Promise<Parcel>): Settled {
  try {
    return { parcel: await pack() };
  } catch (error) {
    return { error };
  }
}

async function gather(taken: readonly Settled[], isMany: boolean): Promise<PackedSources> {
  const outcomes = await Promise.all(taken);
  const parcels = outcomes.flatMap((outcome) => ('parcel' in outcome ? [outcome.parcel] : []));
  const transferables = parcels.flatMap((parcel) => parcel.transferables);
  const failed = outcomes.find((outcome) => 'error' in outcome);
  if (failed) {
    closeAll(transferables);
    throw failed.error;
  }
  const crossed = parcels.map((parcel) => parcel.crossed);
  return { sources: isMany ? crossed : needAt(crossed, 0, 'source'), transferables };
}

/** Closes what will not be sent, or has been used. */
export function closeAll(values: readonly unknown[]): void {
  for (const each of values)
    if (/^(ImageBitmap|VideoFrame|MessagePort)$/.test(tagOf(each))) (each as ImageBitmap).close();
}

/** One source, as it is now. */
function packed(source: unknown, [index, count]: readonly number[]): Parcel | Promise<Parcel> {
  if (isTensor(source)) return packedTensor(source);
  const tag = tagOf(source);
  const place = index === undefined ? undefined : `source ${index + 1} of ${count}`;
  if (tag.startsWith('GPU'))
    throw new ImageError(
      'not-in-worker',
      `${place ?? 'the image'} is a ${tag}, which lies on a GPU device of this thread and cannot go to a worker; ` +
        "give the canvas or frame that it is made of, or take createClassifier of 'resnest-webgpu'",
    );
  if (isBlob(source as ImageSource)) return packedFile(source as Blob, place);
  const frame = tag === 'VideoFrame' ? frameOf(source as VideoFrame) : undefined;
  if (frame) return asValue(frame, [frame]);
  const photo = openPhoto(source as ImageSource, place);
  return photo instanceof Promise ? photo.then(packedPhoto) : packedPhoto(photo);
}

/** A file is read in the worker, but for a drawing, which no worker can draw. */
async function packedFile(file: Blob, place: string | undefined): Promise<Parcel> {
  const bytes = file.slice(0, SNIFFED_BYTES).arrayBuffer();
  const head = await bytes.catch(() => undefined); // the worker says why it cannot be read
  return head && isSvg(new Uint8Array(head)) ? packedPhoto(await openPhoto(file, place)) : asValue(file);
}

/** Its numbers are copied, as every call does; whatever is wrong with it the worker says. */
function packedTensor({ shape, data }: TensorSource): Parcel {
  if (tagOf(data) !== 'Float32Array') return asValue({ shape: copied(shape), data: copied(data) });
  const own = isDetached(data.buffer) ? new Float32Array() : new Float32Array(data);
  return asValue({ shape: copied(shape), data: own }, [own.buffer]);
}

/** A frame of our own that shows the same, without a copy of its pixels; undefined for one that is closed. */
function frameOf(frame: VideoFrame): VideoFrame | undefined {
  try {
    return frame.clone();
  } catch {
    return undefined;
  }
}

function packedPhoto(photo: Photo): Parcel {
  const { width, height } = photo;
  if (photo.kind === 'bitmap') return asValue(photo.bitmap, [photo.bitmap]);
  if (photo.kind === 'texture') throw defect('a texture was opened for a worker');
  const { buffer, byteOffset, byteLength } = photo.rgba;
  const rgba = new Uint8ClampedArray(buffer, byteOffset, byteLength);
  return { crossed: { kind: 'pixels', rgba, width, height }, transferables: [buffer] };
}

/** The sources on the worker's side. */
export const unpackSources = (sources: CrossedSources): unknown =>
  'kind' in sources ? unpacked(sources) : sources.map(unpacked);

function unpacked(crossed: Crossed): unknown {
  if (crossed.kind === 'pixels') return new ImageData(crossed.rgba, crossed.width, crossed.height);
  const { value } = crossed;
  if (!isTensor(value)) return value;
  return { shape: revived(value.shape), data: revived(value.data) };
}
