/** Samples of the guides that need packages of others: compiled, bundled, and run in a browser. */
import { need } from '../../src/core/need';
import { CONTEXT_NAME, moduleOf } from '../docs/samples/modules';
import { readSamples, type Way } from '../docs/samples/samples';
import { page, PHOTO } from './pages';
import type { Project } from './project';

const samples = await readSamples();

/** The sample that is to be run in a way. */
const sampleFor = (way: Way): (typeof samples)[number] =>
  need(new Map(samples.map((sample) => [sample.way, sample] as const)), way, 'sample');

const VITE = '8.3.8';
const TYPESCRIPT = '6.0.3';

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    ...{ strict: true, allowJs: true, checkJs: true, noEmit: true, skipLibCheck: true },
    ...{ target: 'es2023', module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx' },
    ...{ lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'], types: [] },
  },
  include: ['src'],
});

/** A project whose samples must compile before they are bundled. */
const guide = (project: Pick<Project, 'name' | 'packages' | 'files'>): Project => ({
  name: `guides, ${project.name}`,
  packages: { vite: VITE, typescript: TYPESCRIPT, ...project.packages },
  files: { 'tsconfig.json': TSCONFIG, ...project.files },
  commands: [
    ['typescript/bin/tsc', '--project', 'tsconfig.json'],
    ['vite/bin/vite.js', 'build', '--logLevel', 'error'],
  ],
  trial: { kind: 'page', by: { folder: 'dist' }, statics: 'public' },
});

const react = guide({
  name: 'React 19.3.1',
  packages: { react: '19.3.1', 'react-dom': '19.3.1', '@types/react': '19.3.3', '@types/react-dom': '19.3.0' },
  files: {
    'src/useClassifier.ts': sampleFor('react').code,
    'src/main.tsx': `import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useClassifier } from './useClassifier';

function Answer() {
  const classifier = useClassifier();
  useEffect(() => {
    const answer = async () => {
      if (!classifier) return;
      const photo = await (await fetch('/${PHOTO.file}')).blob();
      const [best] = await classifier.classify(photo);
      Object.assign(globalThis, { outcome: { label: best.label } });
    };
    answer().catch((error) => Object.assign(globalThis, { outcome: { error: String(error) } }));
  }, [classifier]);
  return null;
}

const root = document.querySelector('#root');
if (root) createRoot(root).render(<StrictMode><Answer /></StrictMode>);
`,
    'index.html': page('/src/main.tsx', { head: '<div id="root"></div>' }),
  },
});

const three = guide({
  name: 'three.js 0.187.0',
  packages: { three: '0.187.0', '@types/three': '0.187.0' },
  files: {
    'src/sample.js': moduleOf(sampleFor('three')).replace(`'${CONTEXT_NAME}'`, `'./context.js'`),
    'src/context.js': `export const canvas = document.createElement('canvas');\n`,
    // The scene shows no lemon; that the sample ends without an error is what counts.
    'src/main.js': `import('./sample.js').then(
  () => Object.assign(globalThis, { outcome: { label: '${PHOTO.label}' } }),
  (error) => Object.assign(globalThis, { outcome: { error: String(error) } }),
);
`,
    'index.html': page('/src/main.js'),
  },
});

/** One project a library. */
export const guides: readonly Project[] = [react, three];
