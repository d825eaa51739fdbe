/**
 * Chooses the photo or the checkpoint among dropped or pasted things, and names the others.
 */
import { checkpointSuffixes } from '../index';
import { PageError } from './pageError';

/** One thing that was handed over; without `file` it is a folder. */
export interface Item {
  readonly name: string;
  readonly file?: File | undefined;
}

/** A photo or a checkpoint to open, with the names of the things that were left out. */
export interface Incoming {
  readonly kind: 'photo' | 'checkpoint';
  readonly file: File;
  /** What came with a checkpoint, if that seems to be its labels, and its config.json. */
  readonly labels?: File | undefined;
  readonly config?: File | undefined;
  readonly leftOut: readonly string[];
}

const isCheckpoint = ({ name }: File): boolean =>
  checkpointSuffixes.some((suffix) => name.toLowerCase().endsWith(suffix));

/** A browser that has saved one before calls the next one `config (1).json`. */
const isConfig = ({ name }: File): boolean => /^config\b[^.]*\.json$/i.test(name);

const isLabels = (file: File): boolean => /\.(txt|json)$/i.test(file.name) && !isConfig(file);

const isPicture = ({ file }: Item): boolean => file?.type.startsWith('image/') === true;

/** Chooses the first photo among things, else the first checkpoint; `types` are those of the DataTransfer. Throws a PageError where there is none. */
export function sort(items: readonly Item[], types: readonly string[]): Incoming {
  const checkpoint = items.find(({ file }) => file && isCheckpoint(file));
  const chosen = items.find(isPicture) ?? checkpoint ?? items.find(({ file }) => file);
  if (!chosen?.file) {
    const [folder] = items;
    throw folder ? new PageError('folder', folder.name) : new PageError(kindOf(types));
  }
  const isModel = chosen === checkpoint;
  const beside = (fits: (file: File) => boolean): Item | undefined =>
    isModel ? items.find(({ file }) => file && fits(file)) : undefined;
  const [labels, config] = [beside(isLabels), beside(isConfig)];
  const taken = [chosen, labels, config];
  return {
    kind: isModel ? 'checkpoint' : 'photo',
    file: chosen.file,
    ...(labels && { labels: labels.file }),
    ...(config && { config: config.file }),
    leftOut: items.filter((item) => !taken.includes(item)).map(({ name }) => name),
  };
}

const kindOf = (types: readonly string[]): 'text' | 'nothing' =>
  types.some((type) => type.startsWith('text/')) ? 'text' : 'nothing';

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
