/**
 * Where the files of known checkpoints lie, as a caller says it.
 */
import type { PublishedEntry } from './published';

/** A folder that has the files of known checkpoints, or the address of each; undefined for where its authors put it. */
export type WeightsBaseUrl = string | URL | ((entry: PublishedEntry) => string | URL | undefined);

/** What a value of `weightsBaseUrl` may be, for messages. */
export const BASE_KINDS = 'a URL or a function from an entry to one';
