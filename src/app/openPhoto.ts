/**
 * Opens a chosen file or sample as a photo that the page can show.
 */
import { PageError } from './pageError';
import type { Sample } from './samples';
import type { Photo } from './state';

/** A file of the user's, or a sample. */
export type Chosen = File | Sample;

export const nameOf = (chosen: Chosen): string => (chosen instanceof File ? chosen.name : chosen.title);

/** Opens a photo. Throws a PageError, or the signal's reason. */
export async function openPhoto(chosen: Chosen, signal: AbortSignal): Promise<Photo> {
  const name = nameOf(chosen);
  const blob = chosen instanceof File ? chosen : await fetchSample(chosen, signal);
  if (blob.size === 0) throw new PageError(`${name} is empty; choose another photo.`);
  const photo = { name, blob, url: URL.createObjectURL(blob) };
  try {
    await load(photo);
    signal.throwIfAborted();
    return photo;
  } catch (error) {
    URL.revokeObjectURL(photo.url);
    throw error;
  }
}

async function fetchSample({ url }: Sample, signal: AbortSignal): Promise<Blob> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.blob();
  } catch (cause) {
    signal.throwIfAborted();
    throw new PageError('The sample photo could not be fetched; check the connection and try again.', { cause });
  }
}

/** Picture formats that many people have and few browsers open, with advice. */
const CONVERTED: readonly { readonly ending: RegExp; readonly hint: string }[] = [
  {
    ending: /\.hei[cf]s?$/i,
    hint: 'Export it as a JPEG; on an iPhone, “Most Compatible” in the camera’s settings takes JPEGs.',
  },
  { ending: /\.(tiff?|jp2|jxl|dng|cr[23]|nef|arw|psd)$/i, hint: 'Export it as a JPEG or PNG.' },
];

/**
 * Fails now, before the last photo leaves the frame, on what cannot be shown. The pixels are left to others: the
 * browser decodes them for the screen, in the size that it shows, and the library for the model.
 */
async function load({ name, url }: Photo): Promise<void> {
  const image = new Image();
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = reject;
    image.src = url;
  }).catch((cause: unknown) => {
    const hint = CONVERTED.find(({ ending }) => ending.test(name))?.hint ?? 'Choose a JPEG, PNG or WebP file.';
    throw new PageError(`${name} is not a picture that this browser can open. ${hint}`, { cause });
  });
}
