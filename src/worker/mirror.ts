/**
 * A classifier that lives in a worker, as the page sees it.
 */
import { newestFrames } from '../image/video/frames';
import type { Classifier, TilesOptions } from '../index';
import { answersTo } from '../tasks/video';
import { deviceArgument, optionsArgument, type Parcel, signalIn, sourcesArgument } from './arguments';
import type { Link } from './link';
import type { Asked } from './protocol';

/** Makes one member of the mirror. */
type Row<Name extends keyof Classifier> = (link: Link) => Classifier[Name];

type Pack = (given: unknown) => Promise<Parcel>;

/** A method that the worker answers; its arguments are packed at the call, the last are its options. */
const asked =
  <Name extends Asked>(name: Name, ...packs: readonly Pack[]): Row<Name> =>
  (link) =>
    (async (...given: readonly unknown[]) => {
      link.check();
      const signal = signalIn(given[packs.length - 1]);
      signal?.throwIfAborted();
      return link.ask(
        name,
        packs.map((pack, i) => pack(given[i])),
        signal,
      );
    }) as Classifier[Name];

const classify = asked('classify', sourcesArgument, optionsArgument);

/** Frames are taken on this side, where elements and tracks are; what is wrong with the options shows at the first one. */
const classifyVideo: Row<'classifyVideo'> = (link) => (video, options) => {
  link.check();
  return answersTo(newestFrames(video, signalIn(options)), (frame) => classify(link)(frame, options));
};

/** The sheet is cut and decoded in the worker; what is wrong with the options shows at the first answer. */
const classifyTiles: Row<'classifyTiles'> = (link) => (source, options) => {
  link.check();
  const signal = signalIn(options);
  signal?.throwIfAborted();
  const { onProgress } = (options ?? {}) as TilesOptions;
  const parcels = [sourcesArgument(source), optionsArgument(options)];
  for (const parcel of parcels) parcel.catch(() => undefined); // the first answer hears of it
  const told = typeof onProgress === 'function' ? onProgress : undefined;
  return link.stream('classifyTiles', parcels, { signal, onProgress: told }) as ReturnType<Classifier['classifyTiles']>;
};

/** How each member of a classifier crosses to the worker; one that is new does not compile until its row says it. */
const ROWS: { readonly [Name in keyof Classifier]: Row<Name> } = {
  info: (link) => link.info,
  classify,
  classifyVideo,
  classifyTiles,
  logits: asked('logits', sourcesArgument, optionsArgument),
  embed: asked('embed', sourcesArgument, optionsArgument),
  features: asked('features', sourcesArgument, optionsArgument),
  explain: asked('explain', sourcesArgument, optionsArgument),
  preprocess: asked('preprocess', sourcesArgument, optionsArgument),
  selfTest: asked('selfTest', optionsArgument),
  recover: asked('recover', deviceArgument, optionsArgument),
  dispose: (link) => () => link.close(),
  [Symbol.asyncDispose]: (link) => () => link.close(),
};

/** The classifier behind a link. What is no method is read anew each time. */
export function mirrorOf(link: Link): Classifier {
  const mirror = {};
  for (const name of Reflect.ownKeys(ROWS) as (keyof Classifier)[]) {
    const member = ROWS[name](link);
    const isMethod = typeof member === 'function';
    Object.defineProperty(mirror, name, {
      enumerable: true,
      ...(isMethod ? { value: member } : { get: () => ROWS[name](link) }),
    });
  }
  return mirror as Classifier;
}
