import type { Explanation } from '../../index';
import { type Texts, useTexts } from '../language/language';

/** Where in its square a class comes from, in words: the cells that speak most for it and against it. */
export function Where({ explanation: { label, map } }: { readonly explanation: Pick<Explanation, 'label' | 'map'> }) {
  const t = useTexts();
  const {
    shape: [height, width],
    data,
  } = map;
  const best = extreme(data, 1);
  const worst = extreme(data, -1);
  const part = (cell: number): string => t.n.signed((data[cell] ?? NaN) / data.length);
  const isSeen = (cell: number): boolean => part(cell) !== t.n.signed(0);
  return (
    <>
      <p class="small">
        {(data[best] ?? 0) > 0 && isSeen(best)
          ? t.why.for(label, placeOf(t, best, height, width), part(best))
          : t.why.noneFor(label)}
        {(data[worst] ?? 0) < 0 &&
          isSeen(worst) &&
          t.gap + t.why.against(placeOf(t, worst, height, width), part(worst))}
      </p>
      <p class="muted small">{t.why.cells(height, width)}</p>
    </>
  );
}

/** The cell of the largest value, or of the smallest. */
function extreme(data: Float32Array, sign: 1 | -1): number {
  let found = 0;
  data.forEach((value, cell) => {
    if (value * sign > (data[found] ?? NaN) * sign) found = cell;
  });
  return found;
}

const third = (place: number, all: number): number => Math.min(2, Math.floor(((place + 0.5) / all) * 3));

const placeOf = ({ places }: Texts, cell: number, height: number, width: number): string =>
  places[third(Math.floor(cell / width), height)]?.[third(cell % width, width)] ?? '';
