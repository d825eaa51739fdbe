/** What a player leaves behind. */
import type { ModelFile } from '../files';
import type { Outcome } from '../stage';

/** What came of a trouble. */
export interface Scene {
  /** Of all calls that were made while it was there. */
  readonly outcomes: readonly Outcome[];
  readonly path: string;
  /** The files whose answers are right; the last one is at the address in the end. */
  readonly mayBe: readonly ModelFile[];
  /** Sentences on what else was not as it must be. */
  readonly complaints?: readonly string[];
  /** Figures that the table gives beside the outcomes. */
  readonly figures?: readonly string[];
  /** Whether what is kept is looked at by two more starts. */
  readonly hasAftermath: boolean;
}
