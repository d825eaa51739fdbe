/**
 * What the page says of published models, and of those that are kept on the device, in English.
 */
import { counted, type Numbers } from './numbers';

export const modelsIn = (n: Numbers) => ({
  published: 'A model that its authors published…',
  lead: 'All are trained on ImageNet-1k, whose 1,000 classes they name. The page fetches only the one that you load, and keeps it on this device.',
  fetched: 'Fetched by this page',
  byHand: 'To download by hand',
  byHandWhy: 'Their server lets no page read these files. Download one, then drop it anywhere on this page.',
  top1: (percent: string) => `right in ${percent} of ImageNet’s validation photos`,
  input: (side: number) => `sees ${n.count(side)}×${n.count(side)} pixels`,
  size: (bytes: number) => n.megabytes(bytes),
  about: (bytes: number) => `about ${n.aboutMegabytes(bytes)}`,
  load: 'Load',
  loadNamed: (name: string) => `Load ${name}`,
  inUse: 'In use',
  loading: 'Loading…',
  download: (file: string) => `Download ${file}`,
  leftOut: (names: string) => `Not used of what you dropped: ${names}.`,
  link: 'Link to this model',
  linkToBoth: 'Link to this model and photo',
  kept: 'Kept on this device',
  keptSaid: (count: number, bytes: number) =>
    count === 0 ? 'No model is kept on this device.' : `${counted(n, count, 'model')}, ${n.megabytes(bytes)}`,
  unnamed: 'a model without a name',
  since: (bytes: number, written: Date, used: Date) =>
    `${n.megabytes(bytes)}, kept since ${n.day(written)}, last used ${n.day(used)}`,
  unfinished: (loaded: number, bytes: number) =>
    `${n.megabytes(loaded)} of ${n.megabytes(bytes)}; the rest is fetched when you load it again`,
  remove: 'Delete',
  removeNamed: (name: string) => `Delete ${name}`,
  removeAll: 'Delete all',
  used: (bytes: number) => `The browser keeps ${n.megabytes(bytes)} for this page in all.`,
  persist: 'Ask the browser to keep them',
  persisted: 'The browser keeps them even when the device runs short of space.',
  mayGo: 'The browser may delete them when the device runs short of space.',
  refused: 'The browser did not agree: it may delete them when the device runs short of space.',
});

export type ModelsTexts = ReturnType<typeof modelsIn>;
