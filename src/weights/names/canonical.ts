/**
 * Brings the tensor names of other projects to the original's, which are timm's too.
 */
import { WeightsError } from '../../core/errors';
import { MAP_CHANNELS } from '../../model/backbone/features';
import { USUAL_PATH } from '../../model/heads/classifier/config';
import { isOfHead } from '../../model/heads/heads';
import { noteOnDropped, noteOnNetworks, noteOnUnreadable } from './leftOut';
import { networksIn, withoutWrappers } from './network';
import type { Contents, StateDict, StoredTensor } from '../stateDict';
import { COUNTERS, isStranger } from './strangers';
import { listed, printable, quoted } from '../../core/wording';
import { AVERAGED, HOMES, type Home, type Naming, isOwnModule, OF_CLASSIFIER } from './zoos';

/** A checkpoint under the original's names. */
export interface Canonical {
  readonly stateDict: StateDict;
  /** Names, as in the file, of tensors that belong to something around the backbone. */
  readonly dropped: readonly string[];
  /** Sentences on what was left out. */
  readonly notes: readonly string[];
}

/**
 * Renames a checkpoint's tensors as the original names them, whatever wraps or holds the network, and drops tensors
 * that lie beside it. `unreadable` are names of tensors without values. Unknown tensors that may belong to the model
 * stay: the comparison with the model reports them. Throws a WeightsError where the file holds several networks, where
 * two tensors get one name, or where the network's own tensors cannot be read.
 */
export function canonicalNames(stateDict: StateDict, unreadable: Contents['unreadable'] = new Map()): Canonical {
  const unwrapped = [...stateDict].map(([original, tensor]) => ({ original, name: withoutWrappers(original), tensor }));
  const network = networkIn(
    new Set([...unwrapped.map(({ name }) => name), ...[...unreadable.keys()].map(withoutWrappers)]),
  );
  if (network) refuseUnreadable(unreadable, network);
  const beside = new Set(network ? besideIn(unwrapped, network) : []);

  const renamed = unwrapped
    .filter((tensor) => !beside.has(tensor))
    .map(({ original, name, tensor }) => ({ original, name: network ? renameIn(name, network) : original, tensor }));
  const canonical = collected(withPoolsCounted(network ? withBothHeads(renamed, network) : renamed));
  const dropped = [...beside].map(({ original }) => original);
  return {
    stateDict: canonical,
    dropped,
    notes: [
      ...(network ? noteOnNetworks(network.outer, network.others) : []),
      ...noteOnDropped([...beside].filter((tensor) => !isOfOther(tensor, network)).map(({ original }) => original)),
      ...noteOnUnreadable(unreadable),
    ],
  };
}

interface Named {
  /** The name in the file. */
  readonly original: string;
  readonly name: string;
  readonly tensor: StoredTensor;
}

/** A network in a file. Its tensors' names are `outer`, then the path of its home, then names as its naming has them. */
interface Network {
  readonly naming: Naming;
  readonly outer: string;
  readonly home: Home;
  /** Prefixes of other networks in the file, which are left out in its favour. */
  readonly others: readonly string[];
}

function networkIn(names: ReadonlySet<string>): Network | undefined {
  const found = networksIn(names);
  const averaged = found.filter(({ prefix }) => AVERAGED.test(prefix));
  const candidates = averaged.length > 0 ? averaged : found;
  const [only, ...others] = candidates;
  if (!only) return undefined;
  if (others.length > 0)
    throw new WeightsError(
      'ambiguous',
      `the checkpoint holds ${String(candidates.length)} networks (under ${listed(candidates.map(({ prefix }) => quoted(prefix)))}); save the state_dict of one of them`,
    );
  const home = HOMES.find(({ path }) => `.${only.prefix}`.endsWith(`.${path}`)) ?? { path: '' };
  const outer = only.prefix.slice(0, only.prefix.length - home.path.length);
  return {
    naming: only.naming,
    outer,
    home,
    others: found.filter((other) => other !== only).map(({ prefix }) => prefix),
  };
}

/** Throws a WeightsError where tensors without values are among those that the network may need. */
function refuseUnreadable(unreadable: Contents['unreadable'], network: Network): void {
  const needed = [...unreadable].filter(([original]) => {
    const name = withoutWrappers(original);
    return isOwnModule(renameIn(name, network)) || OF_CLASSIFIER.test(besideOf(name, network));
  });
  if (needed.length === 0) return;
  const which = listed(needed.map(([name, kind]) => `${quoted(name)} is ${printable(kind)}`));
  throw new WeightsError(
    'unsupported',
    `${needed.length === 1 ? 'a tensor' : `${String(needed.length)} tensors`} of the model cannot be read (${which}); ` +
      'save plain tensors with torch.save(model.state_dict(), path)',
  );
}

