/**
 * Where the file of a known checkpoint is to be had, and what a person can do where it is not.
 */
import { tagOf } from '../../core/described';
import { ConfigError } from '../../core/errors';
import { inWords } from '../../core/json';
import { wholeAddress } from '../fetching/address';
import { BASE_KINDS, type WeightsBaseUrl } from './baseUrl';
import { isPublished, type ManifestEntry, type PublishedCheckpoint } from './manifest';
import { publicEntry, type PublishedEntry } from './published';
import { leftBehindAdvice, shippedUrl } from './shippedUrl';

/** The addresses of one file. */
export interface Places {
  readonly first: string;
  /** Where to look if the first does not answer. */
  readonly mirrors?: readonly string[] | undefined;
  /** For a person where a server refuses the file. */
  readonly advice: string;
  /** For a person where no server answers, or none that lets this page read. */
  readonly silentAdvice: string;
}

/** Where a known checkpoint lies, for a caller with a `weightsBaseUrl` or without. Throws a ConfigError for a wrong one. */
export function placesOf(entry: ManifestEntry, base: WeightsBaseUrl | undefined): Places {
  const own = ownAddress(publicEntry(entry), base);
  if (own !== undefined) return ownPlace(entry, own);
  return isPublished(entry) ? publishedPlaces(entry) : shippedPlace(entry);
}

function ownAddress(entry: PublishedEntry, base: WeightsBaseUrl | undefined): string | undefined {
  if (typeof base !== 'function') return base === undefined ? undefined : within(base, entry.file);
  const address: unknown = base(entry);
  if (address === undefined) return undefined;
  if (typeof address === 'string' || tagOf(address) === 'URL')
    return wholeAddress(String(address), 'the answer of weightsBaseUrl', 'a URL');
  throw new ConfigError('option', `weightsBaseUrl must answer with a URL or undefined, not ${inWords(address)}`);
}

/** A file in a folder, whose address may lack its last slash. */
function within(folder: string | URL, file: string): string {
  const url = new URL(wholeAddress(String(folder), 'weightsBaseUrl', BASE_KINDS));
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  if (URL.canParse(file, url)) return new URL(file, url).href;
  throw new ConfigError('option', `weightsBaseUrl must be the address of a folder, not ${inWords(String(folder))}`);
}

function ownPlace(entry: ManifestEntry, first: string): Places {
  const from = isPublished(entry) ? entry.url : `node_modules/resnest-webgpu/dist/weights/${entry.url}`;
  const advice = `put a copy of ${from} at this address, or correct weightsBaseUrl`;
  return { first, advice, silentAdvice: `check the connection and, on another origin, CORS; else ${advice}` };
}

function publishedPlaces(entry: PublishedCheckpoint): Places {
  const { name, url: first, mirrors } = entry;
  const { file, isReadable } = publicEntry(entry);
  const advice = `download it by hand as ${file}, and give the file: createClassifier({ model: '${name}', weights: file })`;
  const silentAdvice = isReadable
    ? `check the connection, or ${advice}`
    : `this server lets no page read it: ${advice}`;
  return { first, mirrors, advice, silentAdvice };
}

function shippedPlace(entry: Exclude<ManifestEntry, PublishedCheckpoint>): Places {
  const advice = leftBehindAdvice(entry);
  return { first: shippedUrl(entry), advice, silentAdvice: `check the connection; ${advice}` };
}
