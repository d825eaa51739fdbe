/** The projects of examples/, and what must be seen in the page of each. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../common/project';
import { PHOTO } from './pages';
import type { Command, Project } from './project';
import type { Step } from './walk';

const VITE: Command = ['vite/bin/vite.js', 'build', '--logLevel', 'warn'];

/** What serves a page in place of the server of this project. */
const SERVERS = ['sirv-cli'];

const files = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(root, 'examples', folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => !/\/(node_modules|dist)\//.test(path))
      .map((path) => [path.slice(join(root, 'examples', folder).length + 1), readFileSync(path, 'utf8')]),
  );

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** An example of a folder; a page without a bundler is served as it lies there. */
function example(
  folder: string,
  steps: readonly Step[],
  { commands = [], path = '' }: { commands?: readonly Command[]; path?: string } = {},
): Project {
  const found = files(folder);
  const { dependencies, devDependencies } = JSON.parse(found['package.json'] ?? '') as Manifest;
  const packages = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([name]) => name !== 'resnest-webgpu' && !SERVERS.includes(name),
  );
  return {
    name: `example ${folder}`,
    packages: Object.fromEntries(packages),
    files: found,
    commands,
    trial: { kind: 'example', folder: commands.length > 0 ? 'dist' : '.', path, steps },
  };
}

/** Chooses the photo in the file input, and reads the answer. */
const chooses = (selector = '#answer'): readonly Step[] => [
  { file: 'input[type=file]' },
  { see: selector, text: new RegExp(`^\\s*${PHOTO.label}\\D*\\d+\\.\\d ?%`) },
];

/** Those that need nothing but the package. */
export const plainExamples: readonly Project[] = [
  example('plain', chooses()),
  example('worker', chooses()),
  example('element', chooses('resnest-classifier li')),
];

export const examples: readonly Project[] = [
  ...plainExamples,
  example('webcam', [
    { click: '#start' },
    { see: '#answer', text: /^[a-z].+: \d+ %$/i },
    { see: '#count', text: /^([3-9]|\d\d+)$/ }, // the camera goes on
    { click: '#stop' },
    { see: '#answer', text: /^$/ },
  ]),
  example('photo-search', [
    { see: '#status', text: /^1000 photos in/, seconds: 900 },
    { click: '#all button:nth-child(101)' },
    { see: '#status', text: /^[5-8] of the 8 nearest show crosses, as photo 100 does\.$/ },
    { file: '#file' },
    { see: '#status', text: /^These drawings/ },
  ]),
  ...['vite', 'react', 'svelte', 'vue'].map((folder) => example(folder, chooses(), { commands: [VITE] })),
  example('webpack', chooses(), { commands: [['webpack-cli/bin/cli.js']] }),
  example('three', chooses(), { commands: [VITE], path: '?unseen' }),
];
