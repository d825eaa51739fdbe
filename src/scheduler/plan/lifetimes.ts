/**
 * Which buffer each activation lives in: buffers are handed on as soon as the last reader of their tenant has run.
 */
import { need, needAt } from '../../core/need';
import { activationBytes, type Shape4 } from '../../core/tensor';
import type { NodeId } from '../../model/graph';
import type { LoweredStep } from './lower';

/** Buffers by number; the first are the inputs' and belong to nobody else, so that a run can be repeated. */
export interface Tenancy {
  /** Bytes of each buffer. */
  readonly buffers: readonly number[];
  readonly bufferOf: ReadonlyMap<NodeId, number>;
}

/** The nodes that a step writes. */
const written = ({ output, partials }: LoweredStep): readonly NodeId[] =>
  partials === undefined ? [output] : [output, partials];

/**
 * Assigns a buffer to each input (node 0 and, of steps by themselves, those after it) and to what every step writes;
 * those that are wanted keep theirs to the end. A step never writes what it reads.
 */
export function assignBuffers(
  steps: readonly LoweredStep[],
  shapes: ReadonlyMap<NodeId, Shape4>,
  wanted: readonly NodeId[],
  inputs = 1,
): Tenancy {
  const bytesOf = (id: NodeId): number => activationBytes(need(shapes, id, 'shape of node'));
  const lastReader = new Map<NodeId, number>();
  steps.forEach((step, i) => step.inputs.forEach((id) => lastReader.set(id, i)));
  for (const id of wanted) lastReader.set(id, steps.length);

  const given = Array.from({ length: inputs }, (_, id) => id);
  const buffers = given.map(bytesOf);
  const bufferOf = new Map<NodeId, number>(given.map((id) => [id, id]));
  const free: number[] = [];
  steps.forEach((step, i) => {
    for (const id of written(step)) {
      const needed = bytesOf(id);
      const chosen = choose(free, buffers, needed) ?? buffers.push(0) - 1;
      if (free.includes(chosen)) free.splice(free.indexOf(chosen), 1);
      buffers[chosen] = Math.max(needAt(buffers, chosen, 'buffer'), needed);
      bufferOf.set(id, chosen);
    }
    for (const input of new Set(step.inputs)) {
      const buffer = need(bufferOf, input, 'buffer of node');
      if (lastReader.get(input) === i && buffer >= inputs) free.push(buffer);
    }
  });
  return { buffers, bufferOf };
}

/** The smallest free buffer that is large enough, else the largest, which then grows. */
function choose(free: readonly number[], buffers: readonly number[], needed: number): number | undefined {
  const size = (buffer: number): number => needAt(buffers, buffer, 'buffer');
  const bySize = [...free].sort((a, b) => size(a) - size(b));
  return bySize.find((buffer) => size(buffer) >= needed) ?? bySize.at(-1);
}
