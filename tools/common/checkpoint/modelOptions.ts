/** The options by which a caller says which model is meant, for every tool that reads a checkpoint. */
import { CHECKPOINT_SUFFIXES } from '../../../src/weights/containers/suffixes';
import { text } from '../arguments/kinds';
import { option, type OptionsOf } from '../arguments/types';

export const modelOptions = {
  model: option(text, {
    ...{
      value: 'NAME',
      help: 'a published checkpoint by name, such as resnest50d.in1k, which is downloaded; or an architecture, such as resnest50_fast_2s1x64d, for --weights',
    },
    excludes: ['config'],
  }),
  config: option(text, {
    value: 'FILE.json',
    help: 'a model by the keywords of the original ResNet: layers, radix, groups, ...; without layers it says only what tensors do not tell, such as {"avd_first": true}',
  }),
  weights: option(text, {
    value: 'FILE|URL',
    help: `a checkpoint (${CHECKPOINT_SUFFIXES.join(', ')}); a folder that holds one; the index of one in several files (model.safetensors.index.json)`,
  }),
  weightsBaseUrl: option(text, {
    ...{ value: 'URL', help: 'where copies of published checkpoints lie, in place of the addresses of their authors' },
    excludes: ['weights', 'config'],
  }),
  head: option(text, { value: 'NAME', help: 'which head of a checkpoint with several, by its name there' }),
};

/** What the caller says about the model; a path or a URL for `weights`. */
export type ModelOptions = Partial<Omit<OptionsOf<typeof modelOptions>, 'help'>>;
