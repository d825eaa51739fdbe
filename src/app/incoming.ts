/**
 * Chooses the photo among dropped or pasted things, and names the others.
 */
import { checkpointSuffixes } from '../index';
import { PageError } from './pageError';

/** One thing that was handed over; without `file` it is a folder. */
export interface Item {
  readonly name: string;
  readonly file?: File | undefined;
}

/** A photo to open, with the names of the things that were left out. */
export interface Incoming {
  readonly file: File;
  readonly leftOut: readonly string[];
}

const isCheckpoint = ({ name }: File): boolean =>
  checkpointSuffixes.some((suffix) => name.toLowerCase().endsWith(suffix));

const isPicture = ({ file }: Item): boolean => file?.type.startsWith('image/') === true;

/** Chooses the first photo among things; `types` are those of the DataTransfer. Throws a PageError where there is none. */
export function sort(items: readonly Item[], types: readonly string[]): Incoming {
  const chosen = items.find(isPicture) ?? items.find(({ file }) => file);
  if (!chosen?.file) {
    const [folder] = items;
    throw folder ? new PageError('folder', folder.name) : new PageError(kindOf(types));
  }
  if (isCheckpoint(chosen.file)) throw new PageError('checkpoint-as-photo', chosen.name);
  return { file: chosen.file, leftOut: items.filter((item) => item !== chosen).map(({ name }) => name) };
}

function kindOf(types: readonly string[]): 'link' | 'text' | 'nothing' {
  if (types.includes('text/uri-list')) return 'link';
  return types.some((type) => type.startsWith('text/')) ? 'text' : 'nothing';
}

/** The files and folders of a drop or a paste; they can be read only while its event is handled. */
export const itemsOf = ({ items }: DataTransfer): Item[] =>
  [...items]
    .filter(({ kind }) => kind === 'file')
    .flatMap((item): Item[] => {
      const entry = item.webkitGetAsEntry();
      if (entry?.isDirectory) return [{ name: entry.name }];
      const file = item.getAsFile();
      return file ? [{ name: file.name, file }] : [];
    });
