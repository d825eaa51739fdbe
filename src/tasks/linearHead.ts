/**
 * A classifier as one linear function: for each class, a factor for each channel of layer4 and a bias.
 */
import { ConfigError } from '../core/errors';
import { need, needAt } from '../core/need';
import type { WeightReader, WeightRow } from '../core/weights';
import { type Graph, type Node, nodeOf } from '../model/graph';

/** One linear layer, of a classifier or of a batch norm. */
interface Layer {
  /** The module's path in the state dict. */
  readonly path: string;
  readonly inputs: number;
  readonly outputs: number;
  /** The first input that an output reads; it reads the ones behind it as well, for as many factors as it has. */
  readonly firstInput: (output: number) => number;
}

/** The layers behind the pooled maps. */
export interface LinearHead {
  /** From the logits back to the pooled features. */
  readonly layers: readonly Layer[];
  readonly classes: number;
}

/**
 * The classifier of a graph whose logits are a linear function of the mean of layer4's maps. Throws a ConfigError that says
 * why there is none.
 */
export function linearHead(graph: Graph): LinearHead {
  if (!('logits' in graph.outputs))
    throw new ConfigError(
      'no-classifier',
      'this checkpoint has no classifier, so there is no class to explain; load one that has',
    );
  if (!('embedding' in graph.outputs) || nodeOf(graph, 'embedding').inputs[0] !== nodeOf(graph, 'layer4').id)
    throw new ConfigError(
      'not-linear',
      "explain() needs a classifier that reads layer4's pooled maps, and this model has another; features() gives the maps themselves",
    );
  const pool = nodeOf(graph, 'embedding');
  if (pool.module.type !== 'globalAvgPool')
    throw new ConfigError(
      'not-linear',
      `explain() needs maps that are pooled by their mean, and this model pools them by ${poolName(pool)}; features() gives the maps themselves`,
    );
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const before = ({ inputs }: Node): Node => need(byId, needAt(inputs, 0, 'input'), 'node');
  const layers: Layer[] = [];
  for (let node = nodeOf(graph, 'logits'); node.id !== pool.id; node = before(node)) layers.push(layerOf(node));
  return { layers, classes: needAt(layers, 0, 'layer').outputs };
}

const poolName = ({ module }: Node): string => (module.type === 'globalPool' ? module.mode : module.type);

function layerOf({ name, module }: Node): Layer {
  switch (module.type) {
    case 'Linear':
      return { path: name, inputs: module.inFeatures, outputs: module.outFeatures, firstInput: () => 0 };
    case 'BatchNorm2d':
      return { path: name, inputs: module.numFeatures, outputs: module.numFeatures, firstInput: (output) => output };
    default:
      throw new ConfigError(
        'not-linear',
        `explain() needs a classifier that is linear, and this one has a ${module.type} ("${name}") between its layers; features() gives the maps that it reads`,
      );
  }
}

/**
 * The factors of layer4's channels in the logit of a class, and what is added to their sum: the product of the head's
 * layers, of the weights as the GPU holds them.
 */
export async function classRow({ layers }: LinearHead, rows: WeightReader, index: number): Promise<WeightRow> {
  let [outputs, factors, bias] = [[index], Float64Array.of(1), 0];
  for (const { path, inputs, firstInput } of layers) {
    if (!rows.has(path)) continue; // it was folded into the layer before it, which comes next
    const next = new Float64Array(inputs);
    for (const [i, row] of (await rows.read(path, outputs)).entries()) {
      const share = factors[i] ?? NaN;
      const first = firstInput(outputs[i] ?? NaN);
      bias += share * row.bias;
      row.factors.forEach((factor, j) => (next[first + j] = (next[first + j] ?? NaN) + share * factor));
    }
    factors = next;
    outputs = Array.from({ length: inputs }, (_, input) => input);
  }
  return { factors, bias };
}
