/**
 * Decoders that need a dilated encoder. Dilation does not show in the encoder's tensors, but in the decoder's.
 */
import type { ResNeStConfig } from '../../model/config';

interface Decoder {
  /** Matches tensors that only this decoder has. */
  readonly has: RegExp;
  /** Matches a tensor that this decoder never has. */
  readonly lacks?: RegExp;
  /** The keywords of its encoder by default. */
  readonly encoder: Partial<Pick<ResNeStConfig, 'dilated' | 'dilation' | 'dialect'>>;
  readonly assumed: string;
}

const DECODERS: readonly Decoder[] = [
  {
    has: /(^|\.)decoder\.aspp\.0\.convs\./,
    encoder: { dilation: 2, dialect: 'timm' },
    assumed:
      "dilation is 2 (output stride 16), the default of segmentation_models_pytorch's DeepLabV3+; model: { dilation: 4 } is output stride 8",
  },
  {
    has: /(^|\.)decoder\.(aspp|0)\.convs\./,
    encoder: { dilation: 4, dialect: 'timm' },
    assumed:
      "dilation is 4 (output stride 8), the default of segmentation_models_pytorch's DeepLabV3; model: { dilation: 2 } is output stride 16",
  },
  {
    has: /(^|\.)head\.(conv5|aspp|sa|psp)\b.*/,
    lacks: /(^|\.)jpu\./,
    encoder: { dilated: true, dialect: 'official' },
    assumed: 'dilated is true, as in the segmentation models of PyTorch-Encoding without a jpu',
  },
];

/**
 * The decoder in a file, if it wants a dilated encoder. `names` are those of all tensors of the file, since a head of this
 * library may take the decoder's.
 */
export const dilatedDecoder = (names: readonly string[]): Decoder | undefined =>
  DECODERS.find(({ has, lacks }) => names.some((name) => has.test(name)) && !names.some((name) => lacks?.test(name)));
