/**
 * Tensors that a caller gives, checked and copied.
 */
import { tagOf } from '../../core/described';
import { ImageError } from '../../core/errors';
import { elementCount } from '../../core/tensor';
import { counted } from '../../core/wording';
import type { TensorSource } from '../source';
import { TakenTensor } from './taken';

/** What a tensor must have, and which of several sources it is. */
interface Demanded {
  readonly inChannels: number;
  readonly images: number | undefined;
  readonly place: string | undefined;
}

/** Larger numbers may overflow within the network, where a maximum makes a number of NaN and nothing shows in the answer. */
const LARGEST_NUMBER = 1e18;

/** A copy of a tensor. Throws an ImageError for one that the model cannot read. */
export function takeTensor({ shape, data }: TensorSource, { inChannels, images, place }: Demanded): TakenTensor {
  const refused = (message: string): ImageError =>
    new ImageError('tensor', place === undefined ? message : `${place}: ${message}`);
  if (!Array.isArray(shape) || tagOf(data) !== 'Float32Array')
    throw refused(`a tensor is { shape: [N, ${inChannels}, H, W], data: Float32Array }; convert its numbers first`);
  const [n = 0, channels = 0, height = 0, width = 0] = shape as number[];
  const isWhole = shape.length === 4 && shape.every((size) => Number.isInteger(size) && size >= 1);
  if (!isWhole || channels !== inChannels)
    throw refused(`an input tensor is [N, ${inChannels}, H, W], not [${shape.join(', ')}]`);
  if (images !== undefined && n !== images)
    throw refused(
      `this call gives one answer for each source, but this tensor holds ${n} images; give an array of tensors [1, ${inChannels}, H, W]`,
    );
  if (data.length !== elementCount(shape))
    throw refused(`a tensor [${shape.join(', ')}] needs ${counted(elementCount(shape), 'number')}, not ${data.length}`);
  const broken = data.findIndex((value) => !(Math.abs(value) <= LARGEST_NUMBER));
  if (broken >= 0)
    throw refused(
      `number ${broken} of the tensor is ${data[broken]}; give finite numbers of at most ${LARGEST_NUMBER}`,
    );
  return new TakenTensor([n, channels, height, width], new Float32Array(data), place);
}
