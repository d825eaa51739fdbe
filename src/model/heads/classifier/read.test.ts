import { describe, expect, test } from 'vitest';
import { ConfigError, WeightsError } from '../../../core/errors';
import type { Shape } from '../../../core/tensor';
import type { HeadTensor } from '../head';
import { readClassifier } from './read';

const tensor = (shape: Shape, value?: number): HeadTensor => ({ shape, ...(value === undefined ? {} : { value }) });

/** A checkpoint of a backbone, as far as heads go, and tensors beside it. */
const checkpoint = (shapes: Readonly<Record<string, Shape>>): Map<string, HeadTensor> =>
  new Map([
    ['conv1.0.weight', tensor([32, 3, 3, 3])],
    ['bn1.weight', tensor([64])],
    ['layer1.0.conv1.weight', tensor([64, 64, 1, 1])],
    ...Object.entries(shapes).map(([name, shape]) => [name, tensor(shape)] as const),
  ]);

const linear = (path: string, outputs: number, inputs: number): Record<string, Shape> => ({
  [`${path}.weight`]: [outputs, inputs],
  [`${path}.bias`]: [outputs],
});

const norm = (path: string, features: number): Record<string, Shape> =>
  Object.fromEntries([
    ...['weight', 'bias', 'running_mean', 'running_var'].map((word) => [`${path}.${word}`, [features]]),
    [`${path}.num_batches_tracked`, []],
  ]) as Record<string, Shape>;

/** Such as `fc.0 relu fc.3`. */
const layersOf = (shapes: Readonly<Record<string, Shape>>, name?: string): string =>
  readClassifier(checkpoint(shapes), { name })
    .head.layers.map((layer) => (layer.type === 'relu' ? 'relu' : layer.path))
    .join(' ');

describe('one linear layer', () => {
  test.each(['fc', 'head', 'classifier', 'last_linear', 'head.fc', 'fc.1', 'classifier.0.1', '3'])(
    'called %s',
    (path) => {
      const { head, unused, assumed } = readClassifier(checkpoint(linear(path, 7, 2048)));
      expect(head).toEqual({
        kind: 'classifier',
        pool: { type: 'avg' },
        layers: [{ type: 'linear', path, outFeatures: 7, bias: true }],
      });
      expect({ unused, assumed }).toEqual({ unused: [], assumed: [] });
    },
  );

  test('without a bias may be a cosine classifier, unless it stands in a Sequential', () => {
    const own = readClassifier(checkpoint({ 'arc.weight': [7, 2048] }));
    expect(own.head.layers).toEqual([{ type: 'linear', path: 'arc', outFeatures: 7, bias: false }]);
    expect(own.assumed).toEqual([expect.stringMatching(/^"arc" is a plain linear layer without a bias, .*ArcFace$/)]);
    expect(readClassifier(checkpoint({ 'fc.1.weight': [7, 2048] })).assumed).toEqual([]);
  });

  test('is none of a backbone alone', () => {
    expect(readClassifier(checkpoint({})).head).toEqual({ kind: 'classifier', pool: { type: 'avg' }, layers: [] });
  });

  test('is none where it has no outputs, as in the original with num_classes=0', () => {
    const { head, unused } = readClassifier(checkpoint(linear('fc', 0, 2048)));
    expect(head.layers).toEqual([]);
    expect(unused).toEqual(['fc.weight', 'fc.bias']);
  });
});

describe('what lies between layers', () => {
  const hidden = (gap: number): Record<string, Shape> => ({
    ...linear('fc.0', 64, 2048),
    ...linear(`fc.${String(1 + gap)}`, 7, 64),
  });

  test.each([
    ['nothing, where numbers leave no gap', hidden(0), 'fc.0 fc.1', []],
    ['a ReLU in a gap of one', hidden(1), 'fc.0 relu fc.2', ['a ReLU stands between "fc.0" and "fc.2"']],
    ['a ReLU and a dropout in a gap of two', hidden(2), 'fc.0 relu fc.3', ['a ReLU stands between "fc.0" and "fc.3"']],
    [
      'a ReLU behind a batch norm',
      { ...linear('fc.0', 64, 2048), ...norm('fc.1', 64), ...linear('fc.4', 7, 64) },
      'fc.0 fc.1 relu fc.4',
      ['a ReLU stands between "fc.1" and "fc.4"'],
    ],
    [
      'a ReLU before a batch norm, where the gap is there (fastai)',
      { ...linear('fc.0', 64, 2048), ...norm('fc.2', 64), ...linear('fc.4', 7, 64) },
      'fc.0 relu fc.2 fc.4',
      ['a ReLU stands between "fc.0" and "fc.2"'],
    ],
    [
      'no activation behind a batch norm of the features, but for a dropout',
      { ...norm('fc.0', 2048), ...linear('fc.2', 7, 2048) },
      'fc.0 fc.2',
      ['no activation stands between "fc.0" and "fc.2"'],
    ],
    [
      'a ReLU behind a batch norm of the features, in a gap of two',
      { ...norm('fc.0', 2048), ...linear('fc.3', 7, 2048) },
      'fc.0 relu fc.3',
      ['a ReLU stands between "fc.0" and "fc.3"'],
    ],
    ['nothing behind the last', { ...linear('fc.0', 64, 2048), ...norm('fc.1', 64) }, 'fc.0 fc.1', []],
    [
      'a ReLU behind a Sequential in a Sequential',
      { ...linear('fc.0.0', 64, 2048), ...norm('fc.0.1', 64), ...linear('fc.1', 7, 64) },
      'fc.0.0 fc.0.1 relu fc.1',
      ['a ReLU stands between "fc.0.1" and "fc.1"'],
    ],
    [
      'a ReLU between modules of their own, in whatever order they come',
      { ...linear('head.b', 7, 64), ...norm('head.c', 64), ...linear('head.x', 64, 2048) },
      'head.x head.c relu head.b',
      ['a ReLU stands between "head.c" and "head.b"'],
    ],
    [
      'by numbers and not by names',
      { ...linear('fc.10', 7, 64), ...linear('fc.8', 64, 2048) },
      'fc.8 relu fc.10',
      ['a ReLU stands between "fc.8" and "fc.10"'],
    ],
  ])('%s', (_, shapes, layers, assumed) => {
    expect(layersOf(shapes)).toBe(layers);
    expect(readClassifier(checkpoint(shapes)).assumed).toEqual(assumed);
  });
});

