/**
 * Every sentence of the page in English. The other languages have the same table.
 */
import { addressIn, cameraIn } from './camera.en';
import { checkpoint, failures } from './failures.en';
import { backend } from './backend.en';
import { modelsIn } from './models.en';
import { counted, numbersIn, shortened } from './numbers';
import { viewsIn } from './views.en';

const n = numbersIn('en', {
  seconds: (count) => `${count} ${count === '1' ? 'second' : 'seconds'}`,
  minutes: (count) => `${count} minutes`,
  soon: 'less than 10 seconds',
});

/** Files of the samples, each with the sample's name. */
const samples: Readonly<Record<string, string>> = {
  'coffee.jpg': 'A cup of espresso',
  'lemon.png': 'A lemon',
  'bison.png': 'A bison',
  'elephant.png': 'An African elephant',
  'dromedary.png': 'A dromedary',
  'mantis.jpg': 'A praying mantis',
  'orange.jpg': 'A Seville orange',
};

/** Where a cell of a map lies, from the upper left to the lower right. */
const places: readonly (readonly string[])[] = [
  ['the upper left', 'the top', 'the upper right'],
  ['the left', 'the centre', 'the right'],
  ['the lower left', 'the bottom', 'the lower right'],
];

export const en = {
  tag: 'en',
  views: viewsIn(n),
  language: 'Language',
  /** Between two sentences. */
  gap: ' ',
  close: 'Close',
  more: 'More',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  n,
  samples,
  places,
  failures,
  checkpoint,
  photo: {
    region: 'Photo',
    choose: 'Choose a photo',
    orDrop: 'or drop one anywhere, or paste it',
    drop: 'Drop it anywhere',
    try: 'No photo at hand? Try one of these',
    leftOut: (names: readonly string[]) =>
      `One photo at a time: ${n.listed(shortened(names, (count) => `${n.count(count)} more`))} ${names.length === 1 ? 'is' : 'are'} left out.`,
    still: 'This is an animation. The model sees its first picture, which stands here.',
  },
  square: {
    name: 'The square that the model sees',
    role: 'movable square',
    help: 'Arrow keys move it, plus and minus resize it, Home sets it back. Page Up and Page Down leap along a long photo.',
    at: (across: number, down: number, part: number) =>
      `${n.wholePercent(across)} from the left, ${n.wholePercent(down)} from the top, ${n.wholePercent(part)} of the short side`,
    hint: 'The model sees the square only. Drag it, or drag a corner.',
    touch: 'The model sees the square only. Tap where it should look, or drag a corner.',
    smaller: 'Smaller square',
    larger: 'Larger square',
    usual: 'Usual square',
  },
  answer: {
    title: 'Answer',
    looking: 'Looking…',
    empty: 'Choose a photo to see what the model makes of it.',
    meanwhile: 'Choose a photo meanwhile; the answer comes as soon as the model is ready.',
    soon: 'The answer comes as soon as the model is ready.',
    looks: 'The model looks at the photo.',
    long: 'This takes longer than usual. Large photos need time to be decoded and made small.',
    again: (why: string) => `${why} Trying again.`,
    againIn: (why: string, ms: number) => `${why} Trying again in ${n.seconds(ms)}.`,
    run: (ms: number, onDevice: string) => `The model’s run alone: ${n.milliseconds(ms)} ${onDevice}`,
    point: 'Point at a label to see where in the photo it comes from.',
  },
  verdict: {
    sure: { before: '', after: ', quite surely.' },
    probably: { before: 'Probably ', after: '.' },
    perhaps: { before: 'Perhaps ', between: ', or ', after: '.' },
    plain: { before: '', after: '.' },
    unknown: 'I do not recognise this.',
    nearest: (one: string, other: string) => `It looks most like ${one} or ${other} to me.`,
    measured: (right: number, photos: number) =>
      `Of 100 answers as sure as this one, ${n.count(right)} are right, measured on ${n.count(photos)} photos of things that it knows.`,
    foreign: 'Things that it does not know get a name, too.',
    chance: 'All classes are about as likely to this model, so this is no answer. Has it been trained?',
    unmeasured: 'How often this model is right when it is this sure, nobody has measured here.',
  },
  why: {
    for: (label: string, place: string, part: string) => `What speaks most for ${label} lies at ${place} (${part}).`,
    against: (place: string, part: string) => `What speaks most against it lies at ${place} (${part}).`,
    noneFor: (label: string) => `No place speaks much for ${label}.`,
    cells: (rows: number, columns: number) =>
      `The network’s last layer has ${n.count(rows)}×${n.count(columns)} cells, so the map has no more. A number is the cell’s part of the class’s score.`,
    strength: 'Strength of the map',
    legendFor: 'for it',
    legendAgainst: 'against it',
    working: 'Computing where it comes from…',
  },
  attention: {
    title: 'What split attention did with this photo',
    lead: (radix: number) =>
      `ResNeSt computes each channel ${radix === 2 ? 'twice' : `${n.count(radix)} times`}, as splits, and then decides for this photo how much of each split it takes. Each picture below is one block: a column is a channel, and its colours are the shares of the splits.`,
    gates:
      'This network has one split: it decides for this photo how much of each channel passes. Each picture below is one block, and a column is a channel.',
    split: (index: number) => `split ${n.count(index)}`,
    block: (name: string, channels: number) => `${name}, ${n.count(channels)} channels`,
    /** `strength` is 0 where the splits are mixed alike, and 1 where one is taken alone. */
    said: (strength: number, mostly: number, ofChannels: string) =>
      `${DECIDES.find(([least]) => strength >= least)?.[1] ?? ''}: ${ofChannels} of the channels come mostly from split ${n.count(mostly)}.`,
    gate: (mean: string) => `On average ${mean} of a channel passes.`,
    none: 'This network has no split attention.',
    working: 'Reading the blocks…',
  },
  model: {
    title: 'Model',
    embedded: (name: string, classes: number) => `Embedded model (${name}, ${n.count(classes)} classes)`,
    own: 'A checkpoint of my own…',
    from: (variant: string, file: string) => `${variant} from ${file}`,
    theModel: 'the model',
    inUse: (name: string, parameters: number, bytes: number) =>
      `In use: ${name}, ${n.large(parameters)} parameters in ${n.megabytes(bytes)}`,
    assumed: 'Taken for granted, since the file does not tell',
    network: 'Network',
    fileTells: 'As the file tells',
    checkpoint: (suffixes: string) => `Checkpoint (${suffixes})`,
    labels: 'Labels, if you have them (a JSON list, or one a line)',
    config: 'Its config.json, if you have it',
    load: 'Load this model',
    opening: (name: string | undefined) => `Opening ${name ?? 'the model'}`,
    fetching: (parts: readonly string[]) => `Fetching the model: ${parts.join(', ')}`,
    ofTotal: (loaded: number, total: number | undefined) =>
      `${n.megabytes(loaded)}${total === undefined ? '' : ` of ${n.megabytes(total)}`}`,
    rate: (bytes: number) => `${n.megabytes(bytes)} a second`,
    silent: 'nothing comes at the moment',
    left: (seconds: number) => `${n.timeLeft(seconds)} left`,
    unpacking: (share: string) => `Unpacking the model: ${share}`,
    compiling: 'Preparing the model; this may take some seconds',
    tuning: (share: string) => `Finding the fastest way to compute: ${share}`,
  },
  backend,
  models: modelsIn(n),
  camera: cameraIn(n),
  address: addressIn(),
  knows: {
    open: (classes: number) => `What it knows: ${counted(n, classes, 'thing')}`,
    title: 'What this model knows',
    lead: (classes: number) =>
      `It knows ${counted(n, classes, 'thing')}, and nothing else. Whatever you show it, it answers with ${classes === 1 ? 'that' : 'one of these'}.`,
    search: 'Search the classes',
    list: 'Classes',
    found: (count: number, all: number) => `${count === all ? '' : `${n.count(count)} of `}${counted(n, all, 'class')}`,
    unnamed: 'This model brings no names for its classes.',
    accuracy: 'How often it is right',
    top1: (percent: string) => `${percent} of ImageNet’s validation photos, as its authors published`,
    measured: (right: number, photos: number, percent: string) =>
      `${n.count(right)} of ${n.count(photos)} validation photos that it was not trained on: ${percent}`,
    unknown: 'not known for this file',
    table: 'How often it is right, by how sure it is',
    sure: 'It says',
    right: 'It is right',
    photos: 'Photos',
    range: (from: string, to: string) => `${from} to ${to}`,
    doubt: (percent: string) => `Below ${percent} the page says “I do not recognise this”.`,
    trained: 'Trained on',
    trainedOn: 'Tiny ImageNet: 100,000 photos of 64×64 pixels',
    imagenet: 'ImageNet-1k',
    licence: 'Licence of its weights',
    source: 'Source',
    sourceOf: (name: string) => `Source of ${name}`,
    ownSource: 'made for this page',
    sees: 'It sees',
    pixels: (height: number, width: number) => `${n.count(height)}×${n.count(width)} pixels of the square`,
    size: 'Size',
    parameters: (count: number, bytes: number) => `${n.large(count)} parameters, ${n.megabytes(bytes)}`,
  },
  inside: { open: 'Behind the scenes', title: 'Behind the scenes' },
  offline: {
    unknown: '',
    works: 'The page and its model are kept on this device, so it works offline too.',
    'no space': 'It does not work offline: there is too little space on this device to keep the model.',
    'not kept': 'It does not work offline: this browser does not keep the page and its model.',
    'no longer':
      'It does not work offline now: the model is no longer kept on this device. Reload the page to keep it again.',
  },
  version: { ready: 'A new version is ready.', reload: 'Reload', later: 'Later' },
  footer: {
    private: 'Your photo never leaves this device: everything is computed here.',
    method: ['The method is ', 'ResNeSt: Split-Attention Networks', ' by Hang Zhang and others.'],
    samples: 'Whose the sample photos are',
    by: (title: string, author: string, licence: string) => `${title}: ${author} (${licence})`,
    licences: ['The ', 'licences of the samples', ' in full.'],
  },
};

/** How strongly a block decides, the strongest first. */
const DECIDES: readonly (readonly [least: number, words: string])[] = [
  [0.4, 'It decides strongly'],
  [0.15, 'It decides'],
  [0, 'It mixes its splits almost alike'],
];

/** All that the page says, in one language. */
export type Texts = typeof en;
