/**
 * Finds the networks among the names of tensors, by two tensors that every network of a naming has.
 */
import { type Naming, NAMINGS, WRAPPERS } from './zoos';

/** A network in a file: its naming, and the prefix before the naming's names. */
export interface FoundNetwork {
  readonly naming: Naming;
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
  NAMINGS.flatMap((naming) =>
    [...names]
      .filter((name) => name === naming.stem || name.endsWith(`.${naming.stem}`))
      .map((name) => ({ naming, prefix: name.slice(0, name.length - naming.stem.length) }))
      .filter(({ prefix }) => names.has(prefix + naming.block)),
  );
