/**
 * All kernels, one line each: fast ones first, fallbacks last. Of convolutions the adapter's table has the order.
 */
import { need } from '../../core/need';
import { attention } from '../attention';
import { attentionWeightedPool } from '../attentionWeightedPool';
import { attentionWeightedSum } from '../attentionWeightedSum';
import { attentionWeightedSumBlocked } from '../attentionWeightedSumBlocked';
import { avgPool2d } from '../avgPool2d';
import { conv2dDirect } from '../convolution/conv2dDirect';
import { conv2dPlain } from '../convolution/conv2dPlain';
import { conv2dPointwise } from '../convolution/conv2dPointwise';
import { conv2dShared } from '../convolution/conv2dShared';
import { conv2dSplitK } from '../convolution/conv2dSplitK';
import { conv2dStationary } from '../convolution/conv2dStationary';
import { conv2dStem } from '../convolution/conv2dStem';
import { globalAvgPool } from '../globalAvgPool';
import { gemPool } from '../gemPool';
import { globalAvgPoolSmall } from '../globalAvgPoolSmall';
import { globalPool } from '../globalPool';
import { groupedFc } from '../convolution/groupedFc';
import type { Kernel } from '../kernel';
import { maxPool2d } from '../maxPool2d';
import { rSoftMax } from '../rSoftMax';
import { splitSum } from '../splitSum';
import { winogradInput } from '../winograd/winogradInput';
import { winogradOutput } from '../winograd/winogradOutput';
import { decompositions } from './decompositions';

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
  globalPool,
  gemPool,
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

/** The shaders of all kernels, then those that compute derived weights. */
export const shaders: readonly Shader[] = [...kernels, ...decompositions.flatMap((each) => each.shaders)];

const byName = <S extends Shader>(shaders: readonly S[]): ReadonlyMap<string, S> =>
  new Map(shaders.map((shader) => [shader.name, shader]));

const kernelsByName = byName(kernels);
const shadersByName = byName(shaders);

/** A kernel by its name. */
export const kernelNamed = (name: string): Kernel => need(kernelsByName, name, 'kernel');

/** The shader of a plan's step or derived weight. */
export const shaderNamed = (name: string): Shader => need(shadersByName, name, 'kernel');
