/**
 * A taught model as files.
 */
import { checkpointWithHead, WeightsError } from '../../../index';
import { type ModelRequest, optionsOf } from '../../modelRequest';
import { PageError } from '../../pageError';
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
}

/** The whole model with the taught head, and its labels. Throws what `checkpointWithHead` throws, or a PageError. */
export async function filesOf(
  name: string,
  request: ModelRequest,
  { head }: Outcome,
  labels: readonly string[],
  reading: Reading,
): Promise<TaughtFiles> {
  const { model, weights } = await optionsOf(request);
  const blob = await checkpointWithHead({ model, weights, ...reading }, head).catch((cause: unknown) => {
    if (cause instanceof WeightsError && AWAY.includes(cause.code)) throw new PageError('teach-no-file', '', { cause });
    throw cause;
  });
  return {
    weights: new File([blob], `${name}.safetensors`),
    labels: new File([`${JSON.stringify(labels, null, 2)}\n`], `${name}.labels.json`, { type: 'application/json' }),
  };
}

/** A name that every file system takes. */
export const fileNameOf = (name: string): string =>
  name
    .trim()
    .replace(/[\s\\/:*?"<>|\p{Cc}]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '') || 'taught';
