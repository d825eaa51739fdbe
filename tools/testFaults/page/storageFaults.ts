/** An IndexedDB that throws, fails, hangs or aborts at one of its operations. */
import { type Method, replaceMethod } from '../../../src/testing/replaceMethod';

/** Objects whose prototype has an operation. */
const OWNERS = {
  open: () => IDBFactory.prototype,
  transaction: () => IDBDatabase.prototype,
  put: () => IDBObjectStore.prototype,
  get: () => IDBObjectStore.prototype,
  getAllKeys: () => IDBObjectStore.prototype,
  getAll: () => IDBObjectStore.prototype,
  count: () => IDBObjectStore.prototype,
  delete: () => IDBObjectStore.prototype,
  openCursor: () => IDBObjectStore.prototype,
} as const;

export type StorageOperation = keyof typeof OWNERS;

export interface StorageFault {
  readonly operation: StorageOperation;
  /**
   * `throw` at once; `fail` by the event of an error; `hang` without any event; `abort` the transaction after the
   * request was made; `tell` calls the page's binding `reached` and does the operation.
   */
  readonly how: 'throw' | 'fail' | 'hang' | 'abort' | 'tell';
  /** The operation that it meets first, from now on; the first is 1. */
  readonly nth: number;
  /** Whether it meets all further ones too. */
  readonly isLasting: boolean;
}

const broken = (): DOMException => new DOMException('this storage is broken on purpose', 'UnknownError');

/** A request that is never answered, or with an error. */
function deadRequest(error?: DOMException): unknown {
  const request = Object.assign(new EventTarget(), { error: error ?? null, result: undefined, readyState: 'pending' });
  const listeners = request as unknown as { onerror?: (event: Event) => void };
  if (error)
    queueMicrotask(() => {
      const event = new Event('error', { cancelable: true });
      listeners.onerror?.(event);
      request.dispatchEvent(event);
    });
  return request;
}

/** Keeps a transaction open while `isBroken` says so: it has a new request whenever one is answered. */
function keepOpen(records: IDBObjectStore, isBroken: () => boolean): void {
  records.count(0).onsuccess = () => {
    if (isBroken()) keepOpen(records, isBroken);
  };
}

/** Breaks the IndexedDB of this page; the function that is returned mends it. */
export function breakStorage({ operation, how, nth, isLasting }: StorageFault): () => void {
  let count = 0;
  let isBroken = true;
  const meet = (original: Method): Method =>
    function (...given) {
      count++;
      if (count < nth || (count > nth && !isLasting)) return original.apply(this, given);
      switch (how) {
        case 'throw':
          throw broken();
        case 'fail':
          return deadRequest(broken());
        case 'hang':
          if (this instanceof IDBObjectStore && operation === 'put') keepOpen(this, () => isBroken);
          return deadRequest();
        case 'abort': {
          const request = original.apply(this, given);
          if (this instanceof IDBObjectStore) this.transaction.abort();
          return request;
        }
        case 'tell': {
          void (globalThis as unknown as { reached: () => Promise<void> }).reached();
          return original.apply(this, given);
        }
      }
    };
  const undo = replaceMethod(OWNERS[operation](), operation, meet);
  return () => {
    isBroken = false;
    undo();
  };
}
