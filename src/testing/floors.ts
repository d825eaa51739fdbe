/**
 * The floors of the house: which folder of src/ may import from which, as data, and the search for arrows against it.
 */
import { posix } from 'node:path';

/** What each floor may import, besides itself. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ops: ['core'],
  gpu: ['core'],
  model: ['core', 'ops'],
  weights: ['core', 'model'],
  kernels: ['core', 'ops', 'gpu'],
  image: ['core'],
  scheduler: ['core', 'ops', 'gpu', 'model', 'weights', 'kernels'],
  export: ['core', 'ops', 'model', 'weights'],
  door: ['core', 'ops', 'gpu', 'model', 'weights', 'kernels', 'image', 'scheduler', 'export'],
  index: ['core', 'ops', 'gpu', 'model', 'weights', 'kernels', 'image', 'scheduler', 'export', 'door'],
  app: ['index'],
};

/** Packages, and folders beside src/, each with the only importers that may name it. */
const OUTSIDE: readonly { readonly imported: RegExp; readonly importer: RegExp }[] = [
  { imported: /^idb-keyval$/, importer: /^weights\/database\.ts$/ },
  { imported: /^@noble\/hashes\/sha2\.js$/, importer: /^weights\/digest\.ts$/ },
  { imported: /^gl-matrix$/, importer: /^image\// },
  { imported: /^(preact(\/.*)?|preact-render-to-string|virtual:pwa-register)$/, importer: /^app\// },
  { imported: /^\.\.\/shaders\//, importer: /^kernels\// },
  { imported: /^\.\.\/public\/samples\//, importer: /^app\// },
  { imported: /^\.\.\/weights\//, importer: /^weights\// },
];

/** Words that gpu/, which is WebGPU made pleasant and no more, must not know. */
const FOREIGN_TO_GPU = /radix|cardinality|resnest/i;

/** Tests, benches and what only they use stand outside the house. */
const isExempt = (path: string): boolean => /\.(test|bench)\.tsx?$|^testing\//.test(path);

const IMPORT =
  /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]|import\.meta\.glob[^(]*\(\s*\[?\s*['"]([^'"]+)['"]/g;

/** Every module that a source text names: static, dynamic and glob imports, and exports from elsewhere. */
export const importsOf = (text: string): string[] =>
  [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');

/**
 * Every breach of the floors in the given sources (path inside src/ -> text), one line each: an arrow that the table
 * does not allow, or a forbidden word.
 */
export function breaches(sources: ReadonlyMap<string, string>): string[] {
  return [...sources].flatMap(([path, text]) => {
    if (isExempt(path)) return [];
    const arrows = importsOf(text)
      .filter((specifier) => !isAllowed(path, specifier))
      .map((specifier) => `${path} imports ${specifier}`);
    const word = floorOf(path) === 'gpu' ? FOREIGN_TO_GPU.exec(text)?.[0] : undefined;
    return word === undefined ? arrows : [...arrows, `${path} says ${word}`];
  });
}

function isAllowed(importer: string, specifier: string): boolean {
  const target = specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : specifier;
  const isInside = specifier.startsWith('.') && !target.startsWith('..');
  if (!isInside) return OUTSIDE.some((rule) => rule.imported.test(target) && rule.importer.test(importer));
  const [from, to] = [floorOf(importer), floorOf(target)];
  return from === to || (FLOORS[from] ?? []).includes(to);
}

/** The folder in src/; of the files in src/ itself, index.ts stands above the others, which are the door. */
function floorOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  if (rest.length > 0) return first;
  return /^index(\.ts)?$/.test(first) ? 'index' : 'door';
}
