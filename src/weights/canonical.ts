/**
 * Brings the tensor names of other projects to the original's, which are timm's too.
 */
import { WeightsError } from '../core/errors';
import type { StateDict, StoredTensor } from './stateDict';
import { listed, quoted } from './wording';
import { AVERAGED, COUNTERS, HOMES, type Home, type Layout, LAYOUTS, WRAPPERS } from './zoos';

/** A checkpoint under the original's names. */
export interface Canonical {
  readonly stateDict: StateDict;
  /** Whether there is a classifier (`fc.weight`); a backbone has none. */
  readonly hasClassifier: boolean;
  /** Names, as in the file, of tensors that belong to something around the backbone. */
  readonly dropped: readonly string[];
  /** Sentences on what was left out. */
  readonly notes: readonly string[];
}

/**
 * Renames a checkpoint's tensors as the original names them, whatever wraps or holds the network, and drops what is
 * known to be beside it. Names that nobody knows stay, for the comparison with the model to report. Throws a
 * WeightsError where the file holds several networks, or where two tensors get one name.
 */
export function canonicalNames(stateDict: StateDict): Canonical {
  const unwrapped = [...stateDict].map(([original, tensor]) => ({ original, name: withoutWrappers(original), tensor }));
  const network = networkIn(new Set(unwrapped.map(({ name }) => name)));
  const isBeside = (name: string): boolean => network !== undefined && belongsBeside(name, network);

  const renamed = unwrapped
    .filter(({ name }) => !isBeside(name))
    .map(({ original, name, tensor }) => ({ original, name: network ? renameIn(name, network) : original, tensor }));
  const canonical = collected(withPoolsCounted(renamed));
  const dropped = unwrapped.filter(({ name }) => isBeside(name)).map(({ original }) => original);
  return {
    stateDict: canonical,
    hasClassifier: canonical.has('fc.weight'),
    dropped,
    notes: dropped.length > 0 ? [`left out ${listed(dropped.map(quoted))}, which have no part in the model`] : [],
  };
}

interface Named {
  /** The name in the file. */
  readonly original: string;
  readonly name: string;
  readonly tensor: StoredTensor;
}

const withoutWrappers = (name: string): string =>
  name
    .split('.')
    .filter((word) => !WRAPPERS.has(word))
    .join('.');

/** A network in a file: its names are `outer`, the path of its home, and what its layout says. */
interface Network {
  readonly layout: Layout;
  readonly outer: string;
  readonly home: Home;
  /** Whether others in the file have to make way for it. */
  readonly isChosen: boolean;
}

function networkIn(names: ReadonlySet<string>): Network | undefined {
  const found = LAYOUTS.flatMap((layout) =>
    [...names]
      .filter((name) => name === layout.stem || name.endsWith(`.${layout.stem}`))
      .map((name) => ({ layout, prefix: name.slice(0, name.length - layout.stem.length) }))
      .filter(({ prefix }) => names.has(prefix + layout.block)),
  );
  const averaged = found.filter(({ prefix }) => AVERAGED.test(prefix));
  const candidates = averaged.length > 0 ? averaged : found;
  const [only, ...others] = candidates;
  if (!only) return undefined;
  if (others.length > 0)
    throw new WeightsError(
      `the checkpoint holds ${String(candidates.length)} networks (under ${listed(candidates.map(({ prefix }) => quoted(prefix)))}); save the state_dict of one of them`,
    );
  const home = HOMES.find(({ path }) => `.${only.prefix}`.endsWith(`.${path}`)) ?? { path: '' };
  const outer = only.prefix.slice(0, only.prefix.length - home.path.length);
  return { layout: only.layout, outer, home, isChosen: found.length > 1 };
}

function belongsBeside(name: string, { outer, home, isChosen }: Network): boolean {
  if (COUNTERS.test(name)) return true;
  if (!name.startsWith(outer)) return isChosen;
  return home.strangers?.test(name.slice(outer.length)) ?? false;
}

function renameIn(name: string, { layout, outer, home }: Network): string {
  if (!name.startsWith(outer)) return name;
  const inner = name.slice(outer.length);
  if (home.classifier !== undefined && inner.startsWith(home.classifier))
    return `fc.${inner.slice(home.classifier.length)}`;
  if (!inner.startsWith(home.path)) return inner;
  return layout.renames.reduce((left, [from, to]) => left.replace(from, to), inner.slice(home.path.length));
}

const SHORTCUT = /^(layer\d\.0\.downsample\.)([01])(\..+)$/;

/**
 * Where shortcuts average, the original counts a pool of stride 1 too, and the mm projects leave it out: there the
 * convolution and the norm of such a shortcut move up by one.
 */
function withPoolsCounted(tensors: readonly Named[]): readonly Named[] {
  const names = new Set(tensors.map(({ name }) => name));
  if (![1, 2, 3, 4].some((layer) => names.has(`layer${String(layer)}.0.downsample.2.weight`))) return tensors;
  return tensors.map((tensor) => {
    const [, path = '', index, rest = ''] = SHORTCUT.exec(tensor.name) ?? [];
    const isUncounted = index !== undefined && names.has(`${path}0.weight`);
    return isUncounted ? { ...tensor, name: path + String(Number(index) + 1) + rest } : tensor;
  });
}

function collected(tensors: readonly Named[]): StateDict {
  const byName = new Map<string, Named>();
  for (const tensor of tensors) {
    const other = byName.get(tensor.name);
    if (other)
      throw new WeightsError(
        `the tensors ${quoted(other.original)} and ${quoted(tensor.original)} of the checkpoint are both ${quoted(tensor.name)} of the model; save one network's state_dict`,
      );
    byName.set(tensor.name, tensor);
  }
  return new Map([...byName].map(([name, { tensor }]) => [name, tensor]));
}
