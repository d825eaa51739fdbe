/**
 * Names a model's packed weights in a cache, and tells whether they still are what a plan asks for.
 */
import type { Storage } from '../../core/storage';
import type { WeightRequest } from '../../core/weights';
import { sha256OfText } from '../digest';
import { PACK_VERSION } from '../packing/pack';

/** All that decides which packed weights a caller needs. */
export interface CacheIdentity {
  /** The checkpoint's SHA-256, or its URL where that is not known. */
  readonly source: string;
  /** `auto` where the checkpoint's own type decides. */
  readonly storage: Storage | 'auto';
  /** What the caller said about the model, in JSON. */
  readonly asked: string;
}

/** A key for a wish: `<source>#<storage>-v<pack version>-<digest of what was asked>`. */
export const cacheKey = async ({ source, storage, asked }: CacheIdentity): Promise<string> =>
  `${source}#${storage}-v${PACK_VERSION}-${await sha256OfText(asked)}`;

const KEY = /^(.*#.*)-v(\d+)-[0-9a-f]{64}$/s;

/** Whether `key` names weights of the same source and storage as `current`, packed by another version. */
export function isOutdated(key: string, current: string): boolean {
  const [, beginning, version] = KEY.exec(key) ?? [];
  const [, currentBeginning, currentVersion] = KEY.exec(current) ?? [];
  return beginning !== undefined && beginning === currentBeginning && version !== currentVersion;
}

/**
 * Whether `key` names weights that an older version of this library packed. A newer one may be another app's on this
 * origin, which still wants them; keys of another form are a caller's own.
 */
export const isOfOlderVersion = (key: string): boolean => Number(KEY.exec(key)?.[2] ?? PACK_VERSION) < PACK_VERSION;

/** Equal only for requests whose packed weights are equal. */
export function layoutDigest(requests: readonly WeightRequest[]): Promise<string> {
  // Arrays, since the order of an object's keys is that in which somebody happened to write them.
  const canonical = requests.map(
    ({ name, source: { conv, bias, batchNorm, isNorm, radix }, shape, groups, layout, storage }) => [
      name,
      [conv, bias, batchNorm ?? null, ...(isNorm ? ['norm'] : []), ...(radix ? [radix] : [])],
      shape,
      groups,
      layout,
      storage,
    ],
  );
  return sha256OfText(JSON.stringify(canonical));
}
