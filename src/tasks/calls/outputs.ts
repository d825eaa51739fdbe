/**
 * The outputs of a run, cut into images, joined from parts and checked.
 */
import { ResNeStError } from '../../core/errors';
import { needAt } from '../../core/need';
import type { HostTensor } from '../../core/tensor';
import type { OutputName, Outputs } from '../../model/graph';
import { outputOf } from '../task';

const mapped = (outputs: Outputs, change: (output: HostTensor) => HostTensor): Outputs =>
  new Map([...outputs].map(([name, output]) => [name, change(output)]));

const batchOf = ({ shape }: HostTensor): number => needAt(shape, 0, 'size of a batch');

/** The outputs of one image of a batch. */
export const imageOf = (outputs: Outputs, index: number): Outputs =>
  mapped(outputs, (output) => {
    const { shape, data } = output;
    const elements = data.length / batchOf(output);
    return { shape: [1, ...shape.slice(1)], data: data.slice(index * elements, (index + 1) * elements) };
  });

/** The outputs of several runs as those of one batch, in the order of the runs. */
export const joined = (parts: readonly Outputs[], wanted: readonly OutputName[]): Outputs =>
  new Map(wanted.map((name) => [name, joinedTensor(parts.map((part) => outputOf(part, name)))]));

function joinedTensor(parts: readonly HostTensor[]): HostTensor {
  const { shape } = needAt(parts, 0, 'part of a batch');
  const data = new Float32Array(parts.reduce((length, part) => length + part.data.length, 0));
  let end = 0;
  for (const part of parts) {
    data.set(part.data, end);
    end += part.data.length;
  }
  return { shape: [parts.reduce((n, part) => n + batchOf(part), 0), ...shape.slice(1)], data };
}

/**
 * The outputs of a source. Throws a ResNeStError that names the source where one of them is not finite, since no right
 * answer can be made of it.
 */
export const finite = (outputs: Outputs, place = 'the source'): Outputs =>
  mapped(outputs, (output) => {
    const { shape, data } = output;
    const broken = data.findIndex((value) => !Number.isFinite(value));
    if (broken < 0) return output;
    throw new ResNeStError(
      'not-finite',
      `output ${broken} of [${shape.join(', ')}] for ${place} is ${data[broken]}; check that the weights are finite and the input is not too large`,
    );
  });
