/** The checkpoints that the faulty server gives: a small one, another one of the same shape, and a large one. */
import { createHash } from 'node:crypto';
import { resolveConfig, type ResNeStConfig } from '../../src/model/config';
import { parametersOf } from '../../src/model/parameters';
import { buildResNeSt } from '../../src/model/resnest';
import { safetensors } from '../../src/testing/safetensorsFile';
import { seededWeights } from '../../src/testing/seeded';

/** A checkpoint, and the model that it is of. */
export interface ModelFile {
  readonly config: ResNeStConfig;
  readonly inputSize: number;
  readonly bytes: Buffer;
  readonly sha256: string;
  /** Where its first weight begins. */
  readonly headerEnd: number;
}

const SMALL = resolveConfig({ layers: [1, 1, 1, 1], radix: 0, bottleneckWidth: 4, numClasses: 8, stemWidth: 4 });
const LARGE = resolveConfig({ layers: [1, 1, 1, 5], radix: 0, numClasses: 8 });

/** 11 MB: the widths of the last layers are those of every ResNeSt. */
export const smallFile = (): ModelFile => fileOf(SMALL);

/** Of the same names, shapes and length as `smallFile`. Its matrices have the other sign, so a mix of both is neither. */
export const otherFile = (): ModelFile => fileOf(SMALL, -1);

/** Some 100 MB. */
export const largeFile = (): ModelFile => fileOf(LARGE);

function fileOf(config: ResNeStConfig, sign = 1): ModelFile {
  const tensors = seededWeights(parametersOf(buildResNeSt(config)));
  if (sign < 0)
    for (const { shape, data } of tensors.values())
      if (shape.length > 1) data.forEach((value, i) => (data[i] = -value));
  const [length, header, ...values] = safetensors(tensors);
  if (!length || !header) throw new Error('a safetensors file begins with its length and its header');
  const bytes = Buffer.concat([length, header, ...values]);
  return {
    ...{ config, inputSize: 32, bytes },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    headerEnd: length.length + header.length,
  };
}
