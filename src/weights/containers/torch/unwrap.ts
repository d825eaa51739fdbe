/**
 * Finds the state dict inside what a checkpoint holds: training scripts wrap it in other dicts, and put much beside it.
 */
import { networksIn, withoutWrappers } from '../../names/network';
import { Inert, type PickleDict, type PickleValue, Tuple } from '../pickle/values';
import { StridedTensor } from './torchTensor';
import { madeBy, UnreadTensor } from './torchValues';
import { refuse, refuseHidden } from './unwrapRefusal';
import { listed, quoted } from '../../../core/wording';
import { AVERAGED, CLASSIFIER_WORD } from '../../names/zoos';

/** The tensors of a state dict, in its order. */
export interface Unwrapped {
  readonly tensors: Map<string, StridedTensor>;
  /** Those whose values cannot be read: name -> what they are. */
  readonly unreadable: Map<string, string>;
  /** Sentences on what was chosen among several. */
  readonly notes: readonly string[];
}

/** The keys under which scripts put weights, best first; averaged weights (EMA) only where there are no others. */
const KEYS: readonly string[] = [
  ...['state_dict', 'model_state_dict', 'model_state', 'model', 'net', 'network', 'module', 'weights'],
  ...['state_dict_ema', 'model_state_dict_ema', 'model_ema', 'ema_state_dict', 'ema_model', 'ema'],
];

/** How deep below the checkpoint's top a state dict is looked for. */
const MAX_DEPTH = 16;

/**
 * The tensors of the state dict in a checkpoint: of all dicts within dicts, lists and tuples it is one that holds a
 * network, else one with tensors; among several the usual keys decide (`state_dict` before `model`), then their order.
 * Values that are no tensors are left out. Throws a WeightsError that says what the file holds instead.
 */
export function unwrapTensors(checkpoint: PickleValue): Unwrapped {
  const dicts = placesIn(checkpoint);
  const best =
    bestOf(dicts.filter(({ dict }) => holdsNetwork(dict, isTensor))) ??
    bestOf(dicts.filter(({ dict }) => holdsNetwork(dict, (value) => isTensor(value) || value instanceof Inert)));
  if (best) return { ...tensorsOf(withClassifierBeside(best.chosen)), notes: noteOn(best) };
  refuseHidden(checkpoint);
  const any = bestOf(dicts.filter(({ dict }) => [...dict.values()].some(isTensor)));
  return any ? { ...tensorsOf(any.chosen.dict), notes: [] } : refuse(checkpoint);
}

/** A dict in a checkpoint, and the way to it. */
interface Place {
  readonly dict: PickleDict;
  /** Keys of dicts and numbers of lists. */
  readonly path: readonly (string | number)[];
  /** The dict that holds it, if it is one. */
  readonly outer: PickleDict | undefined;
}

/** All dicts, those near the top first; each once, since a hostile file may have cycles. */
function placesIn(checkpoint: PickleValue): readonly Place[] {
  const seen = new Set<PickleValue>();
  const places: Place[] = [];
  let level: { value: PickleValue; path: Place['path']; outer: PickleDict | undefined }[] = [
    { value: checkpoint, path: [], outer: undefined },
  ];
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const { value, path, outer } of level) {
      if (!isContainer(value) || seen.has(value)) continue;
      seen.add(value);
      if (value instanceof Map) {
        places.push({ dict: value, path, outer });
        for (const [key, inner] of value)
          if (isContainer(inner)) next.push({ value: inner, path: [...path, pathWord(key)], outer: value });
      } else {
        const items = value instanceof Tuple ? value.items : value;
        for (const [i, inner] of items.entries())
          if (isContainer(inner)) next.push({ value: inner, path: [...path, i], outer: undefined });
      }
    }
    level = next;
  }
  return places;
}

const isContainer = (value: PickleValue): value is PickleDict | PickleValue[] | Tuple =>
  value instanceof Map || value instanceof Tuple || Array.isArray(value);

