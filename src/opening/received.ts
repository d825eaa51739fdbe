/**
 * A load as whoever wants its weights receives it, wherever they go.
 */
import { defect, unreachable } from '../core/need';
import type { PackedWeight } from '../core/weights';
import type { DownloadProgress } from '../weights/fetching/download';
import type { Demand, LoadEvent } from '../weights/load';
import type { ProgressTeller } from './progressTeller';

/** Takes weights. */
export interface Receiver<D> {
  /** Some of the file has come, none of which is known yet. */
  coming?(download: DownloadProgress): void;
  /** The model is known; its weights come next. */
  known(demand: D): void;
  /** Copies a weight, or a piece of one, before the first await. */
  weight(weight: PackedWeight, total: number): Promise<void> | void;
  /** Throws away all that came. */
  discard(): void;
  /** All weights have come, from a checkpoint of this digest. No cache keeps them before this has ended well. */
  end(sha256: string | undefined): Promise<void> | void;
}

/** A load that has ended. */
export interface Received<D> {
  readonly planned: D;
  /** Whether the weights came from the cache. */
  readonly fromCache: boolean;
  /** Why no cache keeps the weights, in one sentence; undefined where one does. */
  readonly notKept: string | undefined;
  /** The key under which a cache keeps them; undefined where none does. */
  readonly cacheKey: string | undefined;
  /** The digest of the checkpoint; undefined where a cache of an earlier version does not tell it. */
  readonly sha256: string | undefined;
}

/** Reads a load to its end. Throws what the load throws, and what the receiver throws. */
export async function received<D extends Demand>(
  events: AsyncIterable<LoadEvent<D>>,
  progress: ProgressTeller,
  receiver: Receiver<D>,
): Promise<Received<D>> {
  let done: Received<D> | undefined;
  for await (const event of events) {
    switch (event.kind) {
      case 'download':
        progress.downloaded(event);
        receiver.coming?.(event);
        break;
      case 'known':
        receiver.known(event.demand);
        break;
      case 'weight':
        await receiver.weight(event.weight, event.total);
        break;
      case 'void':
        receiver.discard();
        break;
      case 'done': {
        const { demand: planned, fromCache, sha256, key: cacheKey } = event;
        await receiver.end(sha256);
        done = { planned, fromCache, sha256, cacheKey, notKept: undefined };
        break;
      }
      case 'not kept':
        done &&= { ...done, notKept: event.reason, cacheKey: undefined };
        break;
      default:
        unreachable(event, 'the event');
    }
  }
  if (!done) throw defect('a load has ended without a model');
  return done;
}
