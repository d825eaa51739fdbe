/** Rows of IndexedDB and of the space that it has. */
import type { StorageFault, StorageOperation } from '../page/storageFaults';
import type { Row } from './row';

/** Operations of a start that writes, and of one that reads, each with the times at which it is met. */
const WRITING: readonly (readonly [StorageOperation, readonly number[]])[] = [
  ['open', [1, 2]],
  ['transaction', [1, 2, 5, 10]],
  ['put', [1, 2, 7, 12]],
  ['get', [1, 2]],
  ['count', [1]],
  ['delete', [1]],
  ['getAllKeys', [1]],
];

const READING: readonly (readonly [StorageOperation, readonly number[]])[] = [
  ['open', [1]],
  ['transaction', [1, 2, 6]],
  ['get', [1, 2, 3, 9]],
];

const WAYS: readonly StorageFault['how'][] = ['throw', 'fail', 'hang', 'abort'];

/** What an operation cannot do: there is no transaction to abort, or no request that fails. */
const isPossible = (operation: StorageOperation, how: StorageFault['how']): boolean =>
  operation === 'transaction' ? how === 'throw' : operation !== 'open' || how !== 'abort';

function brokenRows(operations: typeof WRITING, kept: { readonly isKept?: true }): Row[] {
  return operations.flatMap(([operation, times]) =>
    WAYS.filter((how) => isPossible(operation, how)).flatMap((how) =>
      times.flatMap((nth) =>
        // A hang is a second each, and a page: once is enough.
        [false, true].slice(0, how === 'hang' || nth > 2 ? 1 : 2).map((isLasting): Row => ({
          kind: `IndexedDB: ${operation} ${how === 'abort' ? 'and the transaction aborts' : `${how}s`}`,
          moment: `${kept.isKept ? 'while a model is read' : 'while a model is stored'}, from time ${String(nth)}${isLasting ? ' on' : ' once'}`,
          expects: 'answer',
          trouble: { at: 'storage', fault: { operation, how, nth, isLasting }, ...kept },
        })),
      ),
    ),
  );
}

const SHARES = [0, 0.0001, 0.05, 0.3, 0.6, 0.9, 0.99, 1.02];

/** Room for the packed weights, but not beside the download that they come from. */
const FITTING_SHARES = [1.1, 1.3, 1.6, 1.9];

const quotaRows = (): Row[] => [
  ...FITTING_SHARES.map((share): Row => ({
    ...{ kind: 'quota for the model alone', moment: `${(share * 100).toFixed(0)} % of the file`, expects: 'answer' },
    trouble: { at: 'quota', share, fits: true },
  })),
  ...SHARES.map((share): Row => ({
    ...{ kind: 'small quota', moment: `${String(share * 100)} % of the file, from the beginning`, expects: 'answer' },
    trouble: { at: 'quota', share },
  })),
  ...[1, 4, 9, 14].map((fromPut): Row => ({
    ...{ kind: 'quota that shrinks', moment: `to nothing at record ${String(fromPut)}`, expects: 'answer' },
    trouble: { at: 'quota', share: 0, fromPut },
  })),
];

export const storageRows = (): Row[] => [
  ...brokenRows(WRITING, {}),
  ...brokenRows(READING, { isKept: true }),
  ...quotaRows(),
];
