/**
 * A checkpoint with another last layer: what was taught on a model's pooled features, as a file of the whole model.
 */
import { tagOf } from '../core/described';
import { ConfigError } from '../core/errors';
import { inWords, isObject } from '../core/json';
import { counted } from '../core/wording';
import type { ClassifierOptions } from '../door';
import { MAP_CHANNELS, OF_BACKBONE } from '../model/backbone/features';
import { checkpointOf } from './checkpoint';
import { readClassifierOptions } from '../options';
import { openCheckpoint } from '../weights/checkpoint';
import { writeSafetensors } from '../weights/containers/writeSafetensors';
import { stateDictOf } from '../weights/stateDict';

/** A linear layer on the pooled features that `embed` gives. */
export interface LinearHead {
  /** [classes, 2048], row-major. */
  readonly weight: Float32Array;
  /** [classes] */
  readonly bias: Float32Array;
}

/** Which checkpoint, as `createClassifier` was told, and who waits for it. */
export interface CheckpointOptions extends Pick<
  ClassifierOptions,
  'model' | 'weights' | 'weightsBaseUrl' | 'sha256' | 'signal'
> {
  /** Hears how many bytes of the file have come, out of how many, if that is known. */
  readonly onProgress?:
    ((progress: { readonly loaded: number; readonly total: number | undefined }) => void) | undefined;
}

/**
 * The backbone of a checkpoint with another head in place of its own, as a safetensors file with PyTorch's names:
 * `createClassifier` and the original code's `load_state_dict` load it. The checkpoint is fetched or read once more. The
 * head stands behind the mean of the last maps, as in the published models. Throws a ConfigError for a wrong option or
 * a head of another form, a WeightsError for a checkpoint that cannot be read, or the signal's reason.
 * @example const file = await checkpointWithHead({ model: 'resnest50d.in1k' }, { weight, bias });
 */
export async function checkpointWithHead(options: CheckpointOptions, head: LinearHead): Promise<Blob> {
  readClassifierOptions(options);
  const kinds = isObject(head) ? [head.weight, head.bias].map(tagOf) : [inWords(head)];
  if (kinds.some((kind) => kind !== 'Float32Array'))
    throw new ConfigError('option', `the head must be { weight, bias } of Float32Arrays, not ${kinds.join(' and ')}`);
  const { weight, bias } = head;
  const { signal, onProgress, ...which } = options;
  const classes = bias.length;
  if (classes === 0 || weight.length !== classes * MAP_CHANNELS)
    throw new ConfigError(
      'option',
      `a head for ${counted(classes, 'class')} has ${String(classes * MAP_CHANNELS)} weights, not ${String(weight.length)}; give [classes, ${String(MAP_CHANNELS)}] and [classes]`,
    );
  const { facts, close } = await openCheckpoint(checkpointOf(which), {
    signal,
    onProgress: ({ loaded, total }) => onProgress?.({ loaded, total }),
  });
  try {
    const backbone = [...facts.stateDict].filter(
      ([name]) => OF_BACKBONE.test(name) && !name.endsWith('num_batches_tracked'),
    );
    const head = stateDictOf(
      new Map([
        ['fc.weight', { shape: [classes, MAP_CHANNELS], data: weight }],
        ['fc.bias', { shape: [classes], data: bias }],
      ]),
    );
    return await writeSafetensors(new Map([...backbone, ...head]), signal);
  } finally {
    close();
  }
}
