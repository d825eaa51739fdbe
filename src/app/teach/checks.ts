/**
 * What is wrong with classes, or may be, before they are taught.
 */
import { FEWEST_PHOTOS } from './learn/learn';
import type { TaughtClass } from './lesson';

/** With fewer photos of a class the head is likely to learn their backgrounds. */
const FEW = 10;
/** A class with so many times the photos of another is named too often. */
const UNEQUAL = 3;

export type Doubt =
  | { readonly kind: 'classes' | 'unnamed' }
  | { readonly kind: 'too few' | 'few' | 'same name'; readonly names: readonly string[] }
  | { readonly kind: 'unequal'; readonly most: string; readonly least: string }
  | { readonly kind: 'in two'; readonly names: readonly string[] };

/** Those that must be mended before anything can be taught. */
const OBSTACLES: readonly Doubt['kind'][] = ['classes', 'unnamed', 'too few', 'same name', 'in two'];

export const isObstacle = ({ kind }: Doubt): boolean => OBSTACLES.includes(kind);

/** `nameOf` gives a class its words where it has no name yet. */
export function doubtsAbout(classes: readonly TaughtClass[], nameOf: (one: TaughtClass) => string): readonly Doubt[] {
  const names = classes.map(({ name }) => name.trim());
  const tooFew = classes.filter(({ photos }) => photos.length < FEWEST_PHOTOS);
  const few = classes.filter(({ photos }) => photos.length >= FEWEST_PHOTOS && photos.length < FEW);
  const [most, least] = [classes.toSorted(byPhotos).at(-1), classes.toSorted(byPhotos)[0]];
  const isUnequal = most && least && tooFew.length === 0 && most.photos.length > UNEQUAL * least.photos.length;
  const same = names.filter((name, i) => name !== '' && names.indexOf(name) < i);
  const twice = inTwo(classes);
  return [
    ...(classes.length < 2 ? [{ kind: 'classes' } as const] : []),
    ...(names.includes('') ? [{ kind: 'unnamed' } as const] : []),
    ...(same.length > 0 ? [{ kind: 'same name', names: [...new Set(same)] } as const] : []),
    ...(tooFew.length > 0 ? [{ kind: 'too few', names: tooFew.map(nameOf) } as const] : []),
    ...(twice.length > 0 ? [{ kind: 'in two', names: twice } as const] : []),
    ...(few.length > 0 ? [{ kind: 'few', names: few.map(nameOf) } as const] : []),
    ...(isUnequal ? [{ kind: 'unequal', most: nameOf(most), least: nameOf(least) } as const] : []),
  ];
}

const byPhotos = (a: TaughtClass, b: TaughtClass): number => a.photos.length - b.photos.length;

/** The names of photos that are in more than one class. */
function inTwo(classes: readonly TaughtClass[]): readonly string[] {
  const seen = new Map<string, TaughtClass>();
  const found = new Set<string>();
  for (const one of classes)
    for (const { id, name } of one.photos) {
      const other = seen.get(id);
      if (other && other !== one) found.add(name);
      seen.set(id, one);
    }
  return [...found];
}
