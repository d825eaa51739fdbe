/**
 * SHA-256 of what is in memory.
 */

/** From here on the copy that the platform takes first would hold up this thread for longer than a frame. */
const LARGE_BYTES = 2 ** 24;

/** The answer of the worker, which says that it is there before it is trusted with the bytes. */
const WORK = `
onmessage = async ({ data }) => postMessage({ bytes: data, digest: await crypto.subtle.digest('SHA-256', data) }, [data]);
postMessage('ready');`;

/** Bytes in hexadecimal. */
export const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The SHA-256 in hexadecimal. */
export const sha256 = async (bytes: BufferSource): Promise<string> => hex(await crypto.subtle.digest('SHA-256', bytes));

/**
 * The SHA-256 of a buffer that nobody else has, and the buffer: a large one goes to a worker and comes back as another
 * object, the one given is empty then. Where there is no worker this thread does it.
 */
export async function sha256Aside(
  bytes: ArrayBuffer,
): Promise<{ readonly bytes: ArrayBuffer; readonly digest: string }> {
  const worker = bytes.byteLength < LARGE_BYTES ? undefined : await startWorker();
  if (!worker) return { bytes, digest: await sha256(bytes) };
  try {
    const answer = nextMessage<{ bytes: ArrayBuffer; digest: ArrayBuffer }>(worker);
    worker.postMessage(bytes, [bytes]);
    const done = await answer;
    return { bytes: done.bytes, digest: hex(done.digest) };
  } finally {
    worker.terminate();
  }
}

/** Undefined where a page's policy forbids it, or there are none. */
async function startWorker(): Promise<Worker | undefined> {
  const address = URL.createObjectURL(new Blob([WORK], { type: 'text/javascript' }));
  try {
    const worker = new Worker(address);
    await nextMessage(worker);
    return worker;
  } catch {
    return undefined;
  } finally {
    URL.revokeObjectURL(address);
  }
}

const nextMessage = <T>(worker: Worker): Promise<T> =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<T>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault(); // it is no failure of the page
      reject(new Error('the worker failed'));
    };
  });
