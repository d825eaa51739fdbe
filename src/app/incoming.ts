/**
 * Chooses the photo among dropped or pasted things, and writes a note about the others.
 */
import { checkpointSuffixes } from '../index';
import { listed } from './words';

/** One thing that was handed over; without `file` it is a folder. */
export interface Item {
  readonly name: string;
  readonly file?: File | undefined;
}

/** A photo to open, with a note about what was left out; or why there is none. */
export type Incoming = { readonly file: File; readonly note?: string | undefined } | { readonly problem: string };

const isCheckpoint = ({ name }: File): boolean =>
  checkpointSuffixes.some((suffix) => name.toLowerCase().endsWith(suffix));

const isPicture = ({ file }: Item): boolean => file?.type.startsWith('image/') === true;

/** Chooses the first photo among things; `types` are those of the DataTransfer. */
export function sort(items: readonly Item[], types: readonly string[]): Incoming {
  const chosen = items.find(isPicture) ?? items.find(({ file }) => file);
  if (!chosen?.file) {
    const [folder] = items;
    if (folder) return { problem: `${folder.name} is a folder. Open it, and take one photo from it.` };
    return { problem: `${saidOf(types)} Save the picture first, and choose its file.` };
  }
  if (isCheckpoint(chosen.file))
    return {
      problem: `${chosen.name} is a checkpoint, not a picture. Load it under “Model”, as “A checkpoint of my own…”.`,
    };
  const rest = items.filter((item) => item !== chosen).map(({ name }) => name);
  if (rest.length === 0) return { file: chosen.file };
  const verb = rest.length === 1 ? 'is' : 'are';
  return { file: chosen.file, note: `One photo at a time: ${listed(rest)} ${verb} left out.` };
}

function saidOf(types: readonly string[]): string {
  if (types.includes('text/uri-list')) return 'That is a link, not a picture.';
  return types.some((type) => type.startsWith('text/'))
    ? 'That is text, not a picture.'
    : 'There is no picture in that.';
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
