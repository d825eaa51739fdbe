/**
 * A file of five chunks on a server, for tests of how its bytes come.
 */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { FileServer } from './fileServer';

export const CHUNK_BYTES = 2 ** 16;

/** Bytes that differ in every part, and for every factor. */
export const bytesOf = (length: number, factor: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(length).map((_, i) => (i * factor + (i >> 8)) % 251);

/** Five chunks, of which the last is short. */
export const CONTENT = bytesOf(4 * CHUNK_BYTES + 1000, 7);

/** Another file of the same length. */
export const OTHER = bytesOf(CONTENT.length, 11);

/** In the middle of the third chunk. */
export const CUT = 2 * CHUNK_BYTES + 5000;

/** A server that has the file, and does nothing wrong, at the beginning of each test. */
export function contentServer(): FileServer {
  const server = new FileServer(CONTENT);
  beforeAll(() => server.listen());
  afterAll(() => server.close());
  beforeEach(() => {
    server.file = CONTENT;
    server.headers = { etag: '"1"' };
    server.faults = [];
    server.sent = 0;
    server.asked.length = 0;
  });
  return server;
}

/** The ranges that were asked for. */
export const rangesOf = ({ asked }: FileServer): (string | undefined)[] => asked.map(({ range }) => range);
