/**
 * The sources of a call as batches, in their order.
 */
import { type Taken, TakenPhoto, type TakenTensor } from './taken';

/** Photos that run together, or one tensor. */
export type Batch = readonly TakenPhoto[] | TakenTensor;

/** Neighbouring photos run together, `most` at once; a tensor, which may have any size, runs by itself. */
export function batchesOf(taken: readonly Taken[], most: number): Batch[] {
  const batches: Batch[] = [];
  let photos: TakenPhoto[] = [];
  for (const source of taken) {
    const isPhoto = source instanceof TakenPhoto;
    if (!isPhoto || photos.length === most) photos = [];
    if (!isPhoto) batches.push(source);
    else if (photos.push(source) === 1) batches.push(photos);
  }
  return batches;
}
