/**
 * A server for one file, which gives parts of it and goes wrong as a test asks.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next answer differs from that of a good server. */
export interface Fault {
  /** Another status, without the file. */
  readonly status?: number;
  /** Headers in place of the usual ones; undefined for none. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** The connection breaks off after so many bytes of the body. */
  readonly breakAfter?: number;
  /** Nothing comes after so many bytes of the body, and the connection stays. */
  readonly stallAfter?: number;
  /** The whole file, whatever part is asked for. */
  readonly ignoresRange?: boolean;
  /** The answer has no headers: the connection is reset. */
  readonly resets?: boolean;
}

export interface Asked {
  readonly method: string | undefined;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

export class FileServer {
  file: Uint8Array<ArrayBuffer>;
  headers: Record<string, string | undefined> = { etag: '"1"' };
  /** One for each of the next requests; undefined for a good answer. */
  faults: (Fault | undefined)[] = [];
  readonly asked: Asked[] = [];
  /** Bytes of bodies that were sent. */
  sent = 0;
  url = '';
  readonly #server = createServer((request, response) => this.#answer(request, response));

  constructor(file: Uint8Array<ArrayBuffer>) {
    this.file = file;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/file`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer({ method, headers, socket, url }: IncomingMessage, response: ServerResponse): void {
    if (url !== '/file') {
      response.writeHead(404).end();
      return;
    }
    this.asked.push({ method, range: headers.range, ifRange: headers['if-range'] as string | undefined });
    const fault = method === 'HEAD' ? {} : (this.faults.shift() ?? {});
    if (fault.resets) {
      socket.destroy();
      return;
    }
    const { length } = this.file;
    const [, first = '', last = ''] = (!fault.ignoresRange && /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '')) || [];
    const isPart = first !== '';
    const [from, end] = [Number(first), last === '' ? length : Number(last) + 1];
    const status = fault.status ?? (isPart ? (from < length ? 206 : 416) : 200);
    const body = status < 300 ? this.file.subarray(from, end) : new Uint8Array(0);
    const usual = {
      'content-length': String(body.length),
      ...(status === 206 && { 'content-range': `bytes ${String(from)}-${String(end - 1)}/${String(length)}` }),
    };
    for (const [name, value] of Object.entries({ ...usual, ...this.headers, ...fault.headers }))
      if (value !== undefined) response.setHeader(name, value);
    response.writeHead(status);
    if (method === 'HEAD') {
      response.end();
      return;
    }
    const sending = body.subarray(0, fault.breakAfter ?? fault.stallAfter);
    this.sent += sending.length;
    if (sending.length === body.length) response.end(sending);
    // What was sent arrives; a reset would throw some of it away.
    else response.write(sending, () => void (fault.breakAfter === undefined || socket.end()));
  }
}