const pathWord = (key: PickleValue): string | number =>
  typeof key === 'string' || typeof key === 'number' ? key : '?';

type Tensor = StridedTensor | UnreadTensor;

const isTensor = (value: PickleValue): value is Tensor =>
  value instanceof StridedTensor || value instanceof UnreadTensor;

function holdsNetwork(dict: PickleDict, isWeight: (value: PickleValue) => boolean): boolean {
  const names = [...dict].flatMap(([name, value]) => (typeof name === 'string' && isWeight(value) ? [name] : []));
  return names.length > 1 && networksIn(new Set(names.map(withoutWrappers))).length > 0;
}

interface Choice {
  readonly chosen: Place;
  readonly others: readonly Place[];
}

function bestOf(places: readonly Place[]): Choice | undefined {
  const [chosen, ...others] = places.toSorted(byKeys);
  return chosen && { chosen, others };
}

/** How good a key is, 0 the best; the end of a path comes after the keys that are known and before all others. */
function rankOf(word: string | number | undefined): number {
  if (word === undefined) return KEYS.length;
  const known = KEYS.indexOf(String(word));
  if (known >= 0) return known;
  return KEYS.length + (AVERAGED.test(String(word)) ? 2 : 1);
}

function byKeys({ path: a }: Place, { path: b }: Place): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = rankOf(a[i]) - rankOf(b[i]);
    if (difference !== 0) return difference;
  }
  return 0; // sorting is stable: the order of the file
}

/** Some scripts save the parts of a model as state dicts of their own; a classifier's then gets the names it would have. */
function withClassifierBeside({ dict, path, outer }: Place): PickleDict {
  const key = path.at(-1);
  const classifiers = [...(outer ?? [])].filter(
    ([name, value]) => typeof name === 'string' && CLASSIFIER_WORD.test(name) && value instanceof Map && value !== dict,
  ) as [string, PickleDict][];
  if (classifiers.length === 0 || typeof key !== 'string' || CLASSIFIER_WORD.test(key)) return dict;
  const parts: [string, PickleDict][] = [[key, dict], ...classifiers];
  return new Map(parts.flatMap(([part, entries]) => [...entries].map(([name, value]) => [`${part}.${name}`, value])));
}

function tensorsOf(dict: PickleDict): Pick<Unwrapped, 'tensors' | 'unreadable'> {
  const tensors = new Map<string, StridedTensor>();
  const unreadable = new Map<string, string>();
  for (const [name, value] of dict) {
    if (typeof name !== 'string') continue;
    if (value instanceof StridedTensor) tensors.set(name, value);
    else if (value instanceof UnreadTensor) unreadable.set(name, value.kind);
    else if (value instanceof Inert && PARAMETER.test(name)) unreadable.set(name, madeBy(value));
  }
  return { tensors, unreadable };
}

/** Names that modules give to tensors; other values of unknown classes are configurations and the like. */
const PARAMETER = /(^|\.)(weight|bias|running_mean|running_var)$/;

function noteOn({ chosen, others }: Choice): string[] {
  const own = storedIn(chosen.dict);
  const rest = others.filter(({ dict }) => storedIn(dict) !== own);
  if (rest.length === 0) return [];
  return [
    `took the weights ${whereIs(chosen)}, not those ${listed(rest.map(whereIs))}; to have others, save them alone`,
  ];
}

/** Tells weights from each other: where in the file the first of them lie. */
function storedIn(dict: PickleDict): string {
  const first = [...dict.values()].find((value) => value instanceof StridedTensor && value.shape.length > 1);
  return first instanceof StridedTensor ? `${first.storage.storage.key} ${first.storage.begin} ${first.offset}` : '';
}

/** The keys tell which are averaged, or do not: mmengine's `ema_state_dict` holds those that are not. */
const whereIs = ({ path }: Place): string => (path.length > 0 ? `under ${quoted(path.join('.'))}` : 'at the top');
