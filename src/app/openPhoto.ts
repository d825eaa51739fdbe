/**
 * Brings what a person chose to a photo that the page can show.
 */
import type { Sample } from './useSamples';
import type { Photo } from './state';

/** A file of the user's, or a sample. */
export type Chosen = File | Sample;

/** Opens a photo. Throws an Error whose message is a sentence for people, or the signal's reason. */
export async function openPhoto(chosen: Chosen, signal: AbortSignal): Promise<Photo> {
  const [name, blob] =
    chosen instanceof File ? [chosen.name, chosen] : [chosen.title, await fetchSample(chosen, signal)];
  if (blob.size === 0) throw new Error(`${name} is empty; choose another photo`);
  const photo = { name, blob, url: URL.createObjectURL(blob) };
  try {
    await decode(photo);
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
    throw new Error('the sample photo could not be fetched; check the connection and try again', { cause });
  }
}

/** Fails now, before the last photo leaves the frame, on what cannot be shown. */
async function decode({ name, url }: Photo): Promise<void> {
  const image = new Image();
  image.src = url;
  await image.decode().catch((cause: unknown) => {
    throw new Error(`${name} is not a picture that this browser can open; choose a JPEG, PNG or WebP file`, { cause });
  });
}
