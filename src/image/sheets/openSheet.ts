/**
 * Opens a caller's picture as a sheet.
 */
import { UPRIGHT } from '../orientation';
import { type ImageSource, isBlob, openPhoto } from '../source';
import type { Sheet } from './sheet';

const NAME = 'the image';

/** A source as it is at the call: a file, whose bytes cannot change, is opened when `open` is called, once. */
export interface TakenSheet {
  readonly open: () => Promise<Sheet>;
}

/** Takes the pixels of a source before it returns; whatever is wrong with it, `open` throws as an ImageError. */
export function takeSheet(source: ImageSource): TakenSheet {
  if (isBlob(source)) return { open: async () => (await import('./openFileSheet')).openFileSheet(source, NAME) };
  const photo = (async () => openPhoto(source, NAME))();
  const opening = photo.then(async (opened) => (await import('./heldSheet')).photoSheet(opened, UPRIGHT));
  opening.catch(() => undefined); // `open` tells of it
  return { open: () => opening };
}
