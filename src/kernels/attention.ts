import source from '../../shaders/attention.wgsl?raw';
import { channelBlocks, type Shape4 } from '../core/tensor';
import { type Attention, attentionLayers } from '../ops/attention';
import { tableOf } from './adapterTables';
import { defineKernel } from './kernel';
import type { Launch } from './launch';
import { groupsAreBlocked, MOST_WORKGROUP_BYTES } from './convolution/tiles';

/** Threads of the workgroup, the best guess first: few where barriers are dear. */
const THREADS = { cheap: [256, 128, 64], dear: [64] } as const;

type Parameters = Readonly<
  Record<'WIDTH_BLOCKS' | 'HIDDEN_BLOCKS' | 'POOL_SLICES' | 'HIDDEN_SLICES' | 'OUT_SLICES', number> &
    Launch['parameters']
>;

function parametersOf(op: Attention, [, channels, height, width]: Shape4, threads: number): Parameters {
  const WIDTH_BLOCKS = channelBlocks(channels / op.splits);
  const HIDDEN_BLOCKS = channelBlocks(op.hidden);
  const pixels = height * width;
  // As many as there are threads for, and no more than have something to add.
  const slices = (blocks: number, terms: number): number =>
    2 ** Math.floor(Math.log2(Math.max(1, Math.min(threads / blocks, terms))));
  return {
    SPLITS: op.splits,
    PIXELS: pixels,
    RADIX: op.radix,
    GROUPS: op.cardinality,
    WIDTH_BLOCKS,
    HIDDEN_BLOCKS,
    POOL_SLICES: slices(WIDTH_BLOCKS, pixels),
    HIDDEN_SLICES: slices(HIDDEN_BLOCKS, WIDTH_BLOCKS / op.cardinality),
    OUT_SLICES: slices(op.radix * WIDTH_BLOCKS, HIDDEN_BLOCKS / op.cardinality),
    WORKGROUP_X: threads,
  };
}

/** Bytes of the workgroup's memory. */
function workgroupBytes(op: Attention, input: Shape4): number {
  const parameters = parametersOf(op, input, Math.max(...THREADS.cheap));
  const { WIDTH_BLOCKS, HIDDEN_BLOCKS, POOL_SLICES, HIDDEN_SLICES, OUT_SLICES } = parameters;
  const sums = [WIDTH_BLOCKS * POOL_SLICES, HIDDEN_BLOCKS * HIDDEN_SLICES, op.radix * WIDTH_BLOCKS * OUT_SLICES];
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
    return isBlocked && layersAre && workgroupBytes(op, input) <= MOST_WORKGROUP_BYTES;
  },
  tilings: (_, __, target) => THREADS[tableOf(target).barriers].map((threads) => ({ WORKGROUP_X: threads })),
  launch: (op, { input }, storage, { WORKGROUP_X = 64 }) => ({
    parameters: parametersOf(op, input, WORKGROUP_X),
    slots: { layers: storage },
    workgroups: [input[0], 1, 1],
    weightLayout: 'blocked',
  }),
});
