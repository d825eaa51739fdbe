/**
 * Explanations of the outputs of a run.
 */
import { defect, need, needAt } from '../../core/need';
import { Pauses } from '../../core/pauses';
import type { HostTensor } from '../../core/tensor';
import { placementOf, wholeInput } from '../../image/geometry';
import { laidBy, type PlaneMap } from '../../image/layOnto';
import { type Graph, nodeOf, type OutputName, type Outputs } from '../../model/graph';
import { type Asked, ATTENTION, attentionOutputs, type BlockAttention, type Explanation } from './explanation';
import { classRow, linearHead } from '../linearHead';
import { ranked } from '../scoring/ranked';
import { type Model, outputOf, type Seen } from '../task';

/** The explanation of what was asked. */
export async function explained(
  { index, activation, labels }: Asked,
  outputs: Outputs,
  { graph, rows }: Model,
  seen: Seen,
): Promise<Explanation> {
  const logits = outputOf(outputs, 'logits').data;
  const classes = ranked(logits, { topK: logits.length, activation, labels });
  const chosen =
    index === undefined
      ? needAt(classes, 0, 'class')
      : need(new Map(classes.map((each) => [each.index, each])), index, 'class');
  const { factors, bias } = await classRow(linearHead(graph), rows, chosen.index);
  const map = await classMap(outputOf(outputs, 'layer4'), factors);
  return {
    ...chosen,
    ...{ logit: needAt(logits, chosen.index, 'logit of class'), bias, map },
    onPhoto: laidBy(map, placementIn(seen)),
    attention: attentionOutputs(graph).map((name) => attentionOf(graph, name, outputs)),
  };
}

/** The channels [1, C, h, w] added up with their factors. */
export async function classMap({ shape, data }: HostTensor, factors: Float64Array): Promise<PlaneMap> {
  const [height, width] = [needAt(shape, 2, 'size'), needAt(shape, 3, 'size')];
  const places = height * width;
  const sums = new Float64Array(places);
  const pauses = new Pauses(); // the map of a large tensor takes hundreds of milliseconds
  for (const [channel, factor] of factors.entries()) {
    await pauses.due();
    for (let place = 0; place < places; place++)
      sums[place] = (sums[place] ?? NaN) + factor * needAt(data, channel * places + place, 'value');
  }
  return { shape: [height, width], data: Float32Array.from(sums) };
}

function attentionOf(graph: Graph, name: OutputName, outputs: Outputs): BlockAttention {
  const { module } = nodeOf(graph, name);
  if (module.type !== 'rSoftMax') throw defect(`the output ${name} is a ${module.type}`);
  const { radix, cardinality: groups } = module;
  const { data } = outputOf(outputs, name);
  const channels = data.length / radix;
  const mean = (split: number): number =>
    data.subarray(split * channels, (split + 1) * channels).reduce((sum, weight) => sum + weight, 0) / channels;
  return {
    ...{ block: name.slice(0, -ATTENTION.length), radix, groups, shape: [radix, channels], data },
    meanBySplit: Float32Array.from({ length: radix }, (_, split) => mean(split)),
  };
}

const placementIn = (seen: Seen): ReturnType<typeof wholeInput> =>
  'view' in seen ? placementOf(seen.photo, seen.view) : wholeInput({ height: seen.tensor[2], width: seen.tensor[3] });