describe('several heads', () => {
  const two = { ...linear('a', 7, 2048), ...linear('b.1', 64, 2048), ...linear('b.3', 5, 64) };

  test('are chosen by name, and the others are left out', () => {
    expect(layersOf(two, 'b')).toBe('b.1 relu b.3');
    expect(readClassifier(checkpoint(two), { name: 'b' }).unused).toEqual(['a.weight', 'a.bias']);
    expect(readClassifier(checkpoint(two), { name: 'a' }).unused.length).toBe(4);
  });

  test('may share layers', () => {
    const shared = { ...linear('neck', 64, 2048), ...linear('x', 3, 64), ...linear('y', 4, 64) };
    expect(layersOf(shared, 'y')).toBe('neck relu y');
    expect(readClassifier(checkpoint(shared), { name: 'y' }).unused).toEqual(['x.weight', 'x.bias']);
  });

  test('may stand in a list', () => {
    const list = { ...linear('heads.0', 3, 2048), ...linear('heads.1', 5, 2048) };
    expect(layersOf(list, 'heads.1')).toBe('heads.1');
  });

  test('of which none is chosen are listed', () => {
    const read = (): unknown => readClassifier(checkpoint(two));
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/^the checkpoint has 2 heads \("a", "b"\); choose one by its name, as `head`$/);
  });

  test('of which none has that name are listed', () => {
    expect(() => readClassifier(checkpoint(two), { name: 'c' })).toThrow(
      /^the checkpoint has no head "c"; it has "a", "b"$/,
    );
    expect(() => readClassifier(checkpoint({}), { name: 'c' })).toThrow(/it has none$/);
  });
});

describe('pools', () => {
  const withP = (shape: Shape, p: number, features = 2048): Map<string, HeadTensor> =>
    checkpoint(linear('fc', 7, features)).set('pool.p', tensor(shape, p));

  test('the usual one is said, unless somebody told it', () => {
    expect(readClassifier(checkpoint({})).poolAssumed).toMatch(/^globalPool is avg;/);
    expect(readClassifier(checkpoint({}), { globalPool: 'avg' }).poolAssumed).toBeUndefined();
    expect(readClassifier(checkpoint({}), { globalPool: 'max' })).toMatchObject({
      head: { pool: { type: 'max' } },
      poolAssumed: undefined,
    });
  });

  test.each([{ shape: [1] }, { shape: [] }, { shape: [1, 1, 1, 1] }])(
    'a p of shape $shape is a generalised mean',
    ({ shape }) => {
      const { head, assumed, poolAssumed } = readClassifier(withP(shape, 2.5));
      expect(head.pool).toEqual({ type: 'gem', p: 2.5, parameter: { path: 'pool', shape } });
      expect({ assumed, poolAssumed }).toEqual({ assumed: [], poolAssumed: undefined });
    },
  );

  test('a p that is no parameter is the usual one', () => {
    const { head, assumed } = readClassifier(checkpoint({}), { globalPool: 'gem' });
    expect(head.pool).toEqual({ type: 'gem', p: 3 });
    expect(assumed).toEqual([expect.stringContaining('is 3')]);
  });

  test.each([0, -1, NaN, Infinity])('a p of %d is a WeightsError', (p) => {
    expect(() => readClassifier(withP([1], p))).toThrow(WeightsError);
  });

  test('a head of twice the features keeps mean and maximum', () => {
    const cat = checkpoint(linear('fc', 7, 4096));
    expect(readClassifier(cat)).toMatchObject({
      head: { pool: { type: 'catavgmax' } },
      assumed: [expect.stringContaining('catmaxavg')],
    });
    expect(readClassifier(cat, { globalPool: 'catmaxavg' }).assumed).toEqual([]);
    // A configuration that averages by default has not looked.
    expect(readClassifier(cat, { globalPool: 'avg' }).head.pool.type).toBe('catavgmax');
  });

  test('a wish for other features than the head reads is a ConfigError', () => {
    expect(() => readClassifier(checkpoint(linear('fc', 7, 2048)), { globalPool: 'catavgmax' })).toThrow(ConfigError);
    expect(() => readClassifier(checkpoint(linear('fc', 7, 4096)), { globalPool: 'max' })).toThrow(/head reads 4096/);
  });
});

test('a layer that reads other features than there are is named', () => {
  const read = (): unknown => readClassifier(checkpoint(linear('fc', 10, 512)));
  expect(read).toThrow(WeightsError);
  expect(read).toThrow(/^the layer "fc" reads 512 features, but a ResNeSt gives 2048/);
});
