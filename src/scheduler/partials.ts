/**
 * Split attention's pool on the way: the dispatch that computes the splits writes partials of their mean beside them, and
 * attention reads these; no dispatch reads the splits for their mean alone.
 */
import type { Shape4 } from '../core/tensor';
import type { Target } from '../kernels/kernel';
import { kernelNamed } from '../kernels/registry';
import { tableOf } from '../kernels/tiles';
import type { NodeId } from '../model/graph';
import type { Lowered, LoweredStep } from './lower';
import { readersOf } from './merge';

/**
 * Drops the pools that nobody but attention reads, where the kernel that writes their input can pool as well. Their node
 * is then the partials: [N, splits*C, tiles, 1], of which the mean over the tiles is the mean of the map.
 */
export function poolOnTheWay(lowered: Lowered, wanted: readonly NodeId[], target: Target): Lowered {
  // Partials take barriers; where these are dear, sums are not split either.
  if (!tableOf(target).splitK) return lowered;
  const { steps, shapes } = lowered;
  const readers = readersOf(steps);
  const pooled = new Map(steps.map((step) => [step.output, step]));
  const pooledShapes = new Map(shapes);
  for (const { op: pool, inputs, output } of steps) {
    if (pool.type !== 'globalAvgPool' || wanted.includes(output)) continue;
    const writer = pooled.get(inputs[0] ?? 0);
    const [reader, ...others] = readers.get(output) ?? [];
    if (!writer || !kernelNamed(writer.method.kernel).pools || others.length > 0) continue;
    if (reader?.op.type !== 'attention' || reader.op.splits > 1) continue;
    const [n, channels] = writer.shapes.output;
    const partials: Shape4 = [n, channels, tilesOf(writer), 1];
    const op = { ...reader.op, splits: pool.splits ?? 1 };
    const readerShapes = { ...reader.shapes, input: partials };
    if (!kernelNamed(reader.method.kernel).accepts(op, readerShapes, target)) continue;
    pooled.delete(output);
    pooled.set(writer.output, { ...writer, partials: output });
    pooled.set(reader.output, { ...reader, op, shapes: readerShapes });
    pooledShapes.set(output, partials);
  }
  return { steps: [...pooled.values()], shapes: pooledShapes };
}

/** Into how many tiles a step's grid cuts each map; how its weights are stored does not matter. */
function tilesOf({ op, shapes, method }: LoweredStep): number {
  return kernelNamed(method.kernel).launch(op, shapes, 'f32', method.tiling).workgroups[0];
}
