/**
 * Fetches a picture from an address that a person gave.
 */
import { PageError } from '../pageError';
import { urlOf } from './address';

/** A larger picture is not fetched; few browsers would decode it. */
const MOST_BYTES = 64e6;

/** A server that says nothing for so long is given up. */
const PATIENCE_MS = 30_000;

/** Fetches the picture at an address as a file. Throws a PageError, or the signal's reason. */
export async function fetchPhoto(address: string, signal: AbortSignal): Promise<File> {
  const url = readAddress(address);
  if (url.protocol === HELD) return held(url, signal);
  const controller = new AbortController();
  const end = (): void => controller.abort();
  signal.addEventListener('abort', end);
  const timer = setTimeout(end, PATIENCE_MS);
  try {
    const response = await askFor(url, controller.signal);
    const type = (response.headers.get('content-type') ?? '').split(';', 1)[0]?.trim() ?? '';
    if (response.status === 404 || response.status === 410) throw new PageError('address-missing', url.host);
    if (!response.ok) throw new PageError('address-refused', `${url.host} (${response.status})`);
    if (type === 'text/html') throw new PageError('address-page', url.host);
    const parts = await partsOf(response, url);
    return new File(parts, nameIn(url), { type });
  } catch (error) {
    signal.throwIfAborted();
    if (controller.signal.aborted) throw new PageError('address-slow', url.host, { cause: error });
    if (error instanceof PageError) throw error;
    throw new PageError('address-broken', url.host, { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** The scheme of an address that holds the picture itself, as “copy image address” often gives. */
const HELD = 'data:';

async function held({ href }: URL, signal: AbortSignal): Promise<File> {
  const name = href.split(/[;,]/, 1)[0] ?? HELD;
  try {
    const blob = await (await fetch(href, { signal })).blob();
    return new File([blob], name, { type: blob.type });
  } catch (cause) {
    signal.throwIfAborted();
    throw new PageError('photo-damaged', name, { cause });
  }
}

function readAddress(address: string): URL {
  const url = urlOf(address);
  if (!url) throw new PageError('address-none');
  if (!['https:', HELD].includes(url.protocol) && url.origin !== location.origin)
    throw new PageError('address-scheme', url.protocol);
  url.username = url.password = ''; // browsers fetch no address that has them
  return url;
}

/** Asks for it without cookies. A browser does not tell a page why it may not read an answer; asking blindly tells. */
async function askFor(url: URL, signal: AbortSignal): Promise<Response> {
  const init: RequestInit = { signal, credentials: 'omit', referrerPolicy: 'no-referrer' };
  try {
    return await fetch(url, init);
  } catch (cause) {
    signal.throwIfAborted();
    const isThere = await fetch(url, { ...init, mode: 'no-cors', method: 'HEAD' }).then(
      () => true,
      () => false,
    );
    throw new PageError(isThere ? 'address-closed' : 'address-unreachable', url.host, { cause });
  }
}

async function partsOf({ headers, body }: Response, url: URL): Promise<Uint8Array<ArrayBuffer>[]> {
  const tooLarge = (): PageError => new PageError('address-too-large', url.host);
  if (Number(headers.get('content-length')) > MOST_BYTES) throw tooLarge();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = body?.getReader();
  let bytes = 0;
  for (;;) {
    const part = await reader?.read();
    if (!part?.value) return parts;
    bytes += part.value.length;
    if (bytes > MOST_BYTES) {
      await reader?.cancel();
      throw tooLarge();
    }
    parts.push(part.value);
  }
}

/** The last part of its path, else its host. */
function nameIn({ pathname, host }: URL): string {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || host;
  } catch {
    return last; // a lone percent sign
  }
}
