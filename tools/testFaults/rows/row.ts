/** What a row of the table is: a fault, its moment, and what must come of it. */
import type { Fault } from '../faults';
import type { Task } from '../page/page';
import type { StorageFault } from '../page/storageFaults';

/** Where a fault is, and which one it is. */
export type Trouble =
  | {
      readonly at: 'server';
      /** The faults of successive requests; requests behind the last one have `further`, or none. */
      readonly faults: readonly Fault[];
      readonly further?: Fault;
      /** The file becomes another one with the second request. */
      readonly changes?: true;
      /** Parts come whatever version the request names. */
      readonly ignoresIfRange?: true;
      /** The digest is given as an option, so that damage is seen which no format shows. */
      readonly hasDigest?: true;
    }
  | { readonly at: 'storage'; readonly fault: StorageFault; readonly isKept?: true }
  | {
      readonly at: 'quota';
      /** Bytes that the origin may store, as a share of the file. */
      readonly share: number;
      /** From the nth record on; from the beginning without it. */
      readonly fromPut?: number;
      /** The model fits, so that a second start within the same quota has it from the cache. */
      readonly fits?: true;
    }
  | {
      readonly at: 'closed page';
      /** The share of the file before which the page is closed, or the record at whose writing it is. */
      readonly moment: { readonly share: number } | { readonly put: number };
      /** How often in succession. */
      readonly times?: number;
    }
  | {
      readonly at: 'device';
      readonly loss: NonNullable<Task['loss']>;
      readonly calls: number;
      /** The calls are about pictures of every kind that may lie on the GPU. */
      readonly asksPictures?: true;
    }
  | {
      readonly at: 'tabs';
      readonly tabs: number;
      readonly faults?: readonly Fault[];
      /** The share of the file at which the first tab is closed. */
      readonly closesAt?: number;
    }
  | { readonly at: 'large file'; readonly share: number }
  | { readonly at: 'soak'; readonly classifications: number };

/** The trouble at one place. */
export type TroubleAt<At extends Trouble['at']> = Extract<Trouble, { readonly at: At }>;

/** One fault at one moment. */
export interface Row {
  readonly kind: string;
  readonly moment: string;
  /**
   * What must come of calls during the fault: the right answer, a typed error, or either of them. A wrong answer, an error
   * without a code and a call that does not end are failures in every row.
   */
  readonly expects: 'answer' | 'error' | 'either';
  /** The most bytes that the fault may cost, as a multiple of the file; any by default. */
  readonly mostFiles?: number;
  readonly trouble: Trouble;
}

/** Numbers from 0 to 1 that depend on nothing but the seed. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
