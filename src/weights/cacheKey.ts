/**
 * Names a model's packed weights in a cache.
 */
import type { Storage } from '../core/tensor';
import type { WeightRequest } from '../core/weights';
import { hex } from './download';
import { PACK_VERSION } from './pack';

/** All that decides over the bytes of packed weights. */
export interface CacheIdentity {
  /** The checkpoint's SHA-256, or its URL where that is not known. */
  readonly source: string;
  /** `auto` where the checkpoint's own type decides. */
  readonly storage: Storage | 'auto';
  readonly requests: readonly WeightRequest[];
}

/** A key that is equal only for weights with equal bytes: `<source>#<storage>-v<pack version>-<digest of the requests>`. */
export async function cacheKey({ source, storage, requests }: CacheIdentity): Promise<string> {
  // Arrays, since the order of an object's keys is that in which somebody happened to write them.
  const canonical = requests.map(
    ({ name, source: { conv, bias, batchNorm }, shape, groups, layout, storage: type }) => [
      name,
      [conv, bias, batchNorm ?? null],
      shape,
      groups,
      layout.order === 'blocked' ? [layout.order, layout.tile] : [layout.order],
      type,
    ],
  );
  const text = new TextEncoder().encode(JSON.stringify(canonical));
  const digest = hex(await crypto.subtle.digest('SHA-256', text));
  return `${source}#${storage}-v${String(PACK_VERSION)}-${digest}`;
}
