/**
 * The architecture of a checkpoint of which nobody says anything, as names and shapes of its tensors tell it.
 */
import { detectConfig } from '../model/architecture';
import { assumptions } from '../model/assumptions';
import { type ResNeStConfig, resolveConfig } from '../model/config';
import type { Variant } from '../model/variants';
import { dilatedDecoder } from '../weights/names/decoders';
import type { StateDict } from '../weights/stateDict';

/** An architecture, with sentences on what nothing tells and was taken for the usual. */
interface Detected {
  readonly config: ResNeStConfig;
  readonly variant: Variant | undefined;
  readonly assumed: readonly string[];
}

/**
 * `beside` are names of tensors that belong to something around the backbone; `told` are keywords that the caller knows.
 * Throws a WeightsError for tensors of no ResNeSt.
 */
export function detected(stateDict: StateDict, beside: readonly string[], told: Partial<ResNeStConfig>): Detected {
  const { config: found, variant } = detectConfig(stateDict);
  const decoder = dilatedDecoder([...stateDict.keys(), ...beside]);
  const config = resolveConfig({ ...found, ...decoder?.encoder, ...told });
  const keywords = new Set(Object.keys({ ...told, ...decoder?.encoder }));
  const isDilationTold = told.dilation !== undefined || told.dilated !== undefined;
  const ofDecoder = decoder && !isDilationTold ? [decoder.assumed] : [];
  return { config, variant, assumed: [...ofDecoder, ...assumptions(config, keywords)] };
}
