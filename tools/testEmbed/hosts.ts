/** Projects of other kinds than a bundler's page: Angular, Bun and SystemJS. */
import { PORT } from './commands';
import { WITHOUT_GPU } from './headless';
import { type Help, page, PHOTO, SCRIPT, WORKER_SCRIPT } from './pages';
import type { Command, Project } from './project';

const ANGULAR = '20.3.35';
const ANGULAR_TOOLS = '20.3.41';
const NG = '@angular/cli/bin/ng.js';
const BUN_VERSION = '1.4.5';

const ANGULAR_JSON = JSON.stringify({
  version: 1,
  cli: { analytics: false },
  projects: {
    app: {
      projectType: 'application',
      root: '',
      architect: {
        build: {
          builder: '@angular/build:application',
          options: {
            browser: 'src/main.ts',
            tsConfig: 'tsconfig.json',
            index: 'src/index.html',
            assets: [{ glob: '**/*', input: 'public' }],
            polyfills: ['zone.js'],
            outputPath: 'dist',
          },
        },
        serve: {
          builder: '@angular/build:dev-server',
          options: { buildTarget: 'app:build', host: 'localhost' },
        },
      },
    },
  },
});

/** A component that shows what the photo is. */
const COMPONENT = `import { Component, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { type Classifier, createClassifier } from 'resnest-webgpu';

@Component({ selector: 'app-root', template: '<p>{{ label() }}</p>' })
class App {
  readonly label = signal('…');
  constructor() {
    this.answer()
      .then((label) => ({ label }), (error: Error) => ({ error: error.name + ': ' + error.message }))
      .then((outcome) => Object.assign(globalThis, { outcome }));
  }
  private async answer(): Promise<string> {
    const classifier: Classifier = await createClassifier(Object.fromEntries(new URLSearchParams(location.search)));
    const [best] = await classifier.classify(await (await fetch('/${PHOTO.file}')).blob());
    await classifier.dispose();
    this.label.set(best?.label ?? '');
    return this.label();
  }
}

bootstrapApplication(App);
`;

/** The builder bundles by esbuild and, for zone.js, writes async functions as generators, those of packages too. */
const angular = (entry: string, help: Help, by?: Command): Project => ({
  name: `Angular ${ANGULAR}, ${by ? 'dev' : 'build'}${help === 'worker' ? ', worker' : ''}`,
  packages: {
    ...Object.fromEntries(
      ['core', 'common', 'compiler', 'compiler-cli', 'platform-browser'].map((name) => [`@angular/${name}`, ANGULAR]),
    ),
    ...{ '@angular/build': ANGULAR_TOOLS, '@angular/cli': ANGULAR_TOOLS },
    ...{ rxjs: '7.8.2', tslib: '2.9.1', typescript: '5.9.3', 'zone.js': '0.15.1' },
  },
  files: {
    'angular.json': ANGULAR_JSON,
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, target: 'ES2022', module: 'preserve', experimentalDecorators: true, types: [] },
      files: ['src/main.ts'],
    }),
    'src/index.html':
      '<!doctype html><meta charset="utf-8" /><base href="/" /><link rel="icon" href="data:," /><app-root></app-root>',
    'src/main.ts': COMPONENT.replace("'resnest-webgpu'", `'${entry}'`),
  },
  commands: by ? [] : [[NG, 'build']],
  trial: {
    kind: 'page',
    by: by ? { command: by } : { folder: 'dist/browser' },
    statics: 'public',
    leavesBehind: help,
  },
});

/** Runs the executable that npm has installed for this machine, as it has no script; a minute is far more than it takes. */
const BUN = `import { execFileSync } from 'node:child_process';

const name = \`@oven/bun-\${process.platform}-\${process.arch}/bin/bun\`;
execFileSync('node_modules/' + name, process.argv.slice(2), { stdio: 'inherit', timeout: 60_000 });
`;

/** The module is imported, and says that there is no WebGPU; the process ends by itself. */
const bunServer: Project = {
  name: `Bun ${BUN_VERSION}, server`,
  packages: { bun: BUN_VERSION },
  files: {
    'bun.mjs': BUN,
    'main.mjs': `for (const found of [await import('resnest-webgpu'), await import('resnest-webgpu/worker')]) {
  for (let i = 0; i < 5; i++) { ${WITHOUT_GPU} }
}
`,
  },
  commands: Array.from({ length: 5 }, () => ['../bun.mjs', 'run', 'main.mjs']),
  trial: { kind: 'commands' },
};

const bunBuild = (script: string, help: Help): Project => ({
  name: `Bun ${BUN_VERSION}, build${help === 'worker' ? ', worker' : ''}`,
  packages: { bun: BUN_VERSION },
  files: { 'bun.mjs': BUN, 'main.js': script, 'dist/index.html': page('/main.js') },
  commands: [['../bun.mjs', 'build', 'main.js', '--target', 'browser', '--minify', '--outdir', 'dist']],
  trial: { kind: 'page', by: { folder: 'dist' }, leavesBehind: help },
});

/** A module of SystemJS, which Rollup writes; the loader evaluates it in a page of classic scripts. */
const systemJs = (script: string, help: Help): Project => ({
  name: `SystemJS 6.15.1, Rollup 4.67.4${help === 'worker' ? ', worker' : ''}`,
  packages: { systemjs: '6.15.1', rollup: '4.67.4', '@rollup/plugin-node-resolve': '16.0.3' },
  files: {
    'src/main.js': script,
    'dist/start.js': `System.import('/main.js');\n`,
    'dist/index.html': page('/start.js', { type: 'text/javascript', head: '<script src="/system.js"></script>' }),
    'copy.mjs': `import { cp } from 'node:fs/promises';
await cp('node_modules/systemjs/dist/system.min.js', 'dist/system.js');\n`,
    'rollup.config.mjs': `import resolve from '@rollup/plugin-node-resolve';
export default { input: 'src/main.js', output: { file: 'dist/main.js', format: 'system' }, plugins: [resolve({ browser: true })] };\n`,
  },
  commands: [['../copy.mjs'], ['rollup/dist/bin/rollup', '--config', 'rollup.config.mjs', '--silent']],
  trial: { kind: 'page', by: { folder: 'dist' }, leavesBehind: help },
});

export const hosts: readonly Project[] = [
  angular('resnest-webgpu', 'weights'),
  angular('resnest-webgpu', 'weights', [NG, 'serve', '--port', PORT]),
  angular('resnest-webgpu/worker', 'worker'),
  bunServer,
  bunBuild(SCRIPT, 'weights'),
  bunBuild(WORKER_SCRIPT, 'worker'),
  systemJs(SCRIPT, 'weights'),
  systemJs(WORKER_SCRIPT, 'worker'),
];
