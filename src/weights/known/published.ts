/**
 * The known checkpoints as callers see them, and models by the names that callers give.
 */
import { ConfigError } from '../../core/errors';
import { nearestOnes } from '../../core/nearest';
import { listed, printable } from '../../core/wording';
import { variants } from '../../model/variants';
import {
  knownBytes,
  knownDigits,
  type ManifestEntry,
  manifestEntries,
  publishedNamed,
  publishedOf,
  type Reliability,
} from './manifest';
import type { PublishedModel } from './publishedNames';

/** A checkpoint that this library knows. */
export interface PublishedEntry {
  /** To give as `model`. */
  readonly name: PublishedModel;
  /** The architecture. */
  readonly model: string;
  /** The file's name below `weightsBaseUrl`. */
  readonly file: string;
  /** Where its authors put it; undefined for the embedded model, which lies beside the module. */
  readonly url: string | undefined;
  /** Whether the server at `url` lets pages read it (CORS). Elsewhere a person has to download the file. */
  readonly isReadable: boolean;
  /** The file's size, where it is known. */
  readonly bytes: number | undefined;
  /** The file's SHA-256, or its first 8 digits, where no more is known. */
  readonly sha256: string | undefined;
  /** Percent of ImageNet's validation photos whose first answer is right, as published; undefined for the embedded model. */
  readonly top1: number | undefined;
  readonly license: string;
  /** How far its scores can be trusted; undefined where nobody has measured it. */
  readonly reliability: Reliability | undefined;
}

/** Its assets redirect to a host that answers without CORS. */
const UNREADABLE = 'https://github.com/';

const isWhole = (url: string): boolean => url.startsWith('https:');

/** A checkpoint of the manifest as callers see it. */
export function publicEntry(entry: ManifestEntry): PublishedEntry {
  const { name, model, url, license } = entry;
  return {
    name: name as PublishedModel, // a test holds the type against the manifest
    model,
    file: name + url.slice(url.lastIndexOf('.')), // the hub calls every file model.safetensors
    url: isWhole(url) ? url : undefined,
    isReadable: !url.startsWith(UNREADABLE),
    bytes: knownBytes(entry),
    sha256: knownDigits(entry),
    top1: 'top1' in entry ? entry.top1 : undefined,
    license,
    reliability: 'reliability' in entry ? entry.reliability : undefined,
  };
}

/** The checkpoints that `model` loads by name, the embedded one first. */
export const publishedModels: readonly PublishedEntry[] = manifestEntries.map(publicEntry);

/** The architecture of a name, which is that of a published checkpoint or of a variant. */
export const architectureOf = (name: string): string => publishedNamed(name)?.model ?? name;

/** How many names a message offers. */
const OFFERED = 3;

/** The name itself, if it is that of a variant or of a published checkpoint. Throws a ConfigError with the nearest ones. */
export function checkModelName(name: string): string {
  const known = [...new Set([...variants, ...manifestEntries].map((each) => each.name))];
  if (known.includes(name)) return name;
  const begun = known.filter((each) => each.startsWith(name)); // timm's resnest50d is resnest50d.in1k
  const near = [...new Set([...begun, ...nearestOnes(name, known, OFFERED)])].slice(0, OFFERED);
  throw new ConfigError(
    'model',
    `there is no model ${printable(name)}; the nearest that are known are ${near.join(', ')}`,
  );
}

/** What to give where an architecture has no weights: its published checkpoints by name. */
export function namesToOffer(model: string): string {
  const names = publishedOf(model).map(({ name }) => name);
  return names.length === 0 ? '' : `name a published checkpoint of it (${listed(names)}), or `;
}
