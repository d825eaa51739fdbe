/**
 * Which part of a photo each of two models sees.
 */
import { nearest, shareSeen, type Square, usualSquare } from '../stage/square';
import type { Model, State } from '../state';

/** The square that a model sees of the photo in the frame: the one that was chosen, as near as it can have it. */
export function seenBy({ classifier }: Model, { photo, square }: State): Square | undefined {
  const share = shareSeen(classifier.info);
  return photo && (square ? nearest(square, photo.size, share) : usualSquare(photo.size, share));
}

/** Squares that differ by less are the same to the eye, in parts of their side. */
const SAME = 0.01;

/** Whether an edge of one lies elsewhere than that of the other. */
export function areDifferent(one: Square, other: Square): boolean {
  const most = SAME * Math.max(one.side, other.side);
  const edgesOf = ({ x, y, side }: Square): readonly number[] => [x, y, x + side, y + side];
  const edges = edgesOf(other);
  return edgesOf(one).some((edge, i) => Math.abs(edge - (edges[i] ?? NaN)) > most);
}
