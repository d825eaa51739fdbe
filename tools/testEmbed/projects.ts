/** The projects in which the package is tried, with the versions of everything in them. */
import { PORT } from './commands';
import { importingScript, NEXT_LAYOUT, NEXT_PAGE, page, REACT, SCRIPT, SUPPORT_SCRIPT, WORKER_SCRIPT } from './pages';
import { byAddress, byFunction, withWasm } from './fallback';
import { headless } from './headless';
import type { Project, Trial } from './project';

const VITE = 'vite/bin/vite.js';
const ESBUILD = 'esbuild/bin/esbuild';
const NEXT = 'next/dist/bin/next';
const REACTS = { react: '19.3.1', 'react-dom': '19.3.1' };
const ROLLUPS = { rollup: '4.67.4', '@rollup/plugin-node-resolve': '16.0.3' };
const WEBPACKS = { webpack: '5.113.0', 'webpack-cli': '7.3.1' };

/** A page that a bundler has written into dist/. */
const built: Trial = { kind: 'page', by: { folder: 'dist' } };
const leftBehind: Trial = { ...built, leavesBehind: 'weights' };

const pageOf = (src: string, type?: string): string => page(src, type === undefined ? {} : { type });
const site = { 'src/main.js': SCRIPT, 'index.html': pageOf('/src/main.js') };

/** Vite's build of a page. */
export const viteBuild = (version: string): Project => ({
  name: `Vite ${version}, build`,
  packages: { vite: version },
  files: site,
  commands: [[VITE, 'build', '--logLevel', 'warn']],
  trial: { ...built, statics: 'public' },
});

/** Vite's development server. */
export const viteDev = (version: string): Project => ({
  name: `Vite ${version}, dev`,
  packages: { vite: version },
  files: site,
  trial: { kind: 'page', by: { command: [VITE, '--host', 'localhost', '--port', PORT] } },
});

/** What asking for WebGPU alone may cost, in bytes. */
const SUPPORT_LIMIT = 12_000;

/** A bundle of `isSupported` alone. */
export const viteSupport = (version: string): Project => ({
  name: `Vite ${version}, isSupported alone`,
  packages: { vite: version },
  files: { 'src/main.js': SUPPORT_SCRIPT, 'index.html': pageOf('/src/main.js') },
  commands: [[VITE, 'build', '--logLevel', 'warn']],
  trial: { kind: 'size', folder: 'dist', limit: SUPPORT_LIMIT },
});

/** The package in a folder of a server. */
export const plain: Project = {
  name: 'plain page, import map',
  files: {
    'src/main.js': SCRIPT,
    'index.html': page('/src/main.js', {
      head: `<script type="importmap">{ "imports": { "resnest-webgpu": "/node_modules/resnest-webgpu/dist/resnest-webgpu.js" } }</script>`,
    }),
  },
  trial: { kind: 'page', by: { folder: '.' } },
};

const webpackConfig = (more: string): string =>
  `export default { mode: 'production', entry: './src/main.js', performance: false, ${more} };\n`;
const webpack = (kind: string, main: string, type: string, script: string, more: string): Project => ({
  name: `webpack ${WEBPACKS.webpack}, ${kind}`,
  packages: WEBPACKS,
  files: {
    'src/main.js': script,
    'dist/index.html': pageOf(main, type),
    'webpack.config.mjs': webpackConfig(more),
  },
  commands: [['webpack-cli/bin/cli.js']],
  trial: script === SCRIPT ? built : { kind: 'size', folder: 'dist', limit: SUPPORT_LIMIT },
});

export const webpackClassic = webpack(
  'classic script',
  '/main.js',
  'text/javascript',
  SCRIPT,
  `output: { filename: 'main.js' }`,
);
const webpackModule = webpack(
  'module',
  '/main.js',
  'module',
  SCRIPT,
  `experiments: { outputModule: true }, output: { filename: 'main.js', module: true, library: { type: 'module' } }`,
);

export const parcel: Project = {
  name: 'Parcel 2.16.4',
  packages: { parcel: '2.16.4' },
  files: { 'src/main.js': SCRIPT, 'index.html': page('src/main.js') },
  commands: [['parcel/lib/bin.js', 'build', 'index.html', '--no-cache', '--dist-dir', 'dist']],
  trial: built,
};

export const rollup = (script: string): Project => ({
  name: `Rollup ${ROLLUPS.rollup}${script === SCRIPT ? '' : ', isSupported alone'}`,
  packages: ROLLUPS,
  files: {
    'src/main.js': script,
    'dist/index.html': pageOf('/main.js'),
    'rollup.config.mjs': `import resolve from '@rollup/plugin-node-resolve';
export default { input: 'src/main.js', output: { file: 'dist/main.js' }, plugins: [resolve({ browser: true })] };\n`,
  },
  commands: [['rollup/dist/bin/rollup', '--config', 'rollup.config.mjs', '--silent']],
  trial: script === SCRIPT ? leftBehind : { kind: 'size', folder: 'dist', limit: SUPPORT_LIMIT },
});

const esbuild = (format: string, type: string, script: string): Project => ({
  name: `esbuild 0.28.2, ${format}${script === SCRIPT ? '' : ', isSupported alone'}`,
  packages: { esbuild: '0.28.2' },
  files: { 'src/main.js': script, 'dist/index.html': pageOf('/main.js', type) },
  commands: [
    [
      ESBUILD,
      'src/main.js',
      '--bundle',
      '--minify',
      `--format=${format}`,
      '--outfile=dist/main.js',
      '--log-level=error',
    ],
  ],
  trial: script === SCRIPT ? leftBehind : { kind: 'size', folder: 'dist', limit: SUPPORT_LIMIT },
});

