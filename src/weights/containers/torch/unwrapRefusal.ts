/**
 * Says why no state dict can be had from a checkpoint: what holds its weights is of a class that nobody here knows.
 */
import { WeightsError } from '../../../core/errors';
import { networksIn, withoutWrappers } from '../../names/network';
import { Inert, kindOf, type PickleDict, type PickleValue, Tuple } from '../pickle/values';
import { listed, printable, quoted } from '../../../core/wording';

const ADVICE = 'choose a file that was saved with torch.save(model.state_dict(), path)';

/** Throws a WeightsError for a checkpoint without any tensors that could be weights. */
export function refuse(checkpoint: PickleValue): never {
  if (!(checkpoint instanceof Map))
    throw new WeightsError(
      'unsupported',
      `the checkpoint holds ${kindOf(checkpoint)}, expected a state dict; ${ADVICE}`,
    );
  const keys = [...checkpoint.keys()].filter((key) => typeof key === 'string');
  throw new WeightsError(
    'unsupported',
    `the checkpoint is a dict without a state dict (its keys: ${listed(keys.map(quoted)) || 'none'}); ${ADVICE}`,
  );
}

/** Throws a WeightsError where the checkpoint holds a whole module, or a network within an object that is not opened. */
export function refuseHidden(checkpoint: PickleValue): void {
  const seen = new Set<PickleValue>();
  let level: { value: PickleValue; within: Inert | undefined }[] = [{ value: checkpoint, within: undefined }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { value, within } of level) {
      if (typeof value !== 'object' || value === null || seen.has(value)) continue;
      seen.add(value);
      if (value instanceof Inert && isModule(value)) throw wholeModule(value);
      const dict = value instanceof Inert ? value.items : value;
      const outermost = within ?? (value instanceof Inert ? value : undefined);
      if (outermost && dict instanceof Map && namesNetwork(dict)) throw hidden(outermost);
      for (const inner of partsOf(value)) next.push({ value: inner, within: outermost });
    }
    level = next;
  }
}

function* partsOf(value: PickleValue): Iterable<PickleValue> {
  if (Array.isArray(value)) yield* value;
  else if (value instanceof Map) yield* value.values();
  else if (value instanceof Tuple) yield* value.items;
  else if (value instanceof Inert) {
    yield* value.held ?? [];
    if (value.items) yield* value.items.values();
  }
}

/** What every torch.nn.Module has among its attributes. */
const isModule = ({ held = [] }: Inert): boolean =>
  held.some((state) => state instanceof Map && ['_modules', '_parameters', '_buffers'].every((key) => state.has(key)));

const namesNetwork = (dict: PickleDict): boolean =>
  networksIn(new Set([...dict.keys()].flatMap((key) => (typeof key === 'string' ? [withoutWrappers(key)] : []))))
    .length > 0;

const wholeModule = ({ name }: Inert): WeightsError =>
  new WeightsError(
    'unsupported',
    `the checkpoint is a whole pickled module (${printable(name)}), which takes its Python code to open; ` +
      'save its weights alone with torch.save(model.state_dict(), path)',
  );

const hidden = ({ name }: Inert): WeightsError =>
  new WeightsError(
    'unsupported',
    `the checkpoint keeps its weights in an object of ${printable(name)}, which takes its Python code to open; ` +
      'save the weights alone with torch.save(model.state_dict(), path)',
  );
