/**
 * Features of photos as rows that a solver works on: standardised, and as their inner products.
 */

/** How features are standardised: z = (x - mean) / scale. */
export interface Standard {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/**
 * The mean of each feature, and its scale: the root of its variance and of the mean variance together. The latter keeps a
 * feature that hardly ever varies from weighing as much as one that does. The square root of the number of features makes
 * rows about as long as 1, so that a strength of regularisation means the same for every model.
 */
export function standardOf(rows: readonly Float32Array[]): Standard {
  const features = rows[0]?.length ?? 0;
  const mean = new Float64Array(features);
  for (const row of rows) row.forEach((value, j) => (mean[j] = at(mean, j) + value / rows.length));
  const variance = new Float64Array(features);
  for (const row of rows)
    row.forEach((value, j) => (variance[j] = at(variance, j) + (value - at(mean, j)) ** 2 / rows.length));
  const meanVariance = variance.reduce((sum, value) => sum + value, 0) / features;
  const scale = variance.map((value) => Math.sqrt((value + meanVariance) * features) || 1);
  return { mean, scale };
}

export function standardised(row: Float32Array, { mean, scale }: Standard): Float64Array {
  return Float64Array.from(row, (value, j) => (value - at(mean, j)) / at(scale, j));
}

/** The inner products [n, n] of rows with each other, row-major. */
export function innerProducts(rows: readonly Float64Array[]): Float64Array {
  const n = rows.length;
  const products = new Float64Array(n * n);
  rows.forEach((a, i) => {
    for (const [j, b] of rows.slice(0, i + 1).entries()) products[i * n + j] = products[j * n + i] = dot(a, b);
  });
  return products;
}

/** Those of the rows at `places` with the rows at `others`. */
export function productsAmong(
  { products, size }: { readonly products: Float64Array; readonly size: number },
  places: readonly number[],
  others: readonly number[],
): Float64Array {
  const among = new Float64Array(places.length * others.length);
  let next = 0;
  for (const i of places) for (const j of others) among[next++] = at(products, i * size + j);
  return among;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += at(a, j) * at(b, j);
  return sum;
}

/** An element that is known to be there. */
export const at = (values: Float64Array | Float32Array, index: number): number => values[index] ?? NaN;
