/**
 * What a server tells about which version of a file it has.
 */

/** Each is undefined where the server does not say it, or does not let a script of another origin read it. */
export interface FileVersion {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** The length of the whole file. */
  readonly bytes?: number | undefined;
}

/**
 * The version of one of several files that are a checkpoint together: its name beside their index, or an empty one for
 * the index itself, and for a checkpoint of one file.
 */
export interface NamedVersion extends FileVersion {
  readonly name: string;
}

/** A file may change again within the second that its date names; a minute leaves room for clocks that differ. */
const SETTLED_MILLISECONDS = 60_000;

/** With a content encoding the header gives the length of the encoded bytes, and scripts see only decoded ones. */
export function lengthOf(headers: Headers): number | undefined {
  const length = headers.get('content-encoding') === null ? headers.get('content-length') : null;
  return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** The version in an answer, for a file of this length. */
export const versionOf = (headers: Headers, bytes: number | undefined): FileVersion => ({
  etag: headers.get('etag') ?? undefined,
  lastModified: headers.get('last-modified') ?? undefined,
  bytes,
});

/** An entity tag that only the same bytes have; a weak one may stand for other bytes of the same meaning. */
export const strongTag = ({ etag }: FileVersion): string | undefined =>
  etag !== undefined && etag.startsWith('"') ? etag : undefined;

/**
 * Whether two answers are certainly of one version: both have the same strong tag, or the same date of long before the
 * first of them came. An answer without the tag of the other proves nothing.
 */
export function isSame(one: FileVersion, other: FileVersion, came: number): boolean {
  if (differ(one, other)) return false;
  const tag = strongTag(one);
  if (tag !== undefined && tag === strongTag(other)) return true;
  return one.lastModified === other.lastModified && Date.parse(one.lastModified ?? '') + SETTLED_MILLISECONDS <= came;
}

/** Whether bytes that come later can be known to be of this version. `came` is when the first ones came. */
export const canBeTold = (version: FileVersion, came: number): boolean => isSame(version, version, came);

const FIELDS = ['etag', 'lastModified', 'bytes'] as const;

/** Whether two versions differ in something that both tell. */
export const differ = (one: FileVersion, other: FileVersion): boolean =>
  FIELDS.some((field) => {
    const [a, b] = [plain(one[field]), plain(other[field])];
    return a !== undefined && b !== undefined && a !== b;
  });

/** Whether two versions tell the same, and as much. */
export const areAlike = (one: FileVersion, other: FileVersion): boolean =>
  FIELDS.every((field) => plain(one[field]) === plain(other[field]));

/** Whether a version tells a tag or a date, and not the length alone. */
export const isTelling = ({ etag, lastModified }: FileVersion): boolean => (etag ?? lastModified) !== undefined;

/** A proxy that compresses makes a tag weak; it stays the tag of the same version. */
const plain = (value: string | number | undefined): string | number | undefined =>
  typeof value === 'string' ? value.replace(/^W\//, '') : value;
