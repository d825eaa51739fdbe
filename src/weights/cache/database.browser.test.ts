/**
 * The store in a real IndexedDB that others use as well.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { patientStore, promisifyRequest, transactionsEnd } from './database';

const NAME = 'resnest-webgpu-database-test';

const put = (value: string): Promise<IDBValidKey> =>
  store('readwrite', (records) => promisifyRequest(records.put(value, 'key')));
const get = (): Promise<unknown> => store('readonly', (records) => promisifyRequest<unknown>(records.get('key')));

let store = patientStore(NAME, 'records');

async function remove(): Promise<string> {
  const request = indexedDB.deleteDatabase(NAME);
  return new Promise((resolve) => {
    request.onsuccess = () => resolve('deleted');
    request.onerror = () => resolve('error');
    request.onblocked = () => resolve('blocked');
  });
}

afterEach(async () => {
  vi.restoreAllMocks();
  await remove();
  store = patientStore(NAME, 'records');
});

test('an open that throws at once is tried again by the next use', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
    throw new DOMException('not now', 'UnknownError');
  });
  await expect(put('one')).rejects.toThrow('not now');
  await put('two');
  expect(await get()).toBe('two');
});

test('whoever deletes the database is not blocked, and the next use makes another', async () => {
  await put('one');
  expect(await remove()).toBe('deleted');
  expect(await get()).toBeUndefined();
  await put('two');
  expect(await get()).toBe('two');
});

test('a deletion waits for what is being written', async () => {
  await put('one');
  const writing = put('two');
  await Promise.resolve();
  const removed = remove();
  await writing;
  expect(await removed).toBe('deleted');
});

test('another version of the database, without our store, is an error and nothing worse', async () => {
  const foreign = indexedDB.open(NAME, 7);
  foreign.onupgradeneeded = () => void foreign.result.createObjectStore('other');
  await new Promise((resolve) => (foreign.onsuccess = resolve));
  foreign.result.close();
  await expect(get()).rejects.toThrow(DOMException);
  expect(await remove()).toBe('deleted');
});

test('whoever upgrades the database is not blocked either', async () => {
  await put('one');
  const upgrade = indexedDB.open(NAME, 9);
  upgrade.onupgradeneeded = () => void upgrade.result.createObjectStore('more');
  const outcome = await new Promise((resolve) => {
    upgrade.onsuccess = () => resolve('upgraded');
    upgrade.onblocked = () => resolve('blocked');
  });
  upgrade.result.close();
  expect(outcome).toBe('upgraded');
  expect(await get()).toBe('one');
});

test('transactions that have begun are waited for', async () => {
  const done: string[] = [];
  const writing = store('readwrite', async (records) => {
    for (let i = 0; i < 50; i++) await promisifyRequest(records.put(i, 'key'));
    done.push('written');
  });
  await transactionsEnd();
  expect(done).toEqual(['written']);
  await writing;
});
