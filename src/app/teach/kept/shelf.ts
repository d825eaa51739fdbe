/**
 * What was taught, kept in IndexedDB of this origin under its name.
 */
import { PageError } from '../../pageError';
import type { Outcome, TaughtClass } from '../lesson';
import { keyKept, type ModelKey } from '../modelKey';

/** One thing that was taught, with the features of its photos, so that teaching can go on. */
export interface Project {
  readonly name: string;
  /** The model whose features they are: its features mean nothing to another one. */
  readonly model: ModelKey;
  readonly classes: readonly TaughtClass[];
  readonly outcome?: Outcome | undefined;
  readonly saved: Date;
}

const DATABASE = 'resnest-webgpu-taught';
const STORE = 'projects';

/** Throws a PageError where the browser keeps nothing. */
export async function projects(): Promise<readonly Project[]> {
  const kept = await inStore('readonly', 'storage-closed', (store) => store.getAll() as IDBRequest<Kept[]>);
  return kept.map((project) => ({ ...project, model: keyKept(project.model) }));
}

/** A project as this version of the page or an earlier one kept it. */
type Kept = Omit<Project, 'model'> & { readonly model: ModelKey | string };

/** Keeps a project in place of one of the same name. Throws a PageError where there is no space for it. */
export const keep = (project: Project): Promise<unknown> =>
  inStore('readwrite', 'teach-not-kept', (store) => store.put(project));

/** Throws a PageError where it could not be deleted. */
export const remove = (name: string): Promise<unknown> =>
  inStore('readwrite', 'storage-stuck', (store) => store.delete(name));

type Code = ConstructorParameters<typeof PageError>[0];

async function inStore<Value>(
  mode: IDBTransactionMode,
  code: Code,
  ask: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  let database: IDBDatabase | undefined;
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(STORE, { keyPath: 'name' });
    database = await resultOf(opening);
    const transaction = database.transaction(STORE, mode);
    const whole = endOf(transaction);
    const [value] = await Promise.all([resultOf(ask(transaction.objectStore(STORE))), whole]);
    return value;
  } catch (cause) {
    throw new PageError(code, '', { cause });
  } finally {
    database?.close();
  }
}

const endOf = (transaction: IDBTransaction): Promise<unknown> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
  });

const resultOf = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the request failed'));
  });
