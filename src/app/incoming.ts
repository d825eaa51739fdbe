/**
 * Chooses the photo or the checkpoint among dropped or pasted things, and names the others.
 */
import { checkpointSuffixes } from '../index';
import type { ModelRequest } from './modelRequest';
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

/** Whether a file is meant to be a checkpoint, by its name. */
export const isCheckpoint = ({ name }: Pick<File, 'name'>): boolean =>
  checkpointSuffixes.some((suffix) => name.toLowerCase().endsWith(suffix));

/** A browser that has saved one before calls the next one `config (1).json`. */
const isConfig = ({ name }: File): boolean => /^config\b[^.]*\.json$/i.test(name);

const isLabels = (file: File): boolean => /\.(txt|json)$/i.test(file.name) && !isConfig(file);

const isPicture = ({ file }: Item): boolean => file?.type.startsWith('image/') === true;

/** The first checkpoint among things, with what lies beside it for it. */
export function checkpointIn(items: readonly Item[]): Incoming | undefined {
  const checkpoint = items.find(({ file }) => file && isCheckpoint(file));
  if (!checkpoint?.file) return undefined;
  const beside = (fits: (file: File) => boolean): Item | undefined => items.find(({ file }) => file && fits(file));
  const [labels, config] = [beside(isLabels), beside(isConfig)];
  return {
    kind: 'checkpoint',
    file: checkpoint.file,
    ...(labels && { labels: labels.file }),
    ...(config && { config: config.file }),
    leftOut: namesBut(items, [checkpoint, labels, config]),
  };
}

/** Chooses the first photo among things, else the first checkpoint; `types` are those of the DataTransfer. Throws a PageError where there is none. */
export function sort(items: readonly Item[], types: readonly string[]): Incoming {
  const photo = items.find(isPicture);
  const checkpoint = photo ? undefined : checkpointIn(items);
  if (checkpoint) return checkpoint;
  const chosen = photo ?? items.find(({ file }) => file);
  if (chosen?.file) return { kind: 'photo', file: chosen.file, leftOut: namesBut(items, [chosen]) };
  const [folder] = items;
  throw folder ? new PageError('folder', folder.name) : new PageError(kindOf(types));
}

const namesBut = (items: readonly Item[], taken: readonly (Item | undefined)[]): readonly string[] =>
  items.filter((item) => !taken.includes(item)).map(({ name }) => name);

/** A checkpoint that came in, as the model that a person asks for. */
export const requestFor = ({ file: weights, labels, config, leftOut }: Incoming): ModelRequest => ({
  ...{ origin: 'own', variant: undefined, weights, labels, config, leftOut },
});

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
