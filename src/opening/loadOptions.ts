/**
 * How a model is loaded, wherever it is to run: what the options say of it, and where its weights are kept.
 */
import type { Storage } from '../core/storage';
import type { ClassifierOptions } from '../door';
import { askedOf, identify, type Identified } from '../identify';
import { defaultCache } from '../weights/cache/cache';
import type { Checkpoint } from '../weights/checkpoint';
import type { Demand, LoadOptions } from '../weights/load';
import { type Before, checkDigest } from './again';
import { configFileOf } from './configFile';
import { withOptions } from './overrides';
import { restoreIdentified } from './restoreIdentified';

/** `plan` asks for the weights of a model as the caller wants it; `before` is the same model, open before. */
export function loadOptionsOf<D extends Demand>(
  { name }: Checkpoint,
  options: ClassifierOptions,
  plan: (identified: Identified, storage: Storage) => D,
  before?: Before,
): LoadOptions<Identified, D> {
  return {
    asked: askedOf(options),
    identify: async (facts) => {
      checkDigest(before, facts.sha256); // before anything is compiled for it
      return identify(options, facts, await configFileOf(facts, options, options));
    },
    restore: (note) => {
      const model = restoreIdentified(note);
      return model && { published: name, ...model }; // older notes do not have it
    },
    demand: (identified, storage) => plan(withOptions(identified, options), storage),
    storage: options.storage,
    cache: options.cache === false ? undefined : (options.cache ?? defaultCache),
    isAgain: before !== undefined,
    signal: options.signal,
  };
}
