/**
 * Which models need not be fetched.
 */
import type { PublishedEntry, StoredModel } from '../../index';
import { EMBEDDED } from '../modelRequest';

/**
 * Whether a device keeps a model: under the digest of its file where that is known, else under its address. The embedded
 * one came with the page.
 */
export const isKeptAmong = (models: readonly StoredModel[], { name, url, sha256 }: PublishedEntry): boolean =>
  name === EMBEDDED.name ||
  models.some(
    ({ key, complete }) =>
      complete && [url, sha256].some((known) => known !== undefined && key.startsWith(`${known}#`)),
  );
