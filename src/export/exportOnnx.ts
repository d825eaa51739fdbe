/**
 * A model with its weights as an ONNX file, for the runtimes that read one.
 */
import { defect, need, needAt } from '../core/need';
import type { Shape4 } from '../core/tensor';
import type { WeightSource } from '../core/weights';
import { type Graph, mainNode, type Node, type NodeId, type OutputName } from '../model/graph';
import { parametersOf } from '../model/parameters';
import { shapesOf } from '../model/shapes';
import { type FoldedWeight, foldBatchNorm } from '../weights/packing/fold';
import { matchParameters, type StateDict } from '../weights/stateDict';
import { encodeModel, type OnnxValue } from './onnx';
import { OnnxBuilder } from './operators';
import { writeModule } from './writers';

/** A model while it is exported, with the value of each node that is written. */
interface Exporting {
  readonly graph: Graph;
  /** What a node with a weight computes with, the batch norm that reads it folded in. */
  readonly folded: (node: Node) => FoldedWeight;
  readonly values: ReadonlyMap<NodeId, string>;
  readonly shapeOf: (id: NodeId) => Shape4;
}

export interface ExportOptions {
  /** The model's name, for the file and for messages. */
  readonly name: string;
  readonly inputSize: readonly [height: number, width: number];
}

/**
 * The file in chunks: `input` [N, C, H, W] of any N and the given size to the graph's main output, which is `logits`
 * [N, classes], or `embedding` [N, 2048] of a model without a classifier; a map keeps its height and width. Batch norms
 * are folded. Rejects with a WeightsError if the checkpoint does not fit the model.
 */
export async function exportOnnx(
  graph: Graph,
  stateDict: StateDict,
  { name, inputSize }: ExportOptions,
): Promise<readonly Uint8Array[]> {
  matchParameters(stateDict, parametersOf(graph), name);
  const weights = await foldAll(graph, stateDict);
  const folded = ({ id, name }: Node): FoldedWeight => need(weights, id, `weight of ${name},`);
  const { b, values, shapeOf } = writeNodes(graph, folded, inputSize);
  const node = mainNode(graph);
  const last = need(values, node, 'value of node');
  const [, channels, height, width] = shapeOf(node);
  const isVector = height === 1 && width === 1;
  const output = last === graph.main ? last : b.rename(b.node(isVector ? 'Flatten' : 'Identity', [last]), graph.main);
  return encodeModel({
    name,
    nodes: b.nodes,
    initializers: b.initializers,
    inputs: [inputOf(graph, inputSize)],
    outputs: [{ name: output, shape: isVector ? ['N', channels] : ['N', channels, height, width] }],
  });
}

/** A file that gives every output of its graph. */
export interface WholeFile {
  readonly chunks: readonly Uint8Array[];
  /** The name of each output in the file, and its shape for one image. */
  readonly outputs: ReadonlyMap<OutputName, { readonly value: string; readonly shape: Shape4 }>;
}

/** The same for every output of the graph, of weights that are folded. The shapes of the outputs are not written. */
export function exportWhole(
  graph: Graph,
  folded: (node: Node) => FoldedWeight,
  { name, inputSize }: ExportOptions,
): WholeFile {
  const { b, values, shapeOf } = writeNodes(graph, folded, inputSize);
  const outputs = new Map(
    Object.entries(graph.outputs).map(([output, id]) => [
      output,
      { value: need(values, id, 'value of node'), shape: shapeOf(id) },
    ]),
  );
  const chunks = encodeModel({
    name,
    nodes: b.nodes,
    initializers: b.initializers,
    inputs: [inputOf(graph, inputSize)],
    outputs: valuesOf(outputs.values()).map((name) => ({ name })),
  });
  return { chunks, outputs };
}

/** The values behind some outputs, each once: two outputs may be one value. */
export const valuesOf = (outputs: Iterable<{ readonly value: string }>): readonly string[] => [
  ...new Set(Array.from(outputs, ({ value }) => value)),
];

const inputOf = ({ inChannels }: Graph, inputSize: ExportOptions['inputSize']): OnnxValue => ({
  name: 'input',
  shape: ['N', inChannels, ...inputSize],
});

/** All modules of a graph, with the value that each node computes. */
function writeNodes(graph: Graph, folded: Exporting['folded'], inputSize: ExportOptions['inputSize']) {
  const shapes = shapesOf(graph, [1, graph.inChannels, ...inputSize]);
  const shapeOf = (id: NodeId): Shape4 => need(shapes, id, 'shape of node');
  const b = new OnnxBuilder();
  const values = new Map<NodeId, string>([[0, 'input']]);
  for (const node of graph.nodes) values.set(node.id, add(b, node, { graph, folded, values, shapeOf }));
  return { b, values, shapeOf };
}

/** Adds one module; gives the name of its output. */
function add(b: OnnxBuilder, node: Node, { graph, folded, values, shapeOf }: Exporting): string {
  const { id, name, module, inputs } = node;
  const from = needAt(inputs, 0, `input of ${name},`);
  b.begin(name);
  const value = writeModule(b, {
    module,
    input: (place) => need(values, needAt(inputs, place, `input of ${name},`), 'value of node'),
    inputShape: shapeOf(from),
    outputShape: shapeOf(id),
    isFolded: isFolded(node, graph),
    folded: () => folded(node),
  });
  return b.rename(value, id === mainNode(graph) && node.module.type === 'Linear' ? graph.main : name);
}

/** The weights of all nodes that have one of their own. */
async function foldAll(graph: Graph, stateDict: StateDict): Promise<ReadonlyMap<NodeId, FoldedWeight>> {
  const folded = new Map<NodeId, FoldedWeight>();
  for (const node of graph.nodes)
    if (hasWeight(node) || (node.module.type === 'BatchNorm2d' && !isFolded(node, graph)))
      folded.set(node.id, await foldBatchNorm(sourceOf(node, graph), stateDict));
  return folded;
}

const hasWeight = ({ module }: Node): boolean => module.type === 'Conv2d' || module.type === 'Linear';

/** Whether a node is a batch norm that the module which it reads takes into its weight. */
function isFolded({ module, inputs }: Node, { nodes }: Graph): boolean {
  const before = nodes.find(({ id }) => id === inputs[0]);
  return module.type === 'BatchNorm2d' && before !== undefined && hasWeight(before);
}

/** The tensors of a module with a weight, and of the batch norm that reads it; or of a batch norm by itself. */
function sourceOf({ id, name, module }: Node, { nodes }: Graph): WeightSource {
  if (module.type === 'BatchNorm2d') return { conv: name, bias: false, batchNorm: name, isNorm: true };
  if (module.type !== 'Conv2d' && module.type !== 'Linear') throw defect(`module ${name} has no weight`);
  const batchNorm = nodes.find((next) => next.module.type === 'BatchNorm2d' && next.inputs[0] === id);
  return { conv: name, bias: module.bias, ...(batchNorm && { batchNorm: batchNorm.name }) };
}
