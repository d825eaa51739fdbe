import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { breaches, circles, importsOf } from './floors';

const root = join(import.meta.dirname, '../..');

/** The TypeScript below a folder of the project, by its path from there. */
const sourcesIn = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => [name.split(sep).join('/'), readFileSync(join(root, folder, name), 'utf8')]),
  );

const sources = sourcesIn('src');

test('no arrow of the house runs up', () => {
  expect(sources.size).toBeGreaterThan(20);
  expect(breaches(sources)).toEqual([]);
});

test('no files of src/, tools/ and e2e/ import each other in a circle, types included', () => {
  const all = ['src', 'tools', 'e2e'].flatMap((folder) => {
    const inFolder = [...sourcesIn(folder)];
    expect(inFolder.length).toBeGreaterThan(5);
    return inFolder.map(([path, text]) => [`${folder}/${path}`, text] as const);
  });
  expect(circles(new Map(all))).toEqual([]);
});

test('a circle is found once, wherever the search begins', () => {
  const text = (specifier: string): string => `import type { A } from '${specifier}';`;
  const files = new Map([
    ['a/one.ts', text('./two')],
    ['a/two.tsx', text('../b/three')],
    ['b/three.ts', text('../a/one')],
    ['b/four.ts', text('./three')],
  ]);
  expect(circles(files)).toEqual(['a/one.ts -> a/two.tsx -> b/three.ts -> a/one.ts']);
});

test.each([
  ['core/tensor.ts', '../ops/conv2d'],
  ['ops/conv2d.ts', '../gpu/device'],
  ['gpu/device.ts', '../ops/conv2d'],
  ['model/graph.ts', '../weights/packing/fold'],
  ['weights/load.ts', '../gpu/device'],
  ['weights/load.ts', 'idb-keyval'],
  ['kernels/splitSum.ts', '../model/config'],
  ['kernels/splitSum.ts', './choosing/registry'],
  ['kernels/convolution/tiles.ts', '../splitSum'],
  ['weights/names/zoos.ts', '../load'],
  ['weights/packing/pack.ts', '../containers/safetensors'],
  ['scheduler/plan/plan.ts', '../run/session'],
  ['scheduler/run/session.ts', '../tune/tuner'],
  ['kernels/splitSum.ts', 'gl-matrix'],
  ['image/source.ts', '../gpu/device'],
  ['image/source.ts', '../../shaders/resample.wgsl?raw'],
  ['scheduler/plan/plan.ts', '../../image/topk'],
  ['scheduler/plan/plan.ts', '../../open'],
  ['open.ts', './index'],
  ['open.ts', './app/main'],
  ['open.ts', './tasks/classify'],
  ['opening/load.ts', '../open'],
  ['opening/load.ts', '../tasks/classify'],
  ['options.ts', './index'],
  ['core/errors.ts', '../options'],
  ['index.ts', './testing/seeded'],
  ['app/main.tsx', '../open'],
  ['app/main.tsx', '../core/errors'],
  ['core/tensor.ts', 'node:fs'],
  ['weights/cache/cache.ts', 'left-pad'],
  ['model/unknown/deep.ts', '../../app/main'],
])('%s may not import %s', (path, specifier) => {
  expect(breaches(new Map([[path, `import { a } from '${specifier}';`]]))).toEqual([`${path} imports ${specifier}`]);
});

test.each([
  ['app/main.tsx', '../index'],
  ['app/main.tsx', 'preact/hooks'],
  ['app/main.tsx', './view.css'],
  ['weights/cache/database.ts', 'idb-keyval'],
  ['image/geometry.ts', 'gl-matrix'],
  ['index.ts', './createClassifier'],
  ['open.ts', './opening/load'],
  ['weights/load.ts', './packing/packAll'],
  ['scheduler/tune/tuner.ts', '../plan/plan'],
  ['core/tensor.test.ts', '../testing/seeded'],
  ['testing/cases.ts', '../scheduler/plan/plan'],
])('%s may import %s', (path, specifier) => {
  expect(breaches(new Map([[path, `import { a } from '${specifier}';`]]))).toEqual([]);
});

test('gpu/ does not know what it computes', () => {
  expect(breaches(new Map([['gpu/device.ts', 'const label = "ResNeSt";']]))).toEqual(['gpu/device.ts says ResNeSt']);
});

test('every way to name a module is seen', () => {
  const text = `import type { A } from './a';
import b from "./b";
import {
  type C,
  d,
} from './c';
import './d.css';
export * from './e';
export { f } from './f';
const g = await import('./g');
const h = import.meta.glob<string>('./h/*.wgsl', { eager: true });
const from = 'nowhere';`;
  expect(importsOf(text)).toEqual(['./a', './b', './c', './d.css', './e', './f', './g', './h/*.wgsl']);
});
