/**
 * Carries the photo in the frame over a reload: a browser whose graphics process crashed twice gives the page that
 * saw it no adapter any more, and only its reload one.
 */
import type { Photo } from './state';

const CACHE = 'carried';
const PHOTO = 'photo';
const NAME = 'x-name';

/** Reloads the page, which then finds the photo in `takeCarried`. */
export async function reloadWith(photo: Photo | undefined): Promise<void> {
  try {
    if (photo) {
      const headers = { [NAME]: encodeURIComponent(photo.name), 'content-type': photo.blob.type };
      await (await caches.open(CACHE)).put(PHOTO, new Response(photo.blob, { headers }));
    }
  } catch {
    // without storage or space the person chooses it anew
  }
  location.reload();
}

/** The photo that was carried over, once. */
export async function takeCarried(): Promise<File | undefined> {
  try {
    if (!(await caches.has(CACHE))) return undefined;
    const kept = await (await caches.open(CACHE)).match(PHOTO);
    await caches.delete(CACHE);
    if (!kept) return undefined;
    const blob = await kept.blob();
    return new File([blob], decodeURIComponent(kept.headers.get(NAME) ?? ''), { type: blob.type });
  } catch {
    return undefined;
  }
}
