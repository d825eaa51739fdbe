/**
 * The parameters that a checkpoint of a model holds, read off its graph.
 */
import type { Parameter } from '../core/weights';
import { elementCount } from '../core/tensor';
import { unreachable } from '../core/need';
import type { Graph, Node } from './graph';

/** Names and shapes as in PyTorch's state dict, without `num_batches_tracked`. */
export const parametersOf = (graph: Graph): Parameter[] => graph.nodes.flatMap(nodeParameters);

/** How many numbers training adjusts: PyTorch's `sum(p.numel() for p in model.parameters())`. */
export function parameterCount(graph: Graph): number {
  const trained = parametersOf(graph).filter(({ name }) => !/\.running_(mean|var)$/.test(name));
  return trained.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

function nodeParameters({ name, module }: Node): Parameter[] {
  switch (module.type) {
    case 'Conv2d': {
      const { inChannels, outChannels, groups, kernelSize, bias } = module;
      const weight = { name: `${name}.weight`, shape: [outChannels, inChannels / groups, kernelSize, kernelSize] };
      return bias ? [weight, { name: `${name}.bias`, shape: [outChannels] }] : [weight];
    }
    case 'Linear':
      return [
        { name: `${name}.weight`, shape: [module.outFeatures, module.inFeatures] },
        ...(module.bias ? [{ name: `${name}.bias`, shape: [module.outFeatures] }] : []),
      ];
    case 'GeM':
      return module.parameterShape ? [{ name: `${name}.p`, shape: module.parameterShape }] : [];
    case 'BatchNorm2d':
      return ['weight', 'bias', 'running_mean', 'running_var'].map((part) => ({
        name: `${name}.${part}`,
        shape: [module.numFeatures],
      }));
    case 'ReLU':
    case 'Add':
    case 'maxPool2d':
    case 'avgPool2d':
    case 'globalAvgPool':
    case 'globalPool':
    case 'splitSum':
    case 'rSoftMax':
    case 'attentionWeightedSum':
      return [];
    default:
      return unreachable(module, 'module');
  }
}
