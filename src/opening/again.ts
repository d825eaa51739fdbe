/**
 * Opening a model again after its device was lost: the same model, from the same source.
 */
import { WeightsError } from '../core/errors';
import type { Gpu } from '../gpu/device';
import { hasHalves } from '../gpu/precision';
import { carrierOf, type WeightsInput } from '../weights/fetching/carrier';
import type { Kernels, PlannedModel } from './firstRun';

/** A model that was open before. */
export interface Before extends Kernels {
  /** The digest of its checkpoint; undefined where a cache of an earlier version did not tell it. */
  readonly sha256: string | undefined;
  readonly planned: PlannedModel;
}

/** One of the attempts to open a model. */
export interface Attempt {
  /** The same model as it was open on a device that was lost; undefined where it was not open yet. */
  readonly before: Before | undefined;
  /** Whether the option `tune: 'now'` holds. */
  readonly tunesNow: boolean;
}

export const FIRST: Attempt = { before: undefined, tunesNow: true };

/** The kernels to go on with: those from before, on a device of the same kind. */
export function kernelsFrom({ planned, choices, isGeneral }: Before, other: Gpu): Kernels | undefined {
  const kindOf = (gpu: Gpu): string => JSON.stringify([gpu.adapter, gpu.target, hasHalves(gpu)]);
  return kindOf(other) === kindOf(planned.place.gpu) ? { choices, isGeneral } : undefined;
}

/** Throws a WeightsError for another checkpoint than before. */
export function checkDigest(before: Before | undefined, sha256: string | undefined): void {
  if (before?.sha256 !== undefined && sha256 !== undefined && before.sha256 !== sha256) throw another();
}

/**
 * Throws a WeightsError for another model than before. Its config.json may be out of reach now, and then the model would
 * read photos in another way.
 */
export function checkModel(before: Before | undefined, planned: PlannedModel): void {
  if (before && told(before.planned) !== told(planned)) throw another();
}

const told = ({ graph, identified: { labels, inputSize, preprocessing }, place: { storage } }: PlannedModel): string =>
  JSON.stringify([graph, labels, inputSize, preprocessing, storage]);

const another = (): WeightsError =>
  new WeightsError(
    'digest',
    'the checkpoint or its config.json is another one than before the loss; create another classifier with it',
  );

/** What a second reading of a stream throws. */
class SpentError extends WeightsError {}

/** The source as it can be read once more: the cache may still have what a stream gave. */
export function inputAgain(input: WeightsInput): WeightsInput {
  if (carrierOf(input)?.kind !== 'stream') return input;
  return new ReadableStream({
    pull: (controller) =>
      controller.error(
        new SpentError('source', 'its weights came from a stream, which can be read only once; give a URL or a File'),
      ),
  });
}

/** The error behind one that the reading of a spent stream was taken for. */
export const unwrapped = (error: unknown): unknown =>
  error instanceof WeightsError && error.cause instanceof SpentError ? error.cause : error;
