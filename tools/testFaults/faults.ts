/** Faults of a server as data: each changes the reply that a healthy server would give. */

/** What happens to the connection behind the last byte that is sent. */
export type Ending = 'end' | 'close' | 'reset' | 'stall';

/** A reply before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where in the file the body begins. */
  readonly from: number;
  /** Bytes of the body that are sent. */
  readonly sends: number;
  readonly ending: Ending;
  /** Before the byte of this place in the file, the server waits for a promise. */
  readonly hold?: { readonly at: number; readonly reached: () => Promise<void> };
}

export type Fault = (reply: Reply) => Reply;

const within = ({ from, body }: Reply, at: number): number => Math.max(0, Math.min(body.length, at - from));

const without = (headers: Reply['headers'], ...names: readonly string[]): Reply['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

const withHeaders = (reply: Reply, headers: Reply['headers']): Reply => ({
  ...reply,
  headers: { ...reply.headers, ...headers },
});

/** No fault. */
export const healthy: Fault = (reply) => reply;

/** The connection ends as `ending` says before the byte at this place of the file. */
export const stopAt =
  (at: number, ending: Ending): Fault =>
  (reply) => ({ ...reply, sends: within(reply, at), ending });

/** Ends like a whole file, without a length, before the byte at this place. */
export const cutAt =
  (at: number): Fault =>
  (reply) => ({ ...reply, headers: without(reply.headers, 'content-length'), sends: within(reply, at) });

/** The length in the header is wrong by so many bytes. */
export const lengthWrongBy =
  (difference: number): Fault =>
  (reply) => ({
    ...withHeaders(reply, { 'content-length': String(Math.max(0, reply.body.length + difference)) }),
    ending: 'close',
  });

/** One bit at this place is another one. */
export const flipAt =
  (at: number): Fault =>
  (reply) => {
    const body = Buffer.from(reply.body);
    const place = at - reply.from;
    if (place >= 0 && place < body.length) body.writeUInt8(body.readUInt8(place) ^ 0x40, place);
    return { ...reply, body };
  };

const text = (status: number, type: string, words: string, headers: Reply['headers'] = {}): Fault => {
  const body = Buffer.from(words);
  const own = { 'content-type': type, 'content-length': String(body.length), ...headers };
  return () => ({ status, headers: own, body, from: 0, sends: body.length, ending: 'end' });
};

export const refused = (status: number, headers: Reply['headers'] = {}): Fault =>
  text(status, 'text/plain', 'not now', headers);

/** A page of a hotel's network, say. */
export const webPage: Fault = text(200, 'text/html; charset=utf-8', '<!doctype html><title>Sign in</title>');

/** Such a page that says to be a file. */
export const disguisedPage: Fault = text(200, 'application/octet-stream', '<!doctype html><title>Sign in</title>');

/** An address that leads to itself by way of another. */
export const circle: Fault = text(302, 'text/plain', '', { location: '?around' });

export const empty: Fault = text(200, 'application/octet-stream', '');

/** Replies to a request for a part as a server must not; a request for the whole file has no such fault. */
const partial =
  (change: Fault): Fault =>
  (reply) =>
    reply.status === 206 ? change(reply) : reply;

/** The part is another one than the header says. */
const shifted: Fault = (reply) => ({ ...reply, body: Buffer.concat([reply.body.subarray(1), Buffer.from([0])]) });

const rangeOf = (reply: Reply, from: number, total: string): string =>
  `bytes ${String(from)}-${String(from + reply.body.length - 1)}/${total}`;

/** What servers get wrong in a reply to Range. */
export const RANGE_FAULTS: Readonly<Record<string, Fault>> = {
  'begins later than asked': partial((reply) =>
    withHeaders(
      { ...reply, body: reply.body.subarray(7), sends: reply.body.length - 7 },
      {
        'content-length': String(reply.body.length - 7),
        'content-range': rangeOf({ ...reply, body: reply.body.subarray(7) }, reply.from + 7, totalOf(reply)),
      },
    ),
  ),
  'says a wrong beginning': partial((reply) =>
    withHeaders(reply, { 'content-range': rangeOf(reply, 0, totalOf(reply)) }),
  ),
  'says a wrong total': partial((reply) =>
    withHeaders(reply, { 'content-range': rangeOf(reply, reply.from, String(Number(totalOf(reply)) + 1000)) }),
  ),
  'says an unknown total': partial((reply) => withHeaders(reply, { 'content-range': rangeOf(reply, reply.from, '*') })),
  'says nonsense': partial((reply) => withHeaders(reply, { 'content-range': 'bytes all of them' })),
  'says no range': partial((reply) => ({ ...reply, headers: without(reply.headers, 'content-range') })),
  'is empty': partial((reply) => withHeaders({ ...reply, sends: 0 }, { 'content-length': '0' })),
  'ends early': partial((reply) => ({
    ...reply,
    headers: without(reply.headers, 'content-length'),
    sends: reply.body.length >> 1,
  })),
  'is refused with 416': partial((reply) => refused(416, { 'content-range': `bytes */${totalOf(reply)}` })(reply)),
  'is shifted by a byte': partial(shifted),
  'says an encoding': partial((reply) => withHeaders(reply, { 'content-encoding': 'identity' })),
};

/** What parts do not tell of the version that they are of, though the whole file did. */
export const UNPROVEN: Readonly<Record<string, Fault>> = {
  'tell no version': partial((reply) => ({ ...reply, headers: without(reply.headers, 'etag', 'last-modified') })),
  'tell a weak tag': partial((reply) => ({
    ...reply,
    headers: { ...without(reply.headers, 'last-modified'), etag: 'W/"1"' },
  })),
};

const totalOf = ({ headers }: Reply): string => headers['content-range']?.split('/')[1] ?? '0';

/** Validators that a server leaves out. */
export const withoutHeader =
  (...names: readonly string[]): Fault =>
  (reply) => ({ ...reply, headers: without(reply.headers, ...names) });

/** The server sends the whole file, whatever is asked for. */
export const wholeAlways =
  (file: Buffer): Fault =>
  (reply) => ({
    ...reply,
    ...{ status: 200, from: 0, body: file, sends: file.length },
    headers: {
      ...without(reply.headers, 'accept-ranges', 'content-range'),
      'content-length': String(file.length),
    },
  });

/** Several faults at once, the first one first. */
export const both =
  (...faults: readonly Fault[]): Fault =>
  (reply) =>
    faults.reduce((changed, fault) => fault(changed), reply);

/** Waits before a byte of the file for what `reached` promises; parts of a byte do not count. */
export const holdAt =
  (at: number, reached: () => Promise<void>): Fault =>
  (reply) => ({ ...reply, hold: { at: Math.floor(at), reached } });
