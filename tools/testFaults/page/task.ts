/** What a page is asked to do, and what came of it, as types. */
import type { ResNeStConfig } from '../../../src/model/config';
import type { DeviceFault } from './deviceFaults';
import type { StorageFault } from './storageFaults';

/** A start and its calls. */
export interface Task {
  readonly weights: string;
  readonly config: ResNeStConfig;
  readonly inputSize: number;
  readonly sha256?: string;
  /** By default the page's, on which every program is compiled already. */
  readonly device?: 'own';
  readonly cache?: false;
  /** How many calls are made at once. */
  readonly calls?: number;
  /** How much faster the page's timers run. */
  readonly haste?: number;
  readonly storage?: StorageFault;
  /** The calls are about pictures instead of a tensor, one call each. */
  readonly asksPictures?: true;
  /** When the device is lost; `run` counts operations from the first call on. */
  readonly loss?: DeviceFault & { readonly during: 'load' | 'run' };
}

/** What came of a call: logits, or an error. `code` is undefined for errors that the library does not throw on purpose. */
export type Answer =
  | {
      readonly kind: 'logits';
      readonly logits: readonly number[];
      readonly fromCache: boolean;
      /** Those of the same picture before the loss; without them those of the file are right. */
      readonly expected?: readonly number[];
    }
  | { readonly kind: 'error'; readonly name: string; readonly code: string | undefined; readonly message: string };
