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
}

/** Whether two are the same: by what is in the files where that is known of both, else by their names. */
export const isSameModel = (one: ModelKey, other: ModelKey): boolean =>
  one.digest !== undefined && other.digest !== undefined ? one.digest === other.digest : one.name === other.name;

/** The name with the beginning of the digest, as people compare them. */
export const shownOf = ({ name, digest }: ModelKey): string =>
  digest === undefined ? name : `${name} (${digest.slice(0, 8)})`;

const titleOf = ({ request }: Model): string => (request.origin === 'own' ? request.weights.name : nameOf(request));

async function keyOf(model: Model): Promise<ModelKey> {
  const { request } = model;
  const name = titleOf(model);
  const digest = await digestOfModel(model);
  if (digest === undefined || request.origin !== 'own' || !request.config) return { name, digest };
  return { name, digest: `${digest}+${await digestOf(request.config)}` };
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
    keyOf(model).then(know, () => know({ name: titleOf(model), digest: undefined })); // the file is gone
    return () => {
      isOver = true;
    };
  }, [model, isKnown]);
  return isKnown ? known.key : undefined;
}
