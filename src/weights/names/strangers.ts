/**
 * Tensors that training scripts put beside a model and that inference never uses, as data.
 */
import { isOfHead } from '../../model/heads/heads';

/** Counters, wherever they stand: of averaging (PyTorch, mmengine, ema_pytorch), and of thop's profiler. */
export const COUNTERS = /^(n_averaged|steps?|initted)$|(^|\.)total_(ops|params)$/;

/** Whole words of a module's name, between underscores. */
const LOSSES = 'criterion|criteria|loss|losses|lossfn|objective';
const SCORES = 'metric|metrics|cm|confmat|confusion|acc|acc1|acc5|accuracy|auc|auroc|auprc|f1|iou|miou|jaccard';
const SETS = 'train|training|val|valid|validation|test';

/** By the name of the module at the top: a loss, a score, or a module that is trained beside the classifier. */
const MODULES: readonly RegExp[] = [
  new RegExp(`^(\\w+_)?(${LOSSES}|${SCORES})(_\\w+)?\\.`),
  new RegExp(`^(${SETS})_\\w+\\.`),
  /^\w*(Loss|Metric|Criterion)\w*\./,
  /^(aux|auxiliary|decoder|decode|segmentation|projector|projection_head|predictor|reconstruction)(_\w+)?\./,
];

/** By the name that the tensor's own module gave it. */
const BUFFERS = /(^|\.)(pos_weight|class_weights?|confmat)$/;

/** Numbers that a script wrote among the weights, as in `state_dict["epoch"] = 3`. */
const NUMBERS =
  /^(epochs?|iter|iters|iteration|iterations|global_step|step|lr|learning_rate|seed|score|(\w+_)?(loss|acc|acc1|acc5|accuracy|auc|auroc|f1|map|metric|iou|miou)|best_\w+)$/;

/** The properties of a tensor by which a stranger is known. */
interface Shaped {
  readonly shape: readonly number[];
}

/** Whether a tensor of that name beside a network, or in its module, is known to have no part in it. */
export const isStranger = (name: string, { shape }: Shaped): boolean =>
  (MODULES.some((module) => module.test(name)) && !isOfHead(name)) ||
  BUFFERS.test(name) ||
  (NUMBERS.test(name) && shape.every((size) => size === 1));
