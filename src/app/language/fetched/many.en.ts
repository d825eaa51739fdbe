/**
 * What the page says of many photos, in English.
 */
import { counted, type Numbers, shortened } from '../numbers';

export const manyIn = (n: Numbers) => {
  const photos = (count: number): string => counted(n, count, 'photo');
  return {
    region: 'Many photos',
    choose: 'Choose photos',
    folder: 'Choose a folder',
    orDrop: 'or drop photos and folders anywhere, or paste them',
    empty:
      'Your photos appear here, each with its best label. You can filter and sort them, find alike ones, and save all answers as a table.',
    leftOut: (names: readonly string[]) =>
      names.length === 1
        ? `${n.listed(names)} is no picture, and is left out.`
        : `${n.listed(shortened(names, (count) => `${n.count(count)} more files`))} are no pictures, and are left out.`,
    checkpoint: (name: string, beside: readonly string[]) =>
      `${name} is no picture, but a model’s file.${beside.length > 0 ? ` With it goes ${n.listed(beside)}.` : ''}`,
    useCheckpoint: 'Load it as the model',
    nothing: 'There is no picture in that.',
    ready: (done: number, all: number) => `${n.count(done)} of ${photos(all)} looked at`,
    readyAndLeft: (done: number, all: number, seconds: number) =>
      `${n.count(done)} of ${photos(all)} looked at, ${n.timeLeft(seconds)} left`,
    waiting: (all: number) => `${photos(all)} ${all === 1 ? 'waits' : 'wait'} until the model is ready`,
    done: (count: number) =>
      count === 1 ? 'The photo has been looked at.' : `All ${n.count(count)} photos have been looked at.`,
    stopped: (done: number, all: number) => `Stopped after ${n.count(done)} of ${photos(all)}.`,
    stop: 'Stop',
    goOn: 'Go on',
    other: 'Another model is in use now; these answers are of the one before.',
    again: 'Look again with this model',
    clear: 'Remove all',
    text: 'Search names and labels',
    label: 'Label',
    allLabels: (count: number) => (count === 1 ? 'The one label' : `All ${n.count(count)} labels`),
    counted: (label: string, count: number) => `${label} (${n.count(count)})`,
    least: 'At least this sure',
    sort: 'Order',
    sorts: {
      order: 'As they came',
      name: 'By name',
      surest: 'Surest first',
      'least sure': 'Least sure first',
      label: 'By label',
    },
    found: (count: number, all: number) => (count === all ? photos(all) : `${n.count(count)} of ${photos(all)}`),
    grid: 'Photos and their labels',
    findAlike: 'Show photos like this one',
    alike: (name: string) => `Most like ${name}`,
    alikeSaid: 'The number is the cosine between embeddings: 1.00 for photos that are the same to this model.',
    likeness: (cosine: number) => n.hundredth(cosine),
    open: 'Open as the one photo',
    showAll: 'Show all again',
    byPhoto: 'Search by a photo',
    comparing: (name: string) => `Looking at ${name}…`,
    comparesNot: 'This model gives no embeddings, so photos cannot be compared.',
    unread: (count: number) => `${photos(count)} could not be read`,
    csv: 'Save as CSV',
    json: 'Save as JSON',
  };
};

export type ManyTexts = ReturnType<typeof manyIn>;
