/** Projects without a browser: the module is imported there, and its package is read. */
import { type Project, TARBALL } from './project';

/** The module is imported, and says that there is no WebGPU; nothing of a browser is needed for that. */
export const WITHOUT_GPU = `const { isSupported, createClassifier, WebGPUUnavailableError } = found;
  if (await isSupported()) throw new Error('there is no GPU here');
  const error = await createClassifier().catch((error) => error);
  if (!(error instanceof WebGPUUnavailableError)) throw error;`;

/** The module is imported without asking for a permission, and knows whether there is WebGPU. */
const IMPORTS = `if (typeof await found.isSupported() !== 'boolean') throw new Error('it does not know');`;

const jest = (environment: string): Project => ({
  name: `Jest 30.5.2, ${environment}`,
  packages: { jest: '30.5.2', 'jest-environment-jsdom': '30.5.2' },
  files: {
    'import.test.mjs': `test('it is imported', async () => {
  const found = await import('resnest-webgpu');
  ${WITHOUT_GPU}
});\n`,
  },
  commands: [
    ['jest/bin/jest.js', '--env', environment, '--testMatch', '**/*.test.mjs', '--transform', '{}', '--silent'],
  ],
  env: { NODE_OPTIONS: '--experimental-vm-modules' },
  trial: { kind: 'commands' },
});

export const headless: readonly Project[] = [
  jest('node'),
  jest('jsdom'),
  {
    name: 'Node.js, import and require',
    files: Object.fromEntries(
      ['resnest-webgpu', 'resnest-webgpu/worker'].flatMap((entry, i) => [
        [`import${i}.mjs`, `const found = await import('${entry}');\n${WITHOUT_GPU}\n`],
        [`require${i}.cjs`, `const found = require('${entry}');\n(async () => { ${WITHOUT_GPU} })();\n`],
      ]),
    ),
    commands: [['../import0.mjs'], ['../import1.mjs'], ['../require0.cjs'], ['../require1.cjs']],
    trial: { kind: 'commands' },
  },
  {
    name: 'Deno 2.9.6',
    packages: { deno: '2.9.6' },
    files: {
      'main.mjs': `for (const found of [await import('resnest-webgpu'), await import('resnest-webgpu/worker')]) { ${IMPORTS} }\n`,
    },
    commands: [['deno/bin.cjs', 'run', '--no-remote', '--node-modules-dir=manual', 'main.mjs']],
    trial: { kind: 'commands' },
  },
  {
    name: 'publint 0.3.25, and attw 0.18.5',
    packages: { publint: '0.3.25', '@arethetypeswrong/cli': '0.18.5' },
    files: {},
    commands: [
      ['publint/src/cli.js', 'run', 'node_modules/resnest-webgpu', '--strict', '--pack', 'false'],
      // An ES module is what it is: Node's require loads it, from 20.19 on.
      ['@arethetypeswrong/cli/dist/index.js', TARBALL, '--ignore-rules', 'cjs-resolves-to-esm'],
    ],
    trial: { kind: 'commands' },
  },
];
