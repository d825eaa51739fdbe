/**
 * Which checkpoint a caller's options come to: one of the caller's, a published one, or the one that comes with the library.
 */
import { ConfigError } from '../core/errors';
import type { ClassifierOptions } from '../door';
import { DEFAULT_MODEL } from '../model/variants';
import type { Checkpoint } from '../weights/checkpoint';
import { isDigest } from '../weights/digest';
import { identityOf } from '../weights/fetching/address';
import { carrierOf, type WeightsInput } from '../weights/fetching/carrier';
import {
  knownBytes,
  knownDigits,
  type ManifestEntry,
  publishedNamed,
  shippedCheckpoint,
  shippedCopy,
} from '../weights/known/manifest';
import { placesOf } from '../weights/known/places';
import { namesToOffer } from '../weights/known/published';

/** Where the weights come from. Throws a ConfigError if there are none for the model. */
export function checkpointOf(options: ClassifierOptions): Checkpoint {
  const { weights, sha256, model = DEFAULT_MODEL, weightsBaseUrl } = options;
  const published = publishedNamed(model);
  if (weights !== undefined) return published ? copyOf(published, weights, sha256) : callersOwn(weights, sha256);
  const entry = published ?? (typeof model === 'string' ? shippedCheckpoint(model) : undefined);
  if (!entry) throw noWeights(model);
  const { first, ...places } = placesOf(entry, weightsBaseUrl);
  return { ...copyOf(entry, first, sha256), ...places };
}

function callersOwn(input: WeightsInput, sha256: string | undefined): Checkpoint {
  const address = addressOf(input);
  const copied = sha256 === undefined && address !== undefined ? shippedCopy(address) : undefined;
  return copied ? copyOf(copied, input, undefined) : { input, identity: sha256 ?? address, sha256 };
}

/**
 * A known checkpoint, wherever it lies. With its digest, or the digits that are known of it, it is one and the same file
 * everywhere, so that a cache knows a copy that a person gave by hand.
 */
function copyOf(entry: ManifestEntry, input: WeightsInput, sha256: string | undefined): Checkpoint {
  const { name, url } = entry;
  const digits = knownDigits(entry);
  if (sha256 !== undefined && digits !== undefined && !isDigest(sha256, digits))
    throw new ConfigError('option', `the SHA-256 of ${name} begins with ${digits.slice(0, 8)}; leave sha256 out`);
  const identity = sha256 ?? entry.sha256 ?? (digits === undefined ? addressOf(input) : url);
  return { name, input, identity, expectedBytes: knownBytes(entry), sha256: sha256 ?? digits };
}

const addressOf = (input: WeightsInput): string | undefined =>
  carrierOf(input)?.kind === 'url' ? identityOf(String(input)) : undefined;

function noWeights(model: NonNullable<ClassifierOptions['model']>): ConfigError {
  const [name, offer] = typeof model === 'string' ? [model, namesToOffer(model)] : ['a configuration of your own', ''];
  return new ConfigError(
    'model',
    `no weights come with ${name}; ${offer}give its checkpoint as \`weights\` (a URL, a file or bytes)`,
  );
}
