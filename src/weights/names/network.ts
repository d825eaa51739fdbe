/**
 * Finds the networks among the names of tensors, by two tensors that every network of a layout has.
 */
import { type Layout, LAYOUTS, WRAPPERS } from './zoos';

/** A network in a file: its layout, and the prefix before the layout's names. */
export interface FoundNetwork {
  readonly layout: Layout;
  /** '' or with its last dot. */
  readonly prefix: string;
}

/** A name without the wrappers that change no tensor: "module.layer1._orig_mod.0" is "layer1.0". */
export const withoutWrappers = (name: string): string =>
  name
    .split('.')
    .filter((word) => !WRAPPERS.has(word))
    .join('.');

/** The networks of which `names`, without wrappers, hold the stem and the first block. */
export const networksIn = (names: ReadonlySet<string>): FoundNetwork[] =>
  LAYOUTS.flatMap((layout) =>
    [...names]
      .filter((name) => name === layout.stem || name.endsWith(`.${layout.stem}`))
      .map((name) => ({ layout, prefix: name.slice(0, name.length - layout.stem.length) }))
      .filter(({ prefix }) => names.has(prefix + layout.block)),
  );
