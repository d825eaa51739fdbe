/**
 * The square of a photo that a model sees. The page draws it before the model has looked, and asks for it.
 */
import type { ClassifierInfo, RegionOfInterest } from '../../index';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A square in pixels of the photo as people see it; not always whole ones. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The part of torch.hub's recipe, and the margin of the original's, in pixels of the input. */
const HUB_CROP = 224 / 256;
const MARGIN = 32;

/** From this ratio of its sides on, a photo is shown larger than its frame, which scrolls. */
const LONG = 5;

/** Whether the short side of a photo would be too narrow for its square, if all of the photo were in the frame. */
export const isLong = ({ width, height }: Size): boolean => Math.max(width, height) > LONG * Math.min(width, height);

/** A photo's shape, by which its sheet is laid out: its width by its height, and where long ones begin. */
export const shapeOf = ({ width, height }: Size) => ({ '--ratio': width / height, '--long': LONG });

/** Which part of the short side of a photo a model sees: its preprocessing leaves a margin. */
export function shareSeen({
  inputSize: [side],
  preprocessing,
}: Pick<ClassifierInfo, 'inputSize' | 'preprocessing'>): number {
  switch (preprocessing.recipe) {
    case 'timm':
      return side / Math.floor(side / preprocessing.cropPct);
    case 'hub':
      return side / Math.floor(side / HUB_CROP);
    case 'official-train':
    case 'official-verify':
      return side / (side + MARGIN);
  }
}

const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

/** The square that a model sees of a photo of which it is given all. */
export function usualSquare({ width, height }: Size, share: number): Square {
  const side = Math.min(width, height) * share;
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/** A smaller square would be a few pixels, drawn large. */
const LEAST = 16;

/**
 * The region to give to a call so that the model sees the square, in whole pixels. It lies around the square, as wide as
 * the margin of the preprocessing, and within the photo; so a square cannot touch the photo's edge.
 */
export function regionFor({ x, y, side }: Square, { width, height }: Size, share: number): RegionOfInterest {
  const short = Math.min(width, height);
  const length = Math.round(within(side / share, Math.min(LEAST, short), short));
  const start = (centre: number, all: number): number => Math.round(within(centre - length / 2, 0, all - length));
  return { x: start(x + side / 2, width), y: start(y + side / 2, height), width: length, height: length };
}

/** The square that a model sees of a region. */
export function squareIn({ x, y, width }: RegionOfInterest, share: number): Square {
  const side = width * share;
  return { x: x + (width - side) / 2, y: y + (width - side) / 2, side };
}

/** The nearest square that can be had. */
export const nearest = (square: Square, size: Size, share: number): Square =>
  squareIn(regionFor(square, size, share), share);

/** A square moved by parts of its side. */
export const moved = ({ x, y, side }: Square, across: number, down: number): Square => ({
  x: x + across * side,
  y: y + down * side,
  side,
});

/** A square moved along the longer side of a photo, by parts of that side. */
export const leapt = ({ x, y, side }: Square, along: number, { width, height }: Size): Square =>
  width > height ? { x: x + along * width, y, side } : { x, y: y + along * height, side };

/** A square of another side about the same centre. */
export const resized = ({ x, y, side }: Square, factor: number): Square => ({
  x: x + (side * (1 - factor)) / 2,
  y: y + (side * (1 - factor)) / 2,
  side: side * factor,
});

/** A square about another centre. */
export const centredAt = ({ side }: Square, x: number, y: number): Square => ({
  x: x - side / 2,
  y: y - side / 2,
  side,
});

/** Where a square lies on a photo, whatever the size in which the photo is shown. */
export function placeOf({ x, y, side }: Square, { width, height }: Size) {
  const percent = (part: number, whole: number): string => `${(part / whole) * 100}%`;
  return {
    left: percent(x, width),
    top: percent(y, height),
    width: percent(side, width),
    height: percent(side, height),
  };
}

/** Corners by the signs of their places from the centre. */
export type Corner = readonly [across: -1 | 1, down: -1 | 1];

/** The square whose corner was dragged to a point; the opposite corner stays. */
export function draggedCorner({ x, y, side }: Square, [across, down]: Corner, toX: number, toY: number): Square {
  const [fixedX, fixedY] = [across === 1 ? x : x + side, down === 1 ? y : y + side];
  const length = Math.max(((toX - fixedX) * across + (toY - fixedY) * down) / 2, 1);
  return { x: across === 1 ? fixedX : fixedX - length, y: down === 1 ? fixedY : fixedY - length, side: length };
}

/** The region to give to a call about a photo; undefined for the usual square, of which the model is given all. */
export const regionOf = (
  info: Pick<ClassifierInfo, 'inputSize' | 'preprocessing'>,
  { size }: { readonly size: Size },
  square: Square | undefined,
): RegionOfInterest | undefined => square && regionFor(square, size, shareSeen(info));
