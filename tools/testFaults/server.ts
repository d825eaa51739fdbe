/** A server that fails as a row says: one fault a request, in their order, and healthy behind the last of them. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dist } from '../common/project';
import { type Fault, healthy, type Reply } from './faults';
import type { ModelFile } from './files';

/** How the server replies under one address. */
export interface Plan {
  readonly file: ModelFile;
  /** The fault of each request; requests behind the last one have `further`. */
  readonly faults: readonly Fault[];
  readonly further?: Fault;
  /** The file that is there from the second request on, if it changes. */
  readonly then?: ModelFile;
  /** Parts come whatever version the request names. */
  readonly ignoresIfRange?: true;
}

/** What requests for checkpoints have cost. */
export interface Cost {
  readonly requests: number;
  readonly bytes: number;
}

const PIECE = 2 ** 16;
const LAST_MODIFIED = 'Fri, 27 Nov 2026 00:00:00 GMT';

export class FaultServer {
  readonly #plans = new Map<string, Plan & { asked: number }>();
  readonly #open = new Set<ServerResponse>();
  readonly #server: Server;
  readonly url: string;
  #cost = { requests: 0, bytes: 0 };

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${String(port)}/`;
  }

  /** `script` is the page's. */
  static async start(script: string): Promise<FaultServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const own = new FaultServer(server, address !== null && typeof address === 'object' ? address.port : 0);
    const module = await readFile(join(dist, 'resnest-webgpu.js'));
    server.on('request', (request, response) => {
      const { pathname } = new URL(request.url ?? '/', own.url);
      const files: Readonly<Record<string, readonly [type: string, content: string | Buffer]>> = {
        '/': ['text/html', '<!doctype html><title>faults</title>'],
        '/page.js': ['text/javascript', script],
        '/resnest-webgpu.js': ['text/javascript', module],
      };
      const file = files[pathname];
      if (file) return void response.writeHead(200, { 'content-type': file[0] }).end(file[1]);
      own.#answer(pathname, request, response).catch(() => response.destroy());
    });
    return own;
  }

  /** Replies to requests for an address from now on as a plan says. */
  plan(path: string, plan: Plan): void {
    this.#plans.set(path, { ...plan, asked: 0 });
  }

  /** Replies as a healthy server from now on, and ends what stands still. */
  heal(path: string, file: ModelFile): void {
    this.plan(path, { file, faults: [] });
    for (const response of this.#open) response.destroy();
  }

  /** What was asked for and sent since the last call. */
  takeCost(): Cost {
    const cost = this.#cost;
    this.#cost = { requests: 0, bytes: 0 };
    return cost;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const plan = this.#plans.get(path);
    if (!plan) return void response.writeHead(404).end();
    const index = plan.asked++;
    this.#cost.requests++;
    const file = (index > 0 ? plan.then : undefined) ?? plan.file;
    const fault = plan.faults[index] ?? plan.further ?? healthy;
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
    await this.#send(fault(replyTo(request, file, plan)), request, response);
  }

  async #send(reply: Reply, { method }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers, body, from, sends, ending, hold } = reply;
    response.writeHead(status, ending === 'end' ? headers : { ...headers, connection: 'close' });
    response.flushHeaders();
    const holdsAt = hold ? Math.max(0, hold.at - from) : Infinity;
    let isHeld = hold === undefined;
    for (let at = 0; at <= sends && method !== 'HEAD';) {
      if (!isHeld && at >= holdsAt) {
        isHeld = true;
        await hold?.reached();
      }
      if (at === sends || response.destroyed) break;
      const piece = body.subarray(at, Math.min(sends, at + PIECE, isHeld ? Infinity : holdsAt));
      await written(response, piece);
      this.#cost.bytes += piece.length;
      at += piece.length;
    }
    if (ending === 'end') response.end();
    else if (ending === 'reset') response.socket?.resetAndDestroy();
    else if (ending === 'close') response.socket?.end();
  }
}

/** Resolves when the socket has taken a piece, or has closed. */
const written = (response: ServerResponse, piece: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('close', done);
      resolve();
    };
    response.once('close', done);
    response.write(piece, done);
  });

/** What a healthy server replies to a request for a file: all of it, a part of it, or that it is still the same. */
function replyTo({ headers: asked }: IncomingMessage, { bytes, sha256 }: ModelFile, { ignoresIfRange }: Plan): Reply {
  const etag = `"${sha256}"`;
  const headers = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'last-modified': LAST_MODIFIED,
    etag,
  };
  const reply = (status: number, from: number, body: Buffer, more: Record<string, string>): Reply => ({
    ...{ status, from, body, sends: body.length, ending: 'end' },
    headers: { ...headers, ...more },
  });
  if (asked['if-none-match'] === etag) return reply(304, 0, Buffer.alloc(0), {});
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(asked.range ?? '') ?? [];
  const isSame = ignoresIfRange ?? [undefined, etag, LAST_MODIFIED].includes(asked['if-range'] as string | undefined);
  if (first === undefined || !isSame) return reply(200, 0, bytes, { 'content-length': String(bytes.length) });
  const from = Number(first);
  const body = bytes.subarray(from, last ? Number(last) + 1 : undefined);
  if (body.length === 0) return reply(416, 0, body, { 'content-range': `bytes */${String(bytes.length)}` });
  const range = `bytes ${String(from)}-${String(from + body.length - 1)}/${String(bytes.length)}`;
  return reply(206, from, body, { 'content-range': range, 'content-length': String(body.length) });
}
