import source from '../../shaders/attention.wgsl?raw';
import { ceilDiv, channelBlocks, type Shape4 } from '../core/tensor';
import { type Attention, attentionLayers, attentionMacs } from '../ops/attention';
import { conv2dMacs } from '../ops/conv2d';
import { logitsOf } from '../ops/splitAttention';
import type { AttentionBounds } from './adapters/adapterTable';
import { tableOf } from './adapters/adapterTables';
import { defineKernel } from './kernel';
import type { Launch } from './launch';
import { groupsAreBlocked, largestDivisor, MOST_CANDIDATES, MOST_WORKGROUP_BYTES, unlike } from './convolution/tiles';

/** The most threads of a workgroup that every device allows. */
const MOST_THREADS = 256;

type Parameters = Readonly<
  Record<'WIDTH_BLOCKS' | 'HIDDEN_BLOCKS' | 'POOL_SLICES' | 'HIDDEN_SLICES' | 'OUT_SLICES' | 'PARTS', number> &
    Launch['parameters']
>;

type AttentionTiling = Readonly<Record<'WORKGROUP_X' | 'PARTS' | 'AT_ONCE', number>>;

/** The largest power of 2 that is no larger; at least 1. */
const powerWithin = (most: number): number => 2 ** Math.floor(Math.log2(Math.max(1, most)));

function parametersOf(op: Attention, [, channels, height, width]: Shape4, tiling: AttentionTiling): Parameters {
  const { WORKGROUP_X, PARTS, AT_ONCE } = tiling;
  const WIDTH_BLOCKS = channelBlocks(channels / op.splits);
  const HIDDEN_BLOCKS = channelBlocks(op.hidden);
  const pixels = height * width;
  const [groupWidth, groupHidden] = [WIDTH_BLOCKS / op.cardinality, HIDDEN_BLOCKS / op.cardinality];
  // As many as there are threads for, and no more than have something to add.
  const slices = (blocks: number, terms: number): number => powerWithin(Math.min(WORKGROUP_X / blocks, terms));
  const HIDDEN_SLICES = slices(HIDDEN_BLOCKS, groupWidth);
  const OUT_SLICES = slices(logitsOf(op.radix) * ceilDiv(WIDTH_BLOCKS, PARTS), groupHidden);
  const atOnce = (terms: number, sliced: number): number =>
    terms % sliced === 0 ? largestDivisor(terms / sliced, AT_ONCE) : 1;
  return {
    SPLITS: op.splits,
    PIXELS: pixels,
    RADIX: op.radix,
    GROUPS: op.cardinality,
    WIDTH_BLOCKS,
    HIDDEN_BLOCKS,
    POOL_SLICES: slices(WIDTH_BLOCKS, pixels),
    HIDDEN_SLICES,
    OUT_SLICES,
    HIDDEN_AT_ONCE: atOnce(groupWidth, HIDDEN_SLICES),
    OUT_AT_ONCE: atOnce(groupHidden, OUT_SLICES),
    PARTS,
    WORKGROUP_X,
  };
}

/** As many parts as leave each thread of a part the weights of a vec4f of inputs; none is empty. */
function partsOf(op: Attention, [, channels]: Shape4, threads: number, { mostParts }: AttentionBounds): number {
  const blocks = channelBlocks(channels / op.splits);
  const products = (logitsOf(op.radix) * blocks * channelBlocks(op.hidden)) / op.cardinality;
  const parts = Math.min(mostParts, powerWithin(products / threads));
  return ceilDiv(blocks, ceilDiv(blocks, parts));
}

/** Bytes of a workgroup's memory with so many threads, or with fewer. */
function workgroupBytes(op: Attention, input: Shape4, threads: number): number {
  const parameters = parametersOf(op, input, { WORKGROUP_X: threads, PARTS: 1, AT_ONCE: 1 });
  const { WIDTH_BLOCKS, HIDDEN_BLOCKS, POOL_SLICES, HIDDEN_SLICES } = parameters;
  const sums = [WIDTH_BLOCKS * POOL_SLICES, HIDDEN_BLOCKS * HIDDEN_SLICES, logitsOf(op.radix) * WIDTH_BLOCKS, threads];
  return (WIDTH_BLOCKS + HIDDEN_BLOCKS + Math.max(...sums)) * 16;
}

/** Split attention between the splits and their weights in one dispatch, where a workgroup's memory holds a whole image's. */
export const attention = defineKernel<Attention>({
  name: 'attention',
  source,
  op: 'attention',
  accepts: (op, { input }) => {
    const { splits, cardinality, hidden } = op;
    const width = input[1] / splits;
    const [fc1, fc2] = attentionLayers(op, width);
    const isBlocked = width % (4 * cardinality) === 0;
    const layersAre = groupsAreBlocked(fc1, [1, width, 1, 1]) && groupsAreBlocked(fc2, [1, hidden, 1, 1]);
    return isBlocked && layersAre && workgroupBytes(op, input, MOST_THREADS) <= MOST_WORKGROUP_BYTES;
  },
  tilings: (op, { input }, target) => {
    const { attention: bounds } = tableOf(target);
    const { threads, atOnce } = bounds;
    const tilings = [partsOf, () => 1].flatMap((parts) =>
      threads.map((WORKGROUP_X) => ({ WORKGROUP_X, PARTS: parts(op, input, WORKGROUP_X, bounds), AT_ONCE: atOnce })),
    );
    return unlike(tilings).slice(0, MOST_CANDIDATES);
  },
  launch: (op, { input }, storage, tiling) => {
    const { PARTS = 1 } = tiling;
    const [n, channels] = input;
    const width = channels / op.splits;
    const [fc1] = attentionLayers(op, width);
    const blocks = channelBlocks(width);
    // Of its group alone, where a part lies in one.
    const times = (blocks / op.cardinality) % ceilDiv(blocks, PARTS) === 0 ? PARTS / op.cardinality : PARTS;
    const again = conv2dMacs(fc1, [n, width, 1, 1], [n, op.hidden, 1, 1]) * (times - 1);
    return {
      parameters: parametersOf(op, input, tiling as AttentionTiling),
      slots: { layers: storage },
      workgroups: [n, PARTS, 1],
      weightLayout: 'blocked',
      work: attentionMacs(op, input) + again,
    };
  },
});
