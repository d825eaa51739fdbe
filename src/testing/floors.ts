/**
 * The floors of the house and the rooms on them: which path of src/ may import from which, as data, and the search for
 * arrows against it and for circles.
 */
import { posix } from 'node:path';

/** A folder or a file of src/ by its path without extension; the longest path that a file lies in is its room. */
interface Room {
  readonly path: string;
  readonly why: string;
  /** Rooms besides itself; a path stands for all rooms within it. */
  readonly imports: readonly string[];
}

const room = (path: string, why: string, ...imports: readonly string[]): Room => ({ path, why, imports });

const LOW = ['core', 'ops', 'gpu'] as const;
const KERNEL = [
  ...LOW,
  'kernels/launch',
  'kernels/load',
  'kernels/adapters',
  'kernels/kernel',
  'kernels/decomposition',
] as const;
const ENGINE = [...LOW, 'preprocessing', 'model', 'weights', 'kernels', 'image', 'scheduler'] as const;

/** What stands on an engine, up to the types of the door. */
const DOOR = [...ENGINE, 'tasks', 'classifierInfo', 'door', 'host'] as const;

/** From the cellar up. */
export const ROOMS: readonly Room[] = [
  room('core', 'nouns that every floor uses: tensor, half, errors, pixels, weights, words of messages'),
  room('preprocessing', 'how a photo becomes an input: recipes, their numbers, the usual ones', 'core'),
  room('ops', 'what is computed: shape rules and float64 references', 'core', 'preprocessing'),
  room('gpu', 'WebGPU made pleasant; knows nothing of the model', 'core'),
  room('model/pools', 'names of pools', 'ops'),
  room('model/config', "the original's keywords", 'core', 'model/pools'),
  room('model/graph', 'a model as data, and its builder', 'core', 'ops'),
  room('model/layers', 'single modules as nodes', 'model/graph'),
  room('model/backbone/features', 'what a backbone gives, and its names in a state dict', 'model/graph'),
  room(
    'model/backbone',
    'the ResNeSt trunk: stem, bottlenecks, stages',
    'core',
    'ops',
    'model/config',
    'model/graph',
    'model/layers',
    'model/backbone/features',
  ),
  room(
    'model/heads',
    'what stands on the backbone: its names in a state dict, its configuration, its part of the graph',
    'core',
    'ops',
    'model/pools',
    'model/graph',
    'model/layers',
    'model/backbone/features',
  ),
  room('model', 'the article as data: variants, whole models, parameters', 'core', 'preprocessing', 'ops', 'model'),

  room('weights/stateDict', 'the tensors of a checkpoint by name', 'core', 'model'),
  room('weights/digest', 'SHA-256 of files and texts, without holding up the thread', 'core'),
  room('weights/fileBytes', 'a file of which a part is read at a time', 'core'),
  room('weights/names', "other projects' names of tensors, brought to PyTorch's", 'core', 'model', 'weights/stateDict'),
  room('weights/containers/byteReader', 'a cursor over bytes', 'core'),
  room('weights/containers/pickle', 'pickles to plain data; knows no PyTorch', 'core', 'weights/containers/byteReader'),
  room(
    'weights/containers',
    'files to state dicts',
    'core',
    'weights/fileBytes',
    'weights/stateDict',
    'weights/names',
    'weights/containers',
  ),
  room('weights/packing', 'state dict to folded, rounded, packed weights', 'core', 'model', 'weights/stateDict'),
  room('weights/cache/database', "this origin's IndexedDB", 'core'),
  room(
    'weights/fetching',
    'files from wherever they are, and what has come of them in IndexedDB',
    'core',
    'weights/digest',
    'weights/fileBytes',
    'weights/cache/database',
  ),
  room(
    'weights/known',
    'published checkpoints, config.json files, labels',
    'core',
    'preprocessing',
    'model',
    'weights/fetching',
  ),
  room(
    'weights/cache',
    'packed weights in IndexedDB',
    'core',
    'model',
    'weights/packing',
    'weights/digest',
    'weights/fetching',
    'weights/cache/database',
  ),
  room('weights', 'from a checkpoint, or from the cache, to packed weights', 'core', 'model', 'weights'),

  room('kernels/launch', 'what a kernel is launched for and with, as types', ...LOW),
  room('kernels/load', 'ops that a convolution computes while it reads', ...LOW, 'kernels/launch'),
  room('kernels/adapters', 'what is fast on which class of adapter', ...LOW),
  room('kernels/includes', 'the pieces that shaders share', ...LOW),
  room('kernels/kernel', 'what a kernel object is', ...LOW, 'kernels/launch', 'kernels/load'),
  room(
    'kernels/decomposition',
    'a convolution as a chain of steps, as an interface',
    'core',
    'ops',
    'kernels/launch',
    'kernels/kernel',
  ),
  room('kernels/convolution', 'the kernels of convolutions, their tiles and epilogue', ...KERNEL),
  room('kernels/winograd', 'Winograd, which implements a decomposition, and its transforms', ...KERNEL),
  room('kernels/photo', 'a photo to the input tensor', ...LOW, 'preprocessing', 'kernels/includes'),
  room('kernels', 'one typed object a shader', ...KERNEL, 'kernels/convolution'),
  room('kernels/choosing', 'which kernel, in which tiles, computes a step', ...LOW, 'kernels'),

  room('image', 'files and other sources to photos; which part of a photo is taken', 'core', 'preprocessing'),

  room('scheduler/plan', 'a graph to dispatches and buffers, as plain data', ...LOW, 'model', 'weights', 'kernels'),
  room('scheduler/run', 'a plan on a device', ...LOW, 'model', 'weights', 'kernels', 'scheduler/plan'),
  room(
    'scheduler/tune',
    'kernels timed and tested on the device',
    ...LOW,
    'model',
    'weights',
    'kernels',
    'scheduler/plan',
    'scheduler/run',
  ),
  room('options/read', 'how options are read: by a table of readers', 'core'),
  room(
    'tasks',
    'what may be asked of a model: which outputs, which part of a photo, which answer',
    'core',
    'options/read',
    'preprocessing',
    'model',
    'image',
  ),
  room('tasks/calls', 'from a call with sources to answers', ...LOW, 'model', 'kernels', 'image', 'scheduler', 'tasks'),
  room('export', 'a model as an ONNX file', 'core', 'ops', 'model', 'weights'),
  room('wasm/runtime', 'onnxruntime-web, as it is loaded and as types', 'core'),
  room('classifierInfo', 'what a model that is open tells of itself, as types', ...ENGINE),
  room('door', 'the types that callers see', ...ENGINE, 'tasks', 'classifierInfo', 'wasm/runtime'),
  room('host', 'a model that answers calls, wherever it runs, as a type', ...ENGINE, 'tasks', 'classifierInfo'),
  room('options', 'what a caller gives, checked', ...ENGINE, 'options/read', 'tasks', 'door', 'wasm/runtime'),
  room('identify', 'which model a checkpoint is', ...ENGINE, 'door'),
  room(
    'opening',
    'the steps from options to a model; knows no task',
    ...ENGINE,
    'classifierInfo',
    'door',
    'options',
    'identify',
  ),
  room('open', 'a model on the GPU', ...ENGINE, 'door', 'opening'),
  room('lifetime', 'an open model over the losses of its devices', ...DOOR, 'opening', 'open'),
  room(
    'wasm',
    'a model in WebAssembly, where there is no GPU',
    ...DOOR,
    'export',
    'identify',
    'opening',
    'wasm/runtime',
  ),
  room('', 'tasks on an open model', ...DOOR, 'options', 'opening', 'open', 'lifetime', 'wasm'),
  room(
    'index',
    'what the package exports',
    ...ENGINE,
    'tasks',
    'classifierInfo',
    'door',
    'wasm/runtime',
    'opening',
    '',
  ),
  room(
    'worker',
    'the door once more, with the work in a worker',
    'core',
    'image',
    'weights/cache/database',
    'weights/fetching',
    'weights/known',
    'tasks',
    'tasks/calls',
    'wasm/runtime',
    'index',
  ),
  room('element', 'the door as an element of HTML', 'core', 'index', 'worker'),
  room('app', 'the page', 'index', 'worker'),
];

