/**
 * All kernels, one line each. Of those that accept a step the first is taken: fast ones first, fallbacks last.
 */
import { ConfigError } from '../core/errors';
import type { Op } from '../ops/op';
import { attentionWeightedSum } from './attentionWeightedSum';
import { avgPool2d } from './avgPool2d';
import { conv2dDirect } from './conv2dDirect';
import { conv2dPlain } from './conv2dPlain';
import { conv2dPointwise } from './conv2dPointwise';
import { globalAvgPool } from './globalAvgPool';
import { globalAvgPoolSmall } from './globalAvgPoolSmall';
import { groupedFc } from './groupedFc';
import type { Kernel, StepShapes } from './kernel';
import { maxPool2d } from './maxPool2d';
import { rSoftMax } from './rSoftMax';
import { splitSum } from './splitSum';

export const kernels: readonly Kernel[] = [
  groupedFc,
  conv2dPointwise,
  conv2dDirect,
  conv2dPlain,
  maxPool2d,
  avgPool2d,
  globalAvgPoolSmall,
  globalAvgPool,
  splitSum,
  rSoftMax,
  attentionWeightedSum,
];

/** The first kernel that accepts the step. */
export function kernelFor(op: Op, shapes: StepShapes): Kernel {
  const kernel = kernels.find((candidate) => candidate.op === op.type && candidate.accepts(op, shapes));
  if (!kernel) throw new ConfigError(`no kernel computes ${op.type} on [${shapes.input.join(', ')}]`);
  return kernel;
}

const byName = new Map(kernels.map((kernel) => [kernel.name, kernel]));

/** The kernel of a plan's step. */
export function kernelNamed(name: string): Kernel {
  const kernel = byName.get(name);
  if (!kernel) throw new ConfigError(`there is no kernel ${name}`);
  return kernel;
}
