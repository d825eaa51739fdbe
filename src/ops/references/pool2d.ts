/**
 * Pools in float64.
 */
import { elementCount, type HostTensor, type Shape4 } from '../../core/tensor';
import {
  type AvgPool2d,
  avgPool2dShape,
  type GlobalAvgPool,
  globalAvgPoolShape,
  type MaxPool2d,
  maxPool2dShape,
} from '../pool2d';

export function maxPool2dReference(op: MaxPool2d, input: HostTensor<Float64Array>): HostTensor<Float64Array> {
  return pool(input, maxPool2dShape(op, input.shape as Shape4), op, (values) => Math.max(...values));
}

export function avgPool2dReference(op: AvgPool2d, input: HostTensor<Float64Array>): HostTensor<Float64Array> {
  const average = (values: readonly number[], padded: number): number =>
    sum(values) / (op.countIncludePad ? padded : values.length);
  return pool(input, avgPool2dShape(op, input.shape as Shape4), op, average);
}

export function globalAvgPoolReference(op: GlobalAvgPool, input: HostTensor<Float64Array>): HostTensor<Float64Array> {
  const [, , height, width] = input.shape as Shape4;
  const pixels = height * width;
  const shape = globalAvgPoolShape(op, input.shape as Shape4);
  const [n, channels] = shape;
  const data = new Float64Array(n * channels);
  input.data.forEach((value, i) => {
    const map = Math.floor(i / pixels);
    const image = Math.floor(i / (input.data.length / n));
    const to = image * channels + (map % channels);
    data[to] = (data[to] ?? 0) + value / pixels;
  });
  return { shape, data };
}

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

type Window = Pick<AvgPool2d, 'kernelSize' | 'stride' | 'padding'> & { readonly paddingEnd?: number };

/** Reduces the values inside each window; `padded` counts the window's cells, those in the padding included. */
function pool(
  input: HostTensor<Float64Array>,
  shape: Shape4,
  window: Window,
  reduce: (values: readonly number[], padded: number) => number,
): HostTensor<Float64Array> {
  const [, , inHeight, inWidth] = input.shape as Shape4;
  const [n, c, height, width] = shape;
  const data = new Float64Array(elementCount(shape));
  let to = 0;
  for (let map = 0; map < n * c; map++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const rows = span(y, inHeight, window);
        const columns = span(x, inWidth, window);
        const values: number[] = [];
        for (let iy = Math.max(rows.start, 0); iy < Math.min(rows.end, inHeight); iy++)
          for (let ix = Math.max(columns.start, 0); ix < Math.min(columns.end, inWidth); ix++)
            values.push(input.data[(map * inHeight + iy) * inWidth + ix] ?? NaN);
        data[to++] = reduce(values, (rows.end - rows.start) * (columns.end - columns.start));
      }
  return { shape, data };
}

/** A window along one axis; it ends at the right padding's end at the latest. */
function span(
  index: number,
  size: number,
  { kernelSize, stride, padding, paddingEnd = 0 }: Window,
): { start: number; end: number } {
  const start = index * stride - padding;
  return { start, end: Math.min(start + kernelSize, size + padding + paddingEnd) };
}
