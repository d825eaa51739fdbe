/** The page in which samples run, one after the other, and its scripts, by their addresses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../common/project';
import { CONTEXT, CONTEXT_NAME, moduleOf } from './modules';
import type { Sample } from './samples';

/** Where the page lies on a server that has the built module at its root. */
export const SAMPLES_PAGE = '/guides/index.html';

/** What became of a sample. */
export interface Ran {
  readonly prints: readonly string[];
  /** With its class and its message. */
  readonly error?: string;
}

declare global {
  var runSample: (name: string) => Promise<Ran>;
}

const imports = {
  'resnest-webgpu': '/guides/door.js',
  'resnest-webgpu/worker': '/worker.js',
  'resnest-webgpu/element': '/element.js',
  'resnest-webgpu/weights': '/weights.js',
  [CONTEXT_NAME]: '/guides/context.js',
};

/** Gives the samples' classifiers one device, unless they have one of their own: programs are compiled once for each. */
const DOOR = `import { createClassifier as create } from '/resnest-webgpu.js';
export * from '/resnest-webgpu.js';
const context = import('/guides/context.js');
export const createClassifier = async (options) => create({ device: (await context).device, ...options });
`;

/** How long a sample may go on that goes on until its signal. */
const SIGNAL_MS = 1500;

const RUNNER = `import * as context from '${CONTEXT_NAME}';
const { log } = console;
globalThis.runSample = async (name) => {
  const signal = context.renew(${SIGNAL_MS});
  const prints = [];
  console.log = (...words) => prints.push(words.map(String).join(' '));
  try {
    await import('/guides/' + name + '.js');
    await context.button.onclick?.(new PointerEvent('click'));
    await context.input.onchange?.(new Event('change'));
    return { prints };
  } catch (error) {
    return error === signal.reason ? { prints } : { prints, error: String(error) };
  } finally {
    Object.assign(context.button, { onclick: null });
    Object.assign(context.input, { onchange: null });
    console.log = log;
  }
};
`;

const compiled = (code: string): string =>
  ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText;

/** Everything that the page loads besides the package, by its address. */
export function filesOfPage(samples: readonly Sample[]): ReadonlyMap<string, string> {
  const map = JSON.stringify({ imports, scopes: { '/guides/context.js': { 'resnest-webgpu': '/resnest-webgpu.js' } } });
  const context = compiled(readFileSync(join(root, CONTEXT), 'utf8'));
  return new Map([
    [
      SAMPLES_PAGE,
      `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="importmap">${map}</script><body><script type="module" src="/guides/runner.js"></script>`,
    ],
    ['/guides/runner.js', RUNNER],
    ['/guides/door.js', DOOR],
    ['/guides/context.js', context],
    ...samples.map((sample) => [`/guides/${sample.name}.js`, compiled(moduleOf(sample))] as const),
  ]);
}

/** Whether a sample has printed what its comments say; `…` stands for anything. */
export function isAsSaid(printed: readonly string[], said: readonly string[]): boolean {
  const pattern = (words: string): RegExp =>
    new RegExp(
      `^${words
        .split('…')
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
      's',
    );
  // A line within a loop prints more than once.
  return (
    printed.every((words) => said.some((line) => pattern(line).test(words))) &&
    said.every((line) => printed.some((words) => pattern(line).test(words)))
  );
}
