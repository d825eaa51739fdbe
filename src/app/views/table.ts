/**
 * The views beside the first one, which comes with the page. Each is fetched when a person first goes there, so that the
 * first answer waits for none of them.
 */
import { FIRST_VIEW, type View, viewNames } from './names';
import type { ViewComponent } from './view';

type OtherView = Exclude<View, typeof FIRST_VIEW>;

const LOADERS: Readonly<Record<OtherView, () => Promise<ViewComponent>>> = {
  compare: async () => (await import('../compare/Compare')).Compare,
  many: async () => (await import('../many/Many')).Many,
  teach: async () => (await import('../teach/Teach')).Teach,
};

/** Each with the function that fetches its code. */
export const otherViews = viewNames
  .filter((name): name is OtherView => name !== FIRST_VIEW)
  .map((name) => [name, LOADERS[name]] as const);
