/**
 * Whether two models name the same thing first.
 */
import type { Answer } from '../state';

/** The labels that stand first in two answers to one photo. */
export interface Agreement {
  readonly one: string;
  readonly other: string;
  /** Models call a class alike but for the letters' case. */
  readonly isSame: boolean;
}

/** Undefined until both have answered that photo, or where one has no class. */
export function agreementOf(first: Answer | undefined, second: Answer | undefined): Agreement | undefined {
  const [one, other] = [first?.classes[0]?.label, second?.classes[0]?.label];
  if (one === undefined || other === undefined || first?.photo !== second?.photo) return undefined;
  return { one, other, isSame: one.toLowerCase() === other.toLowerCase() };
}
