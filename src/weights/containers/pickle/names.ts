/**
 * The names of Python that a pickle may call, and what each stands for. Nothing of Python is run: what makes a dict is
 * our own code. A library's names come from whoever reads its files; any other name is inert.
 */
import { WeightsError } from '../../../core/errors';
import { Callable, Inert, kindOf, type PickleDict, type PickleValue, Tuple } from './values';

/** What names stand for: full name ("collections.OrderedDict") -> what a pickle gets for it. */
export type PickleNames = ReadonlyMap<string, PickleValue>;

/** The error of a call with other arguments than Python would take. */
export const misused = (name: string, args: readonly PickleValue[]): WeightsError =>
  new WeightsError(
    'damaged',
    `the checkpoint calls ${name} with arguments that it does not take (${args.map(kindOf).join(', ')}); the file is damaged`,
  );

/** A dict, empty or of a list of pairs, as Python 2 writes an OrderedDict. */
function makeDict(args: readonly PickleValue[]): PickleDict {
  const [pairs = []] = args;
  if (!Array.isArray(pairs)) return new Map();
  // Emptied, so that a file cannot have one long list copied over and over.
  return new Map(
    pairs.splice(0).map((pair): [PickleValue, PickleValue] => {
      const [key, value] = pair instanceof Tuple ? pair.items : Array.isArray(pair) ? pair : [];
      if (key === undefined || value === undefined) throw misused('collections.OrderedDict', args);
      return [key, value];
    }),
  );
}

/** What makes an object of the class that comes first. */
function makeObject(args: readonly PickleValue[]): PickleValue {
  const [type] = args;
  if (type instanceof Callable) return type.call([]);
  if (type instanceof Inert) return type.called(new Tuple(args));
  throw misused('copyreg.__newobj__', args);
}

/** Names, each with our own code for it. */
export const callables = (entries: readonly (readonly [string, Callable['call']])[]): Map<string, Callable> =>
  new Map(entries.map(([name, call]) => [name, new Callable(name, call)]));

export const PYTHON_NAMES: PickleNames = callables([
  ['collections.OrderedDict', makeDict],
  ['collections.defaultdict', () => new Map()],
  ['collections.Counter', () => new Map()],
  ...['_reconstructor', '__newobj__', '__newobj_ex__'].map((name) => [`copyreg.${name}`, makeObject] as const),
]);