/** Packages, and folders beside src/, each with the only importers that may name it. */
const OUTSIDE: readonly { readonly imported: RegExp; readonly importer: RegExp }[] = [
  { imported: /^idb-keyval$/, importer: /^weights\/cache\/database\.ts$/ },
  { imported: /^comlink$/, importer: /^worker\// },
  // Examples and messages only: no code of ours names it, since a bundler would look for it.
  { imported: /^onnxruntime-web\/wasm$/, importer: /^(door|options|wasm\/runtime)\.ts$/ },
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

/** Path inside src/ -> text. */
type Sources = ReadonlyMap<string, string>;

/** Every breach of the floors, one line each: an arrow that the table does not allow, or a forbidden word. */
export function breaches(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    if (isExempt(path)) return [];
    const arrows = importsOf(text)
      .filter((specifier) => !isAllowed(path, specifier))
      .map((specifier) => `${path} imports ${specifier}`);
    const word = roomOf(path) === 'gpu' ? FOREIGN_TO_GPU.exec(text)?.[0] : undefined;
    return word === undefined ? arrows : [...arrows, `${path} says ${word}`];
  });
}

/** Files that import each other in a circle, each circle once, as a -> b -> a; imports of types count. */
export function circles(sources: Sources): string[] {
  const named = new Map([...sources.keys()].map((path) => [withoutExtension(path), path]));
  const importedBy = (path: string): string[] =>
    importsOf(sources.get(path) ?? '').flatMap(
      (specifier) => named.get(withoutExtension(targetOf(path, specifier))) ?? [],
    );
  const found = new Map<string, string>();
  const done = new Set<string>();
  const walk = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) {
      const circle = way.slice(start);
      found.set([...circle].sort().join(), [...circle, path].join(' -> '));
    }
    if (start >= 0 || done.has(path)) return;
    for (const imported of importedBy(path)) walk(imported, [...way, path]);
    done.add(path);
  };
  for (const path of sources.keys()) walk(path, []);
  return [...found.values()];
}

const withoutExtension = (path: string): string => path.replace(/\.tsx?$/, '');

const targetOf = (importer: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : specifier;

function isAllowed(importer: string, specifier: string): boolean {
  const target = targetOf(importer, specifier);
  const isInside = specifier.startsWith('.') && !target.startsWith('..');
  if (!isInside) return OUTSIDE.some((rule) => rule.imported.test(target) && rule.importer.test(importer));
  const from = roomOf(importer);
  const to = roomOf(target);
  const imports = ROOMS.find(({ path }) => path === from)?.imports ?? [];
  return from === to || imports.some((path) => path === to || isWithin(path, to));
}

/** Whether a path lies in a folder, or is the file. */
const isWithin = (folder: string, path: string): boolean => folder !== '' && `${path}/`.startsWith(`${folder}/`);

/** The longest path in the table that a file lies in; '' for other files of src/ itself, `nowhere` for other folders. */
function roomOf(file: string): string {
  const path = withoutExtension(file);
  const around = ROOMS.map((each) => each.path).filter((each) => isWithin(each, path));
  const longest = around.reduce((best, each) => (each.length > best.length ? each : best), '');
  return longest !== '' || !path.includes('/') ? longest : 'nowhere';
}