const next = (bundler: string): Project => ({
  name: `Next.js 16.4.6, ${bundler}`,
  packages: { next: '16.4.6', ...REACTS },
  files: { 'app/page.jsx': NEXT_PAGE, 'app/layout.jsx': NEXT_LAYOUT, 'next.config.mjs': 'export default {};\n' },
  commands: [[NEXT, 'build', `--${bundler}`]],
  trial: { kind: 'page', by: { command: [NEXT, 'start', '--port', PORT], built: '.next/static' } },
});

/** Next.js's development server. */
const nextDev = (bundler: string): Project => ({
  ...next(bundler),
  name: `Next.js 16.4.6, dev, ${bundler}`,
  commands: [],
  trial: { kind: 'page', by: { command: [NEXT, 'dev', `--${bundler}`, '--port', PORT] } },
});

/** The same project with the work in a worker; `more` says what else is different. */
const inWorker = ({ files, ...project }: Project, more: Partial<Project> = {}): Project => ({
  ...project,
  name: `${project.name}, worker`,
  files: Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      text.replace("from 'resnest-webgpu'", "from 'resnest-webgpu/worker'"),
    ]),
  ),
  ...more,
});

/** A bundler that leaves the script of the worker behind. */
const leavesWorker = (project: Project): Project => inWorker(project, { trial: { ...built, leavesBehind: 'worker' } });

/** The policy of a strict page: no inline script, no blob:, no eval. */
const POLICY = `<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src data:" />`;

/** The worker in a page of a server, under a strict policy, with no bundler. */
export const plainWorker: Project = {
  name: 'plain page, worker, strict policy',
  files: {
    'main.js': WORKER_SCRIPT.replace("'resnest-webgpu/worker'", "'./node_modules/resnest-webgpu/dist/worker.js'"),
    'index.html': page('/main.js', { head: POLICY }),
  },
  trial: { kind: 'page', by: { folder: '.' } },
};

/** All that run in a browser, or under Node. */
export const projects: readonly Project[] = [
  plain,
  ...['5.4.9', '6.4.6', '7.3.8', '8.3.8'].flatMap((version) => [viteDev(version), viteBuild(version)]),
  webpackClassic,
  webpackModule,
  next('webpack'),
  next('turbopack'),
  nextDev('webpack'),
  nextDev('turbopack'),
  parcel,
  rollup(SCRIPT),
  esbuild('esm', 'module', SCRIPT),
  esbuild('iife', 'text/javascript', SCRIPT),
  {
    ...viteDev('8.3.8'),
    name: 'React 19.3.1 in StrictMode, Vite 8.3.8',
    packages: { vite: '8.3.8', ...REACTS },
    files: { 'src/main.jsx': REACT, 'index.html': page('/src/main.jsx', { head: '<div id="root"></div>' }) },
  },
  {
    ...viteBuild('8.3.8'),
    name: 'Vite 8.3.8, weights imported by ?url',
    files: { ...site, 'src/main.js': importingScript('?url') },
  },
  {
    name: 'esbuild 0.28.2, weights imported by its file loader',
    packages: { esbuild: '0.28.2' },
    files: { 'src/main.js': importingScript(), 'dist/index.html': pageOf('/main.js') },
    commands: [
      [
        ESBUILD,
        'src/main.js',
        '--bundle',
        '--format=esm',
        '--outfile=dist/main.js',
        '--loader:.safetensors=file',
        '--public-path=/',
        '--log-level=error',
      ],
    ],
    trial: built,
  },
  plainWorker,
  ...['5.4.9', '6.4.6', '7.3.8', '8.3.8']
    .flatMap((version) => [viteDev(version), viteBuild(version)])
    .map((each) => inWorker(each)),
  inWorker(webpackClassic),
  inWorker(webpackModule),
  inWorker(next('webpack')),
  inWorker(next('turbopack')),
  inWorker(parcel),
  leavesWorker(rollup(SCRIPT)),
  leavesWorker(esbuild('esm', 'module', SCRIPT)),
  leavesWorker(esbuild('iife', 'text/javascript', SCRIPT)),
  // webpack writes the path of the disk into onnxruntime-web's module, and older servers of Vite lose its .wasm file.
  ...[viteBuild('5.4.9'), viteDev('8.3.8'), viteBuild('8.3.8')].map(byFunction),
  byAddress('.', { ...plainWorker, files: withWasm(plainWorker.files) }),
  byAddress('dist', rollup(SCRIPT)),
  byAddress('dist', webpackClassic),
  byAddress('dist', parcel),
  byAddress('dist', esbuild('iife', 'text/javascript', SCRIPT)),
  byAddress('public', inWorker(viteBuild('5.4.9'))),
  byAddress('public', inWorker(viteDev('8.3.8'))),
  viteSupport('8.3.8'),
  webpack('isSupported alone', '/main.js', 'text/javascript', SUPPORT_SCRIPT, `output: { filename: 'main.js' }`),
  rollup(SUPPORT_SCRIPT),
  esbuild('esm', 'module', SUPPORT_SCRIPT),
  ...headless,
];
