/**
 * Finds the state dict inside what a checkpoint holds: training scripts wrap it in other dicts.
 */
import { WeightsError } from '../core/errors';
import { kindOf, type PickleDict, type PickleValue } from './pickleValues';
import { StridedTensor } from './torchTensor';
import { listed, quoted } from './wording';

/** The keys under which scripts put weights, best first; averaged weights (EMA) only where there are no others. */
const WRAPPERS: readonly string[] = [
  ...['state_dict', 'model_state_dict', 'model_state', 'model', 'net', 'network', 'module', 'weights'],
  ...['state_dict_ema', 'model_state_dict_ema', 'model_ema', 'ema_state_dict', 'ema_model', 'ema'],
];

/**
 * The tensors of a checkpoint by name, in its order: those of the first dict with tensors that is found by going down
 * through the usual wrappers (`state_dict` before `model`, both before EMA), else those of the checkpoint itself, else
 * those of any dict in it. Other values beside them are left out. Throws a WeightsError if there are no tensors.
 */
export function unwrapTensors(checkpoint: PickleValue): Map<string, StridedTensor> {
  if (checkpoint instanceof Map) {
    const found = findTensors(checkpoint);
    if (found) return found;
    const keys = [...checkpoint.keys()].filter((key) => typeof key === 'string');
    throw new WeightsError(
      `the checkpoint is a dict without a state dict (its keys: ${listed(keys.map(quoted)) || 'none'}); ` +
        'choose a file that was saved with torch.save(model.state_dict(), path)',
    );
  }
  throw new WeightsError(
    `the checkpoint holds ${kindOf(checkpoint)}, expected a state dict; ` +
      'choose a file that was saved with torch.save(model.state_dict(), path)',
  );
}

/** Searches depth first, each dict once: a hostile file may have cycles. */
function findTensors(checkpoint: PickleDict): Map<string, StridedTensor> | undefined {
  const seen = new Set<PickleDict>();
  const waiting = [checkpoint];
  const opened: PickleDict[] = [];
  for (let dict = waiting.pop(); dict; dict = waiting.pop()) {
    if (seen.has(dict)) continue;
    seen.add(dict);
    opened.push(dict);
    const inner = WRAPPERS.map((key) => dict.get(key)).filter((value) => value instanceof Map);
    if (inner.length === 0 && tensorsOf(dict).size > 0) return tensorsOf(dict);
    waiting.push(...inner.toReversed());
  }
  const others = [...checkpoint.values()].filter((value) => value instanceof Map);
  return [...new Set([...opened, ...others])].map(tensorsOf).find(({ size }) => size > 0);
}

const tensorsOf = (dict: PickleDict): Map<string, StridedTensor> =>
  new Map(
    [...dict].filter(
      (entry): entry is [string, StridedTensor] => typeof entry[0] === 'string' && entry[1] instanceof StridedTensor,
    ),
  );