/**
 * The tensors that belong to modules around the network. If the network has a path of its own, those are all tensors
 * outside of it. But if a classifier lies outside too, unknown tensors stay: they may stand between the two.
 */
function besideIn(tensors: readonly Named[], network: Network): readonly Named[] {
  const { outer, home, others } = network;
  const isClassifier = ({ name, tensor }: Named): boolean =>
    !name.startsWith(outer + home.path) &&
    !isKnownBeside(name, network) &&
    !isStranger(besideOf(name, network), tensor) &&
    (OF_CLASSIFIER.test(besideOf(name, network)) || readsFeatures(tensor));
  const mayLieBetween = tensors.some(isClassifier);
  return tensors.filter((tensor) => {
    const { name } = tensor;
    if (isKnownBeside(name, network)) return true;
    if (!name.startsWith(outer) && others.length > 0) return true;
    if (outer + home.path === '') return !isOwnModule(renameIn(name, network)) && isStranger(name, tensor.tensor);
    if (isWithin(name, network)) return false;
    const beside = besideOf(name, network);
    return isStranger(beside, tensor.tensor) || (!mayLieBetween && !isOfHead(beside));
  });
}

/** Whether a tensor may be the weight of a linear layer behind the pool, whatever its name. */
const readsFeatures = ({ shape: [, features = 0, ...rest] }: StoredTensor): boolean =>
  rest.length === 0 && [MAP_CHANNELS, 2 * MAP_CHANNELS].includes(features);

/** If the backbone and the larger model both have a classifier, the backbone's keeps its name from the file. */
function withBothHeads(tensors: readonly Named[], { outer, home }: Network): readonly Named[] {
  const isInside = ({ original }: Named): boolean => withoutWrappers(original).startsWith(outer + home.path);
  const outside = new Set(tensors.filter((tensor) => !isInside(tensor)).map(({ name }) => name));
  return tensors.map((tensor) =>
    isInside(tensor) && tensor.name.startsWith(`${USUAL_PATH}.`) && outside.has(tensor.name)
      ? { ...tensor, name: withoutWrappers(tensor.original) }
      : tensor,
  );
}

/** Whether a tensor belongs to a network that is left out in favour of the chosen one. */
const isOfOther = ({ name }: Named, network: Network | undefined): boolean =>
  network !== undefined && network.others.some((prefix) => name.startsWith(prefix)) && !COUNTERS.test(name);

const isWithin = (name: string, { outer, home }: Network): boolean =>
  name.startsWith(outer + home.path) || (home.classifier !== undefined && name.startsWith(outer + home.classifier));

function isKnownBeside(name: string, { outer, home }: Network): boolean {
  if (COUNTERS.test(name)) return true;
  const inner = name.slice(outer.length);
  return name.startsWith(outer) && !isOfHead(inner) && (home.strangers?.test(inner) ?? false);
}

/**
 * The name without the modules that it shares with the network: "net.loss.weight" beside "net.backbone." is
 * "loss.weight".
 */
function besideOf(name: string, { outer, home }: Network): string {
  const prefix = (outer + home.path).split('.');
  const words = name.split('.');
  const first = words.findIndex((word, i) => word !== prefix[i]);
  return words.slice(Math.max(first, 0)).join('.');
}

function renameIn(name: string, { naming, outer, home }: Network): string {
  if (!name.startsWith(outer)) return name;
  const inner = name.slice(outer.length);
  if (home.classifier !== undefined && inner.startsWith(home.classifier))
    return `${USUAL_PATH}.${inner.slice(home.classifier.length)}`;
  if (!inner.startsWith(home.path)) return inner;
  return naming.renames.reduce((left, [from, to]) => left.replace(from, to), inner.slice(home.path.length));
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
        'ambiguous',
        `the tensors ${quoted(other.original)} and ${quoted(tensor.original)} of the checkpoint are both ${quoted(tensor.name)} of the model; save one network's state_dict`,
      );
    byName.set(tensor.name, tensor);
  }
  return new Map([...byName].map(([name, { tensor }]) => [name, tensor]));
}
