/**
 * Split attention's pool on the way: the dispatch that computes the splits writes partials of their mean beside them, and
 * attention reads these; no dispatch reads the splits for their mean alone.
 */
import { need, needAt } from '../../../core/need';
import type { Shape4 } from '../../../core/tensor';
import type { Target } from '../../../kernels/launch';
import { tableOf } from '../../../kernels/adapters/adapterTables';
import { kernelNamed } from '../../../kernels/choosing/registry';
import type { GlobalAvgPool } from '../../../ops/pool2d';
import { readersOf } from './readers';
import type { Job, Lowered, LoweredStep } from '../steps';

/**
 * Drops the pools that only attention reads, where the kernel that writes their input can pool as well. Their node
 * is then the partials: [N, splits*C, tiles, 1], of which the mean over the tiles is the mean of the map. A pool that is
 * wanted stays, but for those that are wanted `inParts`.
 */
export function poolOnTheWay(
  lowered: Lowered,
  { wanted, target, inParts }: Pick<Job, 'wanted' | 'target' | 'inParts'>,
): Lowered {
  // The threads of a workgroup add partials up with barriers.
  if (tableOf(target).barriers === 'dear') return lowered;
  const nodes = Object.values(wanted);
  const { steps, shapes } = lowered;
  const readers = readersOf(steps);
  const pooled = new Map(steps.map((step) => [step.output, step]));
  const pooledShapes = new Map(shapes);
  for (const { name, op: pool, inputs, output } of steps) {
    if (pool.type !== 'globalAvgPool' || (nodes.includes(output) && !inParts.includes(output))) continue;
    const input = needAt(inputs, 0, `input of ${name},`);
    need(shapes, input, 'shape of node');
    const writer = pooled.get(input);
    // An input of the run has no writer.
    if (!writer || !kernelNamed(writer.method.kernel).pools) continue;
    const [n, channels] = writer.shapes.output;
    const partials: Shape4 = [n, channels, tilesOf(writer), 1];
    const parted = (readers.get(output) ?? []).map((reader) => readingParts(reader, partials, pool));
    if (!parted.every((reader) => reader !== undefined && accepts(reader, target))) continue;
    pooled.delete(output);
    pooled.set(writer.output, { ...writer, pool: 'partials', partials: output });
    for (const reader of parted) if (reader) pooled.set(reader.output, reader);
    pooledShapes.set(output, partials);
  }
  return { steps: [...pooled.values()], shapes: pooledShapes };
}

/** A reader of a pool as it reads the partials instead; undefined if it cannot. */
const readingParts = (reader: LoweredStep, partials: Shape4, { splits = 1 }: GlobalAvgPool): LoweredStep | undefined =>
  reader.op.type === 'attention' && reader.op.splits === 1
    ? { ...reader, op: { ...reader.op, splits }, shapes: { ...reader.shapes, input: partials } }
    : undefined;

const accepts = ({ op, shapes, method }: LoweredStep, target: Target): boolean =>
  kernelNamed(method.kernel).accepts(op, shapes, target);

/** Into how many tiles a step's grid cuts each map; how its weights are stored does not matter. */
function tilesOf({ op, shapes, method }: LoweredStep): number {
  return kernelNamed(method.kernel).launch(op, shapes, 'f32', method.tiling).workgroups[0];
}
