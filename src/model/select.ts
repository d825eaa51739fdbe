/**
 * From the `model` option to an architecture with its defaults.
 */
import type { Preprocessing } from '../core/pixels';
import { type ResNeStConfig, resolveConfig } from './config';
import { DEFAULT_MODEL, variantNamed } from './variants';

/** A model that can be built, with the input that it wants unless somebody says otherwise. */
export interface SelectedModel {
  readonly name: string;
  readonly config: ResNeStConfig;
  readonly inputSize: number;
  readonly cropPct: number;
  readonly interpolation: Preprocessing['interpolation'];
}

/** The variant of a name, or a configuration of one's own at 224 pixels. Throws a ConfigError. */
export function selectModel(model: string | Partial<ResNeStConfig> = DEFAULT_MODEL): SelectedModel {
  if (typeof model === 'string') return variantNamed(model);
  const config = resolveConfig(model);
  return { name: 'custom ResNeSt', config, inputSize: 224, cropPct: 0.875, interpolation: 'bilinear' };
}
