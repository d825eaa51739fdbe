/**
 * A note says which model the weights beside it in a cache are. It is one line of text: the version of its form, a
 * digest of the JSON, and the JSON. A note of another version, or a damaged one, is not read.
 */
import { STORAGES, type Storage } from '../../core/storage';
import { sha256OfText } from '../digest';
import { given, isObject } from '../../core/json';
import type { NamedVersion } from '../fetching/http/version';

/** Raise it with every change to the fields of a note, those of its model included; not for one that may be absent. */
const NOTE_VERSION = 1;

/** The fields of a note. */
export interface Note<Model> {
  readonly model: Model;
  readonly storage: Storage;
  /** The digest of the requests that they are the answer to. */
  readonly layouts: string;
  /** What the server told of each file, where only a URL names them; undefined where nobody has asked yet. */
  readonly versions?: readonly NamedVersion[] | undefined;
  /** What it tells otherwise than it did with these very files: servers may answer HEAD in another way than GET. */
  readonly seen?: readonly NamedVersion[] | undefined;
  /** The versions of files that were there later, and are no checkpoint. */
  readonly refused?: readonly NamedVersion[] | undefined;
  /** The SHA-256 of the checkpoint; notes of earlier versions do not have it. */
  readonly sha256?: string | undefined;
}

export async function writeNote<Model>(note: Note<Model>): Promise<string> {
  const { model, storage, layouts, versions, seen, refused, sha256 } = note;
  const json = JSON.stringify({ model, storage, layouts, versions, seen, refused, sha256 });
  return `${String(NOTE_VERSION)} ${await sha256OfText(json)} ${json}`;
}

/** The name of the model in a note, for a list; empty where the note says none. */
export function nameIn(text: string): string {
  try {
    const { model } = JSON.parse(FORM.exec(text)?.[3] ?? '') as { readonly model?: { readonly name?: unknown } };
    return typeof model?.name === 'string' ? model.name : '';
  } catch {
    return ''; // a note of another form
  }
}

const FORM = /^(\d+) ([0-9a-f]{64}) (\{.*\})$/s;

/** The note in a text; undefined where there is none. `restore` makes a model of parsed JSON, or tells that it is none. */
export async function readNote<Model>(
  text: unknown,
  restore: (kept: unknown) => Model | undefined,
): Promise<Note<Model> | undefined> {
  const [, version, seal, json = ''] = (typeof text === 'string' && FORM.exec(text)) || [];
  if (Number(version) !== NOTE_VERSION || seal !== (await sha256OfText(json))) return undefined;
  const fields: unknown = JSON.parse(json);
  if (!isObject(fields)) return undefined;
  const storage = STORAGES.find((each) => each === given(fields, 'storage'));
  const layouts = given(fields, 'layouts');
  const model = restore(given(fields, 'model'));
  if (storage === undefined || typeof layouts !== 'string' || model === undefined) return undefined;
  const sha256 = given(fields, 'sha256');
  const [versions, seen, refused] = ['versions', 'seen', 'refused'].map((name) => versionsIn(given(fields, name)));
  return {
    ...{ model, storage, layouts, versions, seen, refused },
    sha256: typeof sha256 === 'string' ? sha256 : undefined,
  };
}

function versionsIn(kept: unknown): readonly NamedVersion[] | undefined {
  const versions = Array.isArray(kept) ? kept.map(versionIn) : [];
  return versions.length > 0 && versions.every((each) => each !== undefined) ? versions : undefined;
}

function versionIn(kept: unknown): NamedVersion | undefined {
  if (!isObject(kept)) return undefined;
  const [name, etag, lastModified, bytes] = ['name', 'etag', 'lastModified', 'bytes'].map((key) => given(kept, key));
  if (typeof name !== 'string') return undefined;
  return {
    name,
    etag: typeof etag === 'string' ? etag : undefined,
    lastModified: typeof lastModified === 'string' ? lastModified : undefined,
    bytes: typeof bytes === 'number' ? bytes : undefined,
  };
}
