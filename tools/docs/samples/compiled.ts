/** Compiles all samples at once, as strictly as TypeScript can, against the sources of the package. */
import { basename, join } from 'node:path';
import ts from 'typescript';
import { root } from '../../common/project';
import { CONTEXT, CONTEXT_NAME, moduleOf, scriptsOf } from './modules';
import type { Sample } from './samples';

/** Samples that need a package which is not installed here; `npm run test:embed` compiles and runs them. */
export const needsPackage = ({ way }: Sample): boolean => way === 'react' || way === 'three';

/** Where the files of samples would lie. */
const folder = join(root, 'tools/docs/samples/compiled');

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: [
    'lib.es2023.d.ts',
    'lib.dom.d.ts',
    'lib.dom.iterable.d.ts',
    'lib.dom.asynciterable.d.ts',
    'lib.esnext.disposable.d.ts',
  ],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['@webgpu/types', 'vite/client'],
  typeRoots: [join(root, 'node_modules/@types'), join(root, 'node_modules')],
  strict: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
  paths: {
    'resnest-webgpu': [join(root, 'src/index.ts')],
    'resnest-webgpu/worker': [join(root, 'src/worker/index.ts')],
    'resnest-webgpu/element': [join(root, 'src/element/index.ts')],
    'resnest-webgpu/weights': [join(root, 'src/weightsUrl.ts')],
    [CONTEXT_NAME]: [join(root, CONTEXT)],
  },
};

/** The library of a service worker, whose globals no page has. */
const WORKER_LIB = ['lib.es2023.d.ts', 'lib.webworker.d.ts'];

/** The files that samples are, by their paths; a page has a file for each of its scripts. */
function filesOf(samples: readonly Sample[]): ReadonlyMap<string, string> {
  const files = samples.flatMap((sample) => {
    if (sample.kind === 'module') return [[`${sample.name}.${sample.language}`, moduleOf(sample)] as const];
    if (sample.kind === 'page')
      return scriptsOf(sample).map(
        (text, i) =>
          [`${sample.name}-${i + 1}.js`, text.replaceAll("'./resnest-webgpu.js'", "'resnest-webgpu'")] as const,
      );
    return [];
  });
  return new Map(files.map(([name, text]) => [join(folder, name), text]));
}

/** What the compiler says of the samples, a sentence each with the sample's name. */
export function complaintsOf(samples: readonly Sample[]): readonly string[] {
  const ofWorkers = samples.filter(({ way }) => way === 'service worker');
  const complaints = [
    ...complaintsWith({ ...OPTIONS, types: [], lib: WORKER_LIB }, filesOf(ofWorkers)),
    ...complaintsWith(OPTIONS, filesOf(samples.filter((sample) => !ofWorkers.includes(sample)))),
  ];
  return [...new Set(complaints)];
}

/** Files of the package and of TypeScript, which several programs share. */
const parsed = new Map<string, ts.SourceFile>();

function complaintsWith(all: ts.CompilerOptions, files: ReadonlyMap<string, string>): readonly string[] {
  const host = ts.createCompilerHost(all);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => files.get(path) ?? readFile.call(host, path);
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = files.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, target, true);
    const source = parsed.get(path) ?? getSourceFile.call(host, path, target, ...rest);
    if (source) parsed.set(path, source);
    return source;
  };
  const program = ts.createProgram([...files.keys()], all, host);
  const sources = [...files.keys(), join(root, CONTEXT)].flatMap((path) => program.getSourceFile(path) ?? []);
  return sources.flatMap((source) =>
    [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start, file }) => {
        const words = ts.flattenDiagnosticMessageText(messageText, ' ');
        const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
        return `${basename(file?.fileName ?? '')}, line ${line}: ${words}`;
      },
    ),
  );
}
