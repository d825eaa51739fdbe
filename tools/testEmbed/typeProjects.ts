/** The compilers with which the package's types are tried, and their settings. */
import type { Project } from './project';
import { typeTests } from './typeTests';

const DOM = ['ES2022', 'DOM', 'DOM.Iterable'];
const WORKER = ['ES2022', 'WebWorker'];

/** Ways to find a package; `node10` looks at `types` of package.json alone. */
const RESOLUTIONS = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  node10: { module: 'esnext', moduleResolution: 'node10' },
} as const;

type Resolution = keyof typeof RESOLUTIONS;

export interface Compiler {
  readonly version: string;
  /** The version of @webgpu/types, if that is installed. */
  readonly webgpu?: string;
  /** Whether lib.dom and lib.webworker have WebGPU. */
  readonly hasGpu: boolean;
  readonly resolutions: readonly Resolution[];
  /** What it asks for where it calls node10 old. */
  readonly node10?: Readonly<Record<string, string>>;
}

const ALL: readonly Resolution[] = ['bundler', 'node16', 'nodenext', 'node10'];
const WEBGPU = '0.1.74';

/** TypeScript 5 has no WebGPU of its own; 7 has no node10. */
export const compilers: readonly Compiler[] = [
  ...['5.4.5', '5.9.3'].flatMap((version) => [
    { version, hasGpu: false, resolutions: ALL },
    { version, hasGpu: false, resolutions: ALL, webgpu: WEBGPU },
  ]),
  ...[
    { version: '6.0.3', hasGpu: true, resolutions: ALL, node10: { ignoreDeprecations: '6.0' } },
    { version: '7.0.2', hasGpu: true, resolutions: ALL.slice(0, 3) },
  ].flatMap((compiler) => [compiler, { ...compiler, webgpu: WEBGPU }]),
];

/** One project a compiler: a tsconfig for every resolution and library, and a run of each. */
export function typeProject({ version, webgpu, hasGpu, resolutions, node10 = {} }: Compiler): Project {
  const settings = resolutions.flatMap((resolution) =>
    [DOM, WORKER].map((lib) => ({
      resolution,
      lib,
      name: `tsconfig.${resolution}.${lib === DOM ? 'dom' : 'worker'}.json`,
    })),
  );
  const tsconfig = ({ resolution, lib }: (typeof settings)[number]): string =>
    JSON.stringify({
      compilerOptions: {
        ...RESOLUTIONS[resolution],
        ...(resolution === 'node10' ? node10 : {}),
        lib,
        target: 'es2022',
        types: webgpu === undefined ? [] : ['@webgpu/types'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        verbatimModuleSyntax: true,
        isolatedModules: true,
        // @webgpu/types itself does not fit a worker's library, nor those that have WebGPU.
        skipLibCheck: webgpu !== undefined && (hasGpu || lib === WORKER),
        noEmit: true,
      },
      include: ['src/common.ts', 'src/entries.ts', 'src/gpu.ts', lib === DOM ? 'src/dom.ts' : 'src/worker.ts'],
    });
  const gpu = hasGpu || webgpu !== undefined;
  return {
    name: `TypeScript ${version}${webgpu === undefined ? '' : ` with @webgpu/types`}, ${settings.length} settings`,
    packages: { typescript: version, ...(webgpu === undefined ? {} : { '@webgpu/types': webgpu }) },
    files: {
      ...typeTests({ dom: true, gpu }),
      ...typeTests({ dom: false, gpu }),
      ...Object.fromEntries(settings.map((setting) => [setting.name, tsconfig(setting)])),
    },
    commands: settings.map(({ name }) => ['typescript/bin/tsc', '-p', name]),
    trial: { kind: 'commands' },
  };
}
