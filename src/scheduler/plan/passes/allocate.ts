/**
 * Which buffer each activation lives in: buffers are handed on as soon as the last reader of their tenant has run.
 */
import { need, needAt } from '../../../core/need';
import { activationBytes } from '../../../core/tensor';
import type { NodeId } from '../../../model/graph';
import type { Allocated, Job, LoweredStep, Narrowed } from '../steps';

/** The nodes that a dispatch writes. */
const written = (step: LoweredStep): readonly NodeId[] =>
  step.pool === 'partials' ? [step.output, step.partials] : [step.output];

/**
 * Gives a buffer to each input and to every node that a dispatch writes; wanted nodes keep theirs to the end. A dispatch
 * never writes what it reads.
 */
export function allocateBuffers(
  { steps, shapes, halves }: Narrowed,
  { wanted, inputs }: Pick<Job, 'wanted' | 'inputs'>,
): Allocated {
  const bytesOf = (id: NodeId): number =>
    activationBytes(need(shapes, id, 'shape of node'), halves.has(id) ? 'f16' : 'f32');
  const lastReader = new Map<NodeId, number>();
  steps.forEach((step, i) => step.inputs.forEach((id) => lastReader.set(id, i)));
  for (const id of Object.values(wanted)) lastReader.set(id, steps.length);

  const given = inputs.map((_, id) => id);
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
      if (lastReader.get(input) === i && buffer >= given.length) free.push(buffer);
    }
  });
  return { steps, shapes, halves, buffers, bufferOf };
}

/** The smallest free buffer that is large enough, else the largest, which then grows. */
function choose(free: readonly number[], buffers: readonly number[], needed: number): number | undefined {
  const size = (buffer: number): number => needAt(buffers, buffer, 'buffer');
  const bySize = [...free].sort((a, b) => size(a) - size(b));
  return bySize.find((buffer) => size(buffer) >= needed) ?? bySize.at(-1);
}
