/**
 * The script of the worker that teaches, so that the page's thread stays free.
 */
import type { Lesson } from './fit';
import { learn, type Taught } from './learn';

/** What the worker says: how far it is, and at last what came of it. */
export type Said = { readonly share: number } | { readonly taught: Taught };

const say = (said: Said): void => postMessage(said);

addEventListener('message', ({ data }: MessageEvent<Lesson>) => {
  say({ taught: learn(data, (share) => say({ share })) });
});
