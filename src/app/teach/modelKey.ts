/**
 * What names a model, so that features are only used with the one that gave them.
 */
import { useEffect, useState } from 'preact/hooks';
import { digestOf } from '../fileContent';
import { digestOfModel } from '../model/modelDigest';
import { nameOf } from '../modelRequest';
import type { Model } from '../state';

export interface ModelKey {
  /** Of a published model its name, else that of its file. */
  readonly name: string;
  /** The SHA-256 of its file, and behind a plus sign that of the config.json that came with it; undefined where nobody knows it. */
  readonly digest: string | undefined;
  /** The size of a file of the person's. */
  readonly bytes?: number | undefined;
}

/** Whether two are the same: by what is in the files where that is known of both, else by their names and sizes. */
export const isSameModel = (one: ModelKey, other: ModelKey): boolean =>
  one.digest !== undefined && other.digest !== undefined
    ? one.digest === other.digest
    : one.name === other.name && (one.bytes ?? other.bytes) === (other.bytes ?? one.bytes);

/** How earlier versions of the page kept a file of the person's; of other models they kept the name. */
const EARLIER_FILE = /^(.+) \((\d+) B\)$/s;

/** The key in a project, which earlier versions of the page kept as a text. */
export function keyKept(kept: ModelKey | string): ModelKey {
  if (typeof kept !== 'string') return kept;
  const [, name, bytes] = EARLIER_FILE.exec(kept) ?? [];
  return name === undefined ? { name: kept, digest: undefined } : { name, digest: undefined, bytes: Number(bytes) };
}

/** The name with the beginning of the digest, as people compare them. */
export const shownOf = ({ name, digest }: ModelKey): string =>
  digest === undefined ? name : `${name} (${digest.slice(0, 8)})`;

/** Of a model whose file cannot be read any more. */
const namesOf = ({ request }: Model): ModelKey =>
  request.origin === 'own'
    ? { name: request.weights.name, bytes: request.weights.size, digest: undefined }
    : { name: nameOf(request), digest: undefined };

async function keyOf(model: Model): Promise<ModelKey> {
  const { request } = model;
  const digest = await digestOfModel(model);
  const isAll = digest === undefined || request.origin !== 'own' || !request.config;
  return { ...namesOf(model), digest: isAll ? digest : `${digest}+${await digestOf(request.config)}` };
}

/** The key of the model in use; undefined until it is known. */
export function useModelKey(model: Model | undefined): ModelKey | undefined {
  const [known, setKnown] = useState<{ readonly request: Model['request']; readonly key: ModelKey }>();
  const request = model?.request;
  const isKnown = known !== undefined && known.request === request;
  useEffect(() => {
    if (!model || isKnown) return;
    let isOver = false;
    const know = (key: ModelKey): void => {
      if (!isOver) setKnown({ request: model.request, key });
    };
    keyOf(model).then(know, () => know(namesOf(model)));
    return () => {
      isOver = true;
    };
  }, [model, isKnown]);
  return isKnown ? known.key : undefined;
}
