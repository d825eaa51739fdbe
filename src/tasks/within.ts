/**
 * A task about a part of a photo.
 */
import { ImageError } from '../core/errors';
import { type RegionOfInterest, viewWithin } from '../image/region';
import { isTensor, type Source } from './source';
import type { Task } from './task';

/**
 * The task that takes a region of each source for the photo; the task itself without a region. Throws an ImageError for a
 * tensor, which is no photo.
 */
export function within<T extends Pick<Task<unknown, never>, 'view'>>(
  task: T,
  region: RegionOfInterest | undefined,
  sources: Source | readonly Source[],
): T {
  if (!region) return task;
  if ([sources].flat().some(isTensor))
    throw new ImageError('region', 'a tensor has no region of interest; cut it yourself, or give a photo');
  const view: T['view'] = (photo, model) => viewWithin(photo, region, (size) => task.view(size, model));
  return { ...task, view };
}
