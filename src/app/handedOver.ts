/**
 * Files that the system hands over to the installed page: shared by another app, or opened with it.
 */
import { PageError } from './pageError';

/** The fragment under which `public/share.js` opens the page, and the cache in which it leaves the files. */
const SHARED = 'shared';

/** The part of the launch queue that is used here; TypeScript knows none of it. */
interface LaunchQueue {
  setConsumer(take: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Calls `take` with the files of each launch that has some. Throws nothing: what goes wrong is told to `refuse`. */
export function watchLaunches(take: (files: readonly File[]) => void, refuse: (error: unknown) => void): void {
  const { launchQueue } = globalThis as { readonly launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length > 0) Promise.all(files.map((file) => open(file))).then(take, refuse);
  });
}

const open = (handle: FileSystemFileHandle): Promise<File> =>
  handle.getFile().catch((cause: unknown) => {
    throw new PageError('file-gone', handle.name, { cause });
  });

/**
 * The files that another app has shared, if the page was opened for them: they are taken once. Throws a PageError where
 * they did not arrive.
 */
export async function takeShared(): Promise<readonly File[]> {
  if (location.hash !== `#${SHARED}`) return [];
  history.replaceState(history.state, '', location.pathname + location.search); // a reload asks for nothing
  const files = await readShared().catch(() => []);
  if (files.length === 0) throw new PageError('shared-nothing');
  return files;
}

async function readShared(): Promise<readonly File[]> {
  const responses = await (await caches.open(SHARED)).matchAll();
  const files = await Promise.all(
    responses.map(async (response) => {
      const name = decodeURIComponent(response.headers.get('name') ?? '');
      return new File([await response.blob()], name, { type: response.headers.get('content-type') ?? '' });
    }),
  );
  await caches.delete(SHARED);
  return files;
}
