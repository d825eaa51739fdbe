/**
 * What lies between a head's layers is not in a checkpoint: the numbers of a Sequential leave gaps where modules have no
 * parameters, and the usual ones are taken for what stands there.
 */
import type { ClassifierLayer } from './config';
import { type Part, placeOf } from './parts';

interface Activated {
  readonly layers: readonly ClassifierLayer[];
  /** Sentences on what was taken for what. */
  readonly assumed: readonly string[];
}

/** The layers with a ReLU between any two linear ones, unless a Sequential leaves no room for it. */
export function activated(parts: readonly Part[]): Activated {
  const places = rectified(parts);
  const assumed = parts.flatMap((part, i) => [
    ...(placesToTell(parts, i, places) ? [sentence(part, parts[i + 1] as Part, places.has(i))] : []),
    ...(isPlainCosine(parts, i)
      ? [`"${part.path}" is a plain linear layer without a bias, and no cosine classifier such as ArcFace`]
      : []),
  ]);
  const layers = parts.flatMap((part, i): ClassifierLayer[] => {
    const { path, gives, bias } = part;
    const layer: ClassifierLayer =
      part.type === 'linear' ? { type: 'linear', path, outFeatures: gives, bias } : { type: 'batchNorm', path };
    return places.has(i) ? [layer, { type: 'relu', path: `${path}.relu` }] : [layer];
  });
  return { layers, assumed };
}

/** How many modules without parameters stand between a part and the next; undefined where they have no numbers. */
function gapAfter(parts: readonly Part[], i: number): number | undefined {
  const [one, other] = [parts[i], parts[i + 1]];
  if (!one || !other) return 0;
  const [a, b] = [placeOf(one.path), placeOf(other.path)];
  const parentOf = ({ path }: Part): string => path.replace(/\d+$/, '');
  return a.length > 0 && parentOf(one) === parentOf(other) ? (b.at(-1) ?? 0) - (a.at(-1) ?? 0) - 1 : undefined;
}

/** The parts behind which a ReLU stands. */
function rectified(parts: readonly Part[]): ReadonlySet<number> {
  const linears = parts.flatMap(({ type }, i) => (type === 'linear' ? [i] : []));
  const places = new Set<number>();
  const [first = 0] = linears;
  // Before the first linear layer: one module between is a dropout, and two are a ReLU and a dropout.
  for (let i = 0; i < first; i++) if ((gapAfter(parts, i) ?? 0) > 1) places.add(i);
  for (const [n, from] of linears.entries()) {
    const to = linears[n + 1];
    if (to === undefined) continue;
    const between = Array.from({ length: to - from }, (_, i) => from + i);
    // A Sequential shows where there is room; modules of their own have their batch norm before the ReLU.
    const place =
      between.find((i) => (gapAfter(parts, i) ?? 0) > 0) ?? between.findLast((i) => gapAfter(parts, i) === undefined);
    if (place !== undefined) places.add(place);
  }
  return places;
}

/** Whether something was taken for something behind a part; of two gaps around a batch norm the ReLU's says it all. */
function placesToTell(parts: readonly Part[], i: number, places: ReadonlySet<number>): boolean {
  if (places.has(i)) return true;
  const isGap = i < parts.length - 1 && gapAfter(parts, i) !== 0;
  const isHidden = places.has(i - 1) || places.has(i + 1);
  return isGap && !isHidden;
}

const sentence = ({ path }: Part, next: Part, isRectified: boolean): string =>
  isRectified
    ? `a ReLU stands between "${path}" and "${next.path}"`
    : `no activation stands between "${path}" and "${next.path}"`;

/** A last layer that has a name of its own and no bias: so are classifiers that normalise features and weights. */
const isPlainCosine = (parts: readonly Part[], i: number): boolean => {
  const part = parts[i];
  return (
    part?.type === 'linear' &&
    !part.bias &&
    placeOf(part.path).length === 0 &&
    !parts.slice(i + 1).some(({ type }) => type === 'linear')
  );
};
