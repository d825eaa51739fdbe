/**
 * The names of the page's views, in the order of their links. Each is also its field in the page's address: `#view=many`.
 */
export const viewNames = ['one', 'compare', 'many', 'teach'] as const;

export type View = (typeof viewNames)[number];

/** The view that is there from the start. */
export const FIRST_VIEW = 'one' satisfies View;

/** The views of the one photo: they share its frame. */
export const ON_STAGE: readonly View[] = [FIRST_VIEW, 'compare'];
