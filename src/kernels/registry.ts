/**
 * All kernels, one line each: fast ones first, fallbacks last. Of convolutions the adapter's table has the order.
 */
import { ConfigError } from '../core/errors';
import { attention } from './attention';
import { attentionWeightedPool } from './attentionWeightedPool';
import { attentionWeightedSum } from './attentionWeightedSum';
import { attentionWeightedSumBlocked } from './attentionWeightedSumBlocked';
import { avgPool2d } from './avgPool2d';
import { conv2dDirect } from './conv2dDirect';
import { conv2dPlain } from './conv2dPlain';
import { conv2dPointwise } from './conv2dPointwise';
import { conv2dShared } from './conv2dShared';
import { conv2dSplitK } from './conv2dSplitK';
import { conv2dStationary } from './conv2dStationary';
import { conv2dStem } from './conv2dStem';
import { globalAvgPool } from './globalAvgPool';
import { globalAvgPoolSmall } from './globalAvgPoolSmall';
import { groupedFc } from './groupedFc';
import type { Kernel } from './kernel';
import { maxPool2d } from './maxPool2d';
import { rSoftMax } from './rSoftMax';
import { splitSum } from './splitSum';
import { winogradInput } from './winogradInput';
import { winogradOutput } from './winogradOutput';
import { winogradWeights } from './winogradWeights';

export const kernels: readonly Kernel[] = [
  groupedFc,
  conv2dStem,
  conv2dStationary,
  conv2dShared,
  conv2dSplitK,
  conv2dPointwise,
  conv2dDirect,
  conv2dPlain,
  maxPool2d,
  avgPool2d,
  globalAvgPoolSmall,
  globalAvgPool,
  splitSum,
  rSoftMax,
  attentionWeightedSumBlocked,
  attentionWeightedSum,
  attention,
  attentionWeightedPool,
  winogradInput,
  winogradOutput,
];

type Shader = Pick<Kernel, 'name' | 'source'>;

const byName = new Map<string, Shader>([...kernels, winogradWeights].map((kernel) => [kernel.name, kernel]));

/** A kernel by its name. */
export function kernelCalled(name: string): Kernel {
  const kernel = kernels.find((candidate) => candidate.name === name);
  if (!kernel) throw new ConfigError(`there is no kernel ${name}`);
  return kernel;
}

/** The shader of a plan's step. */
export function kernelNamed(name: string): Shader {
  const kernel = byName.get(name);
  if (!kernel) throw new ConfigError(`there is no kernel ${name}`);
  return kernel;
}
