/**
 * The views of the page, in the order of their links. The first comes with the page; each other one is fetched when a
 * person first goes there, so that the first answer waits for none of them.
 */
import type { ViewComponent } from './view';

export const VIEWS = {
  one: undefined,
  compare: async () => (await import('../compare/Compare')).Compare,
  many: async () => (await import('../many/Many')).Many,
  teach: async () => (await import('../teach/Teach')).Teach,
} as const satisfies Readonly<Record<string, (() => Promise<ViewComponent>) | undefined>>;

/** The name of a view, which is also its field in the page's address: `#view=many`. */
export type View = keyof typeof VIEWS;

/** The view that is there from the start. */
export const FIRST_VIEW = 'one' satisfies View;

/** The views of the one photo: they share its frame. */
export const ON_STAGE: readonly View[] = [FIRST_VIEW, 'compare'];

export const viewNames = Object.keys(VIEWS) as readonly View[];

/** The others, each with the function that fetches its code. */
export const otherViews = viewNames.flatMap((name) => {
  const load = VIEWS[name];
  return load ? [[name, load] as const] : [];
});
