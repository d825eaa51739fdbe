/**
 * Which checkpoint a caller's options come to: one of the caller's, or the one that comes with the library.
 */
import { ConfigError } from '../core/errors';
import type { ClassifierOptions } from '../door';
import { DEFAULT_MODEL } from '../model/variants';
import type { Checkpoint } from '../weights/checkpoint';
import { identityOf } from '../weights/fetching/address';
import { carrierOf } from '../weights/fetching/carrier';
import { shippedCheckpoint, type ShippedCheckpoint, shippedCopy } from '../weights/known/manifest';
import { leftBehindAdvice, shippedUrl } from '../weights/known/shippedUrl';

/** Where the weights come from. Throws a ConfigError if there are none for the model. */
export function checkpointOf({ weights: input, sha256, model = DEFAULT_MODEL }: ClassifierOptions): Checkpoint {
  if (input !== undefined) {
    const address = carrierOf(input)?.kind === 'url' ? identityOf(String(input)) : undefined;
    const copied = sha256 === undefined && address !== undefined ? shippedCopy(address) : undefined;
    return copied ? { input, ...proofOf(copied) } : { input, identity: sha256 ?? address, sha256 };
  }
  const shipped = typeof model === 'string' ? shippedCheckpoint(model) : undefined;
  if (!shipped) {
    const name = typeof model === 'string' ? model : 'a configuration of your own';
    throw new ConfigError(
      'model',
      `no weights come with ${name}; give its checkpoint as \`weights\` (a URL, a file or bytes)`,
    );
  }
  return { input: shippedUrl(shipped), ...proofOf(shipped), advice: leftBehindAdvice(shipped) };
}

/** A shipped checkpoint is one and the same file wherever it lies. */
const proofOf = ({ bytes, sha256 }: ShippedCheckpoint): Omit<Checkpoint, 'input'> => ({
  identity: sha256,
  bytes,
  sha256,
});
