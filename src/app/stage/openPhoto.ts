/**
 * Opens a chosen file or sample as a photo that the page can show.
 */
import type { Texts } from '../language/language';
import { PageError } from '../pageError';
import type { Sample } from '../samples';
import type { Photo } from '../state';

/** The address of a picture somewhere else. */
export interface Address {
  readonly address: string;
}

/** A file of the user's, a sample, or an address. */
export type Chosen = File | Sample | Address;

export const nameOf = (chosen: Chosen): string =>
  chosen instanceof File ? chosen.name : 'address' in chosen ? chosen.address : chosen.file;

/** The name of a photo for a person: a sample's in the person's language, else that of its file. */
export const titleOf = ({ name, isSample }: Pick<Photo, 'name' | 'isSample'>, { samples }: Texts): string =>
  (isSample ? samples[name] : undefined) ?? name;

/** Opens a photo. Throws a PageError, or the signal's reason. */
export async function openPhoto(wanted: Chosen, signal: AbortSignal): Promise<Photo> {
  const chosen = 'address' in wanted ? await fetched(wanted, signal) : wanted;
  const name = nameOf(chosen);
  const blob = chosen instanceof File ? chosen : await fetchSample(chosen, signal);
  if (blob.size === 0) throw new PageError('photo-empty', name);
  const still = MAY_MOVE.test(blob.type) ? await firstPictureOf(blob) : undefined;
  const url = URL.createObjectURL(still ?? blob);
  try {
    const size = await sizeOf(name, blob, url);
    signal.throwIfAborted();
    return { name, isSample: !(chosen instanceof File), blob, url, size, isStill: still !== undefined };
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error;
  }
}

/** Types of pictures that may be animations. */
const MAY_MOVE = /gif|webp|png|avif/;

/** Undefined, too, for what is no picture: then the browser says so when the photo is shown. */
const firstPictureOf = (blob: Blob): Promise<Blob | undefined> =>
  import('./still').then((late) => late.firstPictureOf(blob)).catch(() => undefined);

const fetched = async ({ address }: Address, signal: AbortSignal): Promise<File> =>
  (await import('./fetchPhoto')).fetchPhoto(address, signal);

async function fetchSample({ url }: Sample, signal: AbortSignal): Promise<Blob> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.blob();
  } catch (cause) {
    signal.throwIfAborted();
    throw new PageError('sample-unreachable', '', { cause });
  }
}

/**
 * The size of a photo as people see it, turned as its EXIF data say. Fails now, before the last photo leaves the frame, on
 * a file that cannot be shown. The pixels are left to others: the browser decodes them for the screen, in the size that
 * it shows, and the library for the model.
 */
async function sizeOf(name: string, blob: Blob, url: string): Promise<Photo['size']> {
  const image = new Image();
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = reject;
    image.src = url;
  }).catch(async (cause: unknown) => {
    throw new PageError(await (await import('./formats')).whyUnopened(blob, name), name, { cause });
  });
  const { naturalWidth: width, naturalHeight: height } = image;
  if (width * height === 0) throw new PageError('photo-sizeless', name);
  return { width, height };
}
