/**
 * A model as the options foresee it, before any byte of its file is there.
 */
import type { ClassifierOptions } from '../../door';
import { resolveConfig, type ResNeStConfig } from '../../model/config';
import { DEFAULT_MODEL, variantNamed } from '../../model/variants';
import { USUAL } from '../../preprocessing/usual';
import { publishedNamed } from '../../weights/known/manifest';
import { architectureOf } from '../../weights/known/published';

/** What a checkpoint may yet say otherwise: its head and its classes. */
export interface Foreseen {
  readonly config: ResNeStConfig;
  /** The side of the usual input in pixels. */
  readonly side: number;
}

/** Undefined where only the checkpoint tells. */
export function foreseen({ model, weights }: Pick<ClassifierOptions, 'model' | 'weights'>): Foreseen | undefined {
  if (typeof model === 'object') return model.layers && { config: resolveConfig(model), side: USUAL.inputSize };
  if (model === undefined && weights !== undefined) return undefined;
  const name = model ?? DEFAULT_MODEL;
  const { config, inputSize } = variantNamed(architectureOf(name));
  return { config, side: publishedNamed(name)?.inputSize ?? inputSize };
}
