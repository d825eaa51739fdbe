/**
 * What the page says of two models on one photo, in English. It comes with the view.
 */
import type { Numbers } from '../numbers';

export const compareIn = (n: Numbers) => ({
  region: 'Two models',
  first: 'The model in use',
  second: 'Another model',
  why: 'It looks at the same photo beside the model in use: one of these, or a checkpoint that you drop here. It is fetched only when you ask for it, and leaves the memory when you go.',
  choose: 'Which model',
  kept: 'Kept on this device',
  others: 'Published by their authors',
  isKept: 'kept on this device',
  start: 'Compare',
  startWith: (size: string) => `Fetch it and compare (${size})`,
  other: 'Choose another one',
  sees: (height: number, width: number) => `sees ${n.count(height)}×${n.count(width)} pixels`,
  noPhoto: 'Choose a photo, and both models answer it.',
  same: (label: string) => `Both name ${label} first.`,
  different: (one: string, other: string) => `One names ${one} first, the other ${other}.`,
  part: (name: string) => `The part of the photo that ${name} sees`,
  partSaid: 'The part of the photo that it sees; the other model sees another one.',
  link: 'Link to this comparison',
  end: 'End the comparison',
});

export type CompareTexts = ReturnType<typeof compareIn>;
