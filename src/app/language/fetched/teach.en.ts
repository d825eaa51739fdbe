/**
 * What the page says while a person teaches it, in English. It comes with the view.
 */
import { counted, type Numbers } from '../numbers';

const photosIn = (n: Numbers, count: number): string => counted(n, count, 'photo');

export const teachIn = (n: Numbers) => ({
  classes: 'Classes',
  nameless: (place: number) => `Class ${n.count(place)}`,
  className: (place: number) => `Name of class ${n.count(place)}`,
  classHint: (place: number): string => (place % 2 === 1 ? 'such as “ripe”' : 'such as “not ripe”'),
  photos: (count: number) => photosIn(n, count),
  photosOf: (name: string) => `Photos of ${name}`,
  choose: 'Choose photos',
  chooseFor: (name: string) => `Choose photos for ${name}`,
  drop: 'or drop and paste them here',
  remove: (photo: string, name: string) => `Remove ${photo} from ${name}`,
  removeClassNamed: (name: string) => `Delete ${name}`,
  camera: 'Camera',
  cameraOn: 'Use the camera',
  cameraOff: 'Put the camera away',
  takeFor: (count: number, name: string) => `Take ${photosIn(n, count)} for ${name}`,
  frame: (place: number) => `frame ${n.count(place)}.png`,
  addClass: 'Add a class',
  undoes: {
    nothing: 'Undo',
    photos: 'Undo: photos added',
    'photo removed': 'Undo: photo removed',
    'class added': 'Undo: class added',
    'class removed': 'Undo: class deleted',
    renamed: 'Undo: class renamed',
    taught: 'Undo: taught',
    opened: 'Undo: opened',
  },
  undone: 'Taken back.',
  looking: (left: number, name: string) => `The model looks at ${photosIn(n, left)} for ${name}.`,
  done: (name: string) => `The photos are with ${name}.`,
  nothing: 'There is no picture in that.',
  again: (names: string) => `Already there, and not added again: ${names}.`,
  notRead: 'These could not be added',
  noModel: 'Photos can be added as soon as the model is ready.',
  doubts: 'Before you teach',
  doubt: {
    classes: 'Two classes are needed, so that there is something to tell apart.',
    unnamed: 'Give every class a name.',
    'same name': (names: string) => `Two classes are called ${names}. Rename one of them.`,
    'too few': (names: string, fewest: number) =>
      `${names}: at least ${n.count(fewest)} photos are needed, and twenty are better.`,
    few: (names: string) =>
      `${names}: with fewer than ten photos the model may learn their background instead. Twenty are better.`,
    unequal: (most: string, least: string) =>
      `${most} has far more photos than ${least}, so it will be named too often. About as many of each are best.`,
    'in two': (names: string) =>
      `The same photo is in two classes: ${names}. Remove it from one, else nothing can be learnt from it.`,
  },
  teach: 'Teach',
  teachAgain: 'Teach again',
  teaching: 'Learning…',
  cancelled: 'Given up. Nothing has changed.',
  taughtSaid: (percent: string) => `Learnt. ${percent} of the held-out photos were named right.`,
  result: 'What it has learnt',
  accuracy: (right: number, photos: number, percent: string) =>
    `${n.count(right)} of ${photosIn(n, photos)} named right: ${percent}`,
  honest: (folds: number, from: string, to: string) =>
    `Each photo was held out once, and named by a model that had learnt without it (${n.count(folds)} rounds). So few photos tell roughly: the true share is likely between ${from} and ${to}. Photos taken in one go resemble each other, and make this number too good.`,
  stale: 'Classes or photos have changed since. Teach again to take them in.',
  confusions: 'What was taken for what',
  confusionsSaid: 'A row is what a photo shows, a column what it was taken for.',
  shows: 'Shows',
  try: 'Try it on a new photo',
  tryChoose: 'Choose a photo to try',
  trying: 'The model looks at it…',
  answer: 'Answer',
  always: 'It always names one of these classes, also where none fits.',
  save: 'Save as files',
  saveLead:
    'The whole model with its new last layer as safetensors, and its labels as JSON; with a config.json where the model needs one. PyTorch loads it, this library does, and so does this page: drop the files together on “One photo”.',
  saving: (loaded: number, total: number | undefined) =>
    `Reading the model’s file once more: ${n.megabytes(loaded)}${total === undefined ? '' : ` of ${n.megabytes(total)}`}`,
  saved: (file: string, others: string) => `Saved as ${file}, and beside it ${others}.`,
  otherPool: (pool: string) =>
    `It cannot be saved as a file: this model pools by “${pool}”, and the original PyTorch code knows only the mean.`,
  use: 'Use it in all of this page',
  keep: 'Keep on this device',
  keepName: 'Name',
  keepHint: 'such as “fruit”',
  keepLead: 'Classes, small pictures and what the model saw in each photo are kept, so that you can go on later.',
  kept: (name: string) => `“${name}” is kept on this device.`,
  projects: 'Kept on this device',
  noProjects: 'Nothing is kept yet.',
  project: (classes: number, photos: number, day: Date) =>
    `${counted(n, classes, 'class')}, ${photosIn(n, photos)}, ${n.day(day)}`,
  open: 'Open',
  openNamed: (name: string) => `Open ${name}`,
  opened: (name: string) => `“${name}” is open.`,
  forget: 'Delete',
  forgetNamed: (name: string) => `Delete ${name}`,
  forgotten: (name: string) => `“${name}” is deleted.`,
  ofOther: (model: string, name: string) =>
    `This was taught on ${model}, and another model sees photos in another way. Choose ${name} under “Model”, or start afresh.`,
  ofNamesake: (model: string) =>
    `This was taught on ${model}, another file than the one of this name in use, and it sees photos in another way. Load that file under “Model”, or start afresh.`,
  afresh: 'Start afresh',
});

export type TeachTexts = ReturnType<typeof teachIn>;
