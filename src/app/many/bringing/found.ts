/**
 * Files that a person chose, dropped or pasted, also as folders. Only their names are read here.
 */
import { checkpointIn, type Incoming } from '../../incoming';
import { PageError } from '../../pageError';
import { isPicture } from '../../stage/formats';
import type { Entry } from '../shots';

/** What was brought: pictures, a checkpoint with what belongs to it, and the names of all else. */
export interface Found {
  readonly entries: readonly Entry[];
  readonly checkpoint: Incoming | undefined;
  readonly leftOut: readonly string[];
}

/** Files that a system puts into folders by itself, such as `.DS_Store`. */
const isHidden = (path: string): boolean =>
  path.split('/').some((part) => part.startsWith('.')) || /(^|\/)Thumbs\.db$/i.test(path);

/** Sorts files into pictures, in their order, a checkpoint, and others. */
export function sorted(files: readonly Entry[]): Found {
  const shown = files.filter(({ path }) => !isHidden(path));
  const others = shown.filter(({ file }) => !isPicture(file)).map(({ path, file }) => ({ name: path, file }));
  const checkpoint = checkpointIn(others);
  return {
    entries: shown.filter(({ file }) => isPicture(file)),
    checkpoint,
    leftOut: checkpoint?.leftOut ?? others.map(({ name }) => name),
  };
}

/** `2.jpg` before `10.jpg`, as file managers list them. */
const byPath = new Intl.Collator(undefined, { numeric: true });

/** The files of an input; those of a folder in the order of their paths. */
export function inInput(files: FileList): readonly Entry[] {
  const entries = [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  const isFolder = entries.some(({ path }) => path.includes('/'));
  return isFolder ? entries.sort((a, b) => byPath.compare(a.path, b.path)) : entries;
}

/** The files of a drop or a paste, and those in its folders; it is read during the call. Rejects with a PageError. */
export function inTransfer({ items }: DataTransfer): Promise<readonly Entry[]> {
  const tops = [...items]
    .filter(({ kind }) => kind === 'file')
    .map((item): Promise<readonly Entry[]> => {
      const entry = item.webkitGetAsEntry();
      if (entry) return below(entry);
      const file = item.getAsFile();
      return Promise.resolve(file ? [{ path: file.name, file }] : []);
    });
  return Promise.all(tops).then((lists) => lists.flat());
}

async function below(entry: FileSystemEntry): Promise<readonly Entry[]> {
  if (isFile(entry)) return [{ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) }];
  if (!isFolder(entry)) return [];
  const children = await childrenOf(entry.createReader()).catch(gone(entry));
  const lists: (readonly Entry[])[] = [];
  for (const child of children.sort((a, b) => byPath.compare(a.name, b.name))) lists.push(await below(child));
  return lists.flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise<File>((resolve, reject) => void entry.file(resolve, reject)).catch(gone(entry));

/** Says which file or folder it is that cannot be read. */
const gone =
  ({ fullPath }: FileSystemEntry) =>
  (cause: unknown): never => {
    throw new PageError('file-gone', fullPath, { cause });
  };

/** A browser gives the names of a folder in parts, and an empty part after the last. */
async function childrenOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => void reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}
