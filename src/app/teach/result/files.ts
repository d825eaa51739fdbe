/**
 * A taught model as files.
 */
import { checkpointWithHead, WeightsError } from '../../../index';
import { optionsOf } from '../../modelRequest';
import { PageError } from '../../pageError';
import type { Model } from '../../state';
import { configOfPublished, configWithClasses } from './config';
import type { Outcome } from '../lesson';

/** The codes of a file that is not to be had now. */
const AWAY: readonly WeightsError['code'][] = ['unreachable', 'interrupted', 'not-a-checkpoint'];

interface Reading {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { readonly loaded: number; readonly total: number | undefined }) => void;
}

export interface TaughtFiles {
  readonly weights: File;
  readonly labels: File;
  /** Its config.json, where the model needs one to be read and to see photos as before. */
  readonly config: File | undefined;
}

/** The whole model with the taught head, its labels, and what else it needs. Throws what `checkpointWithHead` throws, or a PageError. */
export async function filesOf(
  name: string,
  { request, classifier: { info } }: Model,
  { head }: Outcome,
  labels: readonly string[],
  reading: Reading,
): Promise<TaughtFiles> {
  const { model, weights, configFile } = await optionsOf(request);
  const blob = await checkpointWithHead({ model, weights, ...reading }, head).catch((cause: unknown) => {
    if (cause instanceof WeightsError && AWAY.includes(cause.code)) throw new PageError('teach-no-file', '', { cause });
    throw cause;
  });
  const config =
    configFile !== undefined
      ? configWithClasses(configFile, labels)
      : request.origin === 'published'
        ? configOfPublished(request.name, info, labels)
        : undefined;
  return {
    weights: new File([blob], `${name}.safetensors`),
    labels: jsonFile(`${name}.labels.json`, labels),
    config: config === undefined ? undefined : jsonFile('config.json', config),
  };
}

const jsonFile = (name: string, content: unknown): File =>
  new File([`${JSON.stringify(content, null, 2)}\n`], name, { type: 'application/json' });

/** A name that every file system takes. */
export const fileNameOf = (name: string): string =>
  name
    .trim()
    .replace(/[\s\\/:*?"<>|\p{Cc}]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '') || 'taught';
