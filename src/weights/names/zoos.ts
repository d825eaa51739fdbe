/**
 * How other projects name a ResNeSt's tensors and what they store around it, as data.
 */
import { OF_BACKBONE } from '../../model/backbone/features';
import { USUAL_PATH } from '../../model/heads/classifier/config';
import { isOfHead } from '../../model/heads/heads';

/**
 * Wrappers of a module that do not change its tensors: data parallelism, torch.compile, sharding, activation
 * checkpoints.
 */
export const WRAPPERS: ReadonlySet<string> = new Set([
  'module',
  '_orig_mod',
  '_fsdp_wrapped_module',
  '_checkpoint_wrapped_module',
]);

/**
 * A word for averaged weights, in the prefix of a network ("model_ema.") or in the key of a dictionary
 * ("state_dict_ema"). Of two networks in one state dict the averaged one is taken, since it is better. Of two state
 * dicts in a dictionary it is taken last.
 */
export const AVERAGED = /(^|[._])(ema|swa|shadow|averaged)($|[._])/;

/** The names that projects give a classifier. */
export const CLASSIFIER_WORD = /^(fc|head|classifier|last_linear|cls)$/;

/** A tensor of a classifier beside a backbone, or of the pool before it, by its name in the larger model. */
export const OF_CLASSIFIER = /^(\w+\.){0,2}((fc|head|classifier|last_linear|cls)\b|((\w*_)?pool|pooling|gem)\.)/;

/** Whether a tensor is of the network, by the original's name of it. */
export const isOwnModule = (name: string): boolean => OF_BACKBONE.test(name) || isOfHead(name);

type Rename = readonly [from: RegExp, to: string];

/** A way to name the tensors of a backbone. */
export interface Naming {
  /** Two tensors that every network of this naming has. */
  readonly stem: string;
  readonly block: string;
  /** Applied in order, each to the result of the one before. */
  readonly renames: readonly Rename[];
}

const MM_STEM: readonly Rename[] = [
  // mmpretrain: three modules of a convolution and a norm.
  [/^stem\.0\.conv\./, 'conv1.0.'],
  [/^stem\.0\.bn\./, 'conv1.1.'],
  [/^stem\.1\.conv\./, 'conv1.3.'],
  [/^stem\.1\.bn\./, 'conv1.4.'],
  [/^stem\.2\.conv\./, 'conv1.6.'],
  [/^stem\.2\.bn\./, 'bn1.'],
  // mmdetection and mmsegmentation: the original's sequence, with the last norm in it.
  [/^stem\.7\./, 'bn1.'],
  [/^stem\./, 'conv1.'],
];

const DETECTRON: readonly Rename[] = [
  [/^stem\.conv1_1\.norm\./, 'conv1.1.'],
  [/^stem\.conv1_1\./, 'conv1.0.'],
  [/^stem\.conv1_2\.norm\./, 'conv1.4.'],
  [/^stem\.conv1_2\./, 'conv1.3.'],
  [/^stem\.conv1_3\.norm\./, 'bn1.'],
  [/^stem\.conv1_3\./, 'conv1.6.'],
  [/^stem\.conv1\.norm\./, 'bn1.'],
  [/^stem\.conv1\./, 'conv1.'],
  [/^res2\./, 'layer1.'],
  [/^res3\./, 'layer2.'],
  [/^res4\./, 'layer3.'],
  [/^res5\./, 'layer4.'],
  [/^(layer\d\.\d+\.)conv(\d)\.norm\./, '$1bn$2.'],
  [/^linear\./, `${USUAL_PATH}.`],
];

// A shortcut's average pool has no tensors: with a deep stem it is there, in every published configuration.
const DETECTRON_DEEP: readonly Rename[] = [
  [/\.shortcut\.norm\./, '.downsample.2.'],
  [/\.shortcut\./, '.downsample.1.'],
];
const DETECTRON_PLAIN: readonly Rename[] = [
  [/\.shortcut\.norm\./, '.downsample.1.'],
  [/\.shortcut\./, '.downsample.0.'],
];

const BLOCK = 'layer1.0.conv1.weight';

export const NAMINGS: readonly Naming[] = [
  { stem: 'conv1.0.weight', block: BLOCK, renames: [] },
  { stem: 'conv1.weight', block: BLOCK, renames: [] },
  { stem: 'stem.0.conv.weight', block: BLOCK, renames: MM_STEM },
  { stem: 'stem.0.weight', block: BLOCK, renames: MM_STEM },
  { stem: 'stem.conv1_1.weight', block: 'res2.0.conv1.weight', renames: [...DETECTRON, ...DETECTRON_DEEP] },
  { stem: 'stem.conv1.weight', block: 'res2.0.conv1.weight', renames: [...DETECTRON, ...DETECTRON_PLAIN] },
];

/** Where a project keeps the backbone in its larger model. */
export interface Home {
  /** The backbone's path, '' or with its last dot. */
  readonly path: string;
  /** Tensors beside the backbone that have no part in it, by their names in the larger model. */
  readonly strangers?: RegExp;
  /** Where the larger model keeps a classifier of its own. */
  readonly classifier?: string;
}

/** The longer paths come first. */
export const HOMES: readonly Home[] = [
  // detectron2-ResNeSt with a feature pyramid
  {
    path: 'backbone.bottom_up.',
    strangers: /^(backbone\.fpn_|(proposal_generator|roi_heads|sem_seg_head)\.|pixel_(mean|std)$)/,
  },
  // mmpretrain, mmdetection, mmsegmentation (`ema_`: a copy with the dots replaced); detectron2-ResNeSt without a pyramid
  {
    path: 'backbone.',
    strangers:
      /^(((rpn|roi|bbox|mask|semantic|panoptic|decode|auxiliary)_head|data_preprocessor|proposal_generator|roi_heads|sem_seg_head)\.|ema_|pixel_(mean|std)$)/,
    classifier: 'head.fc.',
  },
  // segmentation_models_pytorch, the first of its universal timm encoder
  { path: 'encoder.model.', strangers: /^(decoder|segmentation_head|classification_head)\./ },
  { path: 'encoder.', strangers: /^(decoder|segmentation_head|classification_head)\./ },
  // PyTorch-Encoding
  { path: 'pretrained.', strangers: /^(head|auxlayer|jpu)\./ },
  { path: '' },
];
