/** What a row's outcomes say against the library. */
import type { ModelFile } from './files';
import type { Guilt } from './report';
import type { Row } from './rows/row';
import type { Outcome, Stage } from './stage';

/**
 * Differences of a logit that come of another device, and of the programs of a first answer, in shares of the largest one:
 * these add up sums in another order, by which the logits here differ by 1.8e-6.
 */
const TOLERANCE = 5e-6;

/** Right logits of files, computed once each, from the network and without a cache. */
export class Truth {
  readonly #known = new Map<ModelFile, Promise<readonly number[]>>();
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  of(file: ModelFile): Promise<readonly number[]> {
    const known = this.#known.get(file) ?? this.#compute(file);
    this.#known.set(file, known);
    return known;
  }

  async #compute(file: ModelFile): Promise<readonly number[]> {
    const path = this.#stage.newPath();
    this.#stage.server.heal(path, file);
    const [outcome] = await this.#stage.start(await this.#stage.home(), this.#stage.task(path, file, { cache: false }));
    if (outcome?.kind === 'logits') return outcome.logits;
    throw new Error(`a healthy start without a cache gave no logits: ${wordsOf(outcome)}`);
  }
}

/** Whether logits are equal but for what another device or other programs make of them. */
function isNear(logits: readonly number[], right: readonly number[]): boolean {
  const allowed = TOLERANCE * Math.max(...right.map(Math.abs));
  return right.length === logits.length && right.every((value, i) => Math.abs(value - (logits[i] ?? NaN)) <= allowed);
}

/** Whether logits are those that were expected, or else those of one of the files. */
async function isRight(
  { logits, expected }: Pick<Extract<Outcome, { kind: 'logits' }>, 'logits' | 'expected'>,
  files: readonly ModelFile[],
  truth: Truth,
): Promise<boolean> {
  if (expected) return isNear(logits, expected);
  for (const file of files) if (isNear(logits, await truth.of(file))) return true;
  return false;
}

/** What calls during a fault are found guilty of. */
export async function guiltsDuring(
  outcomes: readonly Outcome[],
  files: readonly ModelFile[],
  expects: Row['expects'],
  truth: Truth,
): Promise<Guilt[]> {
  const guilts: Guilt[] = outcomes.length === 0 ? ['lost call'] : [];
  for (const outcome of outcomes) {
    if (outcome.kind === 'hang') guilts.push('hang');
    else if (outcome.kind === 'logits') {
      if (expects === 'error' || !(await isRight(outcome, files, truth))) guilts.push('wrong answer');
    } else if (outcome.kind === 'error') {
      if (outcome.code === undefined) guilts.push('error without code');
      if (expects === 'answer') guilts.push('lost call');
    }
  }
  return guilts;
}

/** What the starts after a fault, where all is healthy again, are found guilty of: all are right, the last is from the cache. */
export async function guiltsAfter(outcomes: readonly Outcome[], file: ModelFile, truth: Truth): Promise<Guilt[]> {
  const guilts: Guilt[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind === 'hang') guilts.push('hang');
    else if (outcome.kind !== 'logits') guilts.push('corrupt cache');
    else if (!(await isRight(outcome, [file], truth)))
      guilts.push(outcome.fromCache ? 'corrupt cache' : 'wrong answer');
  }
  const last = outcomes.at(-1);
  if (last?.kind === 'logits' && !last.fromCache) guilts.push('not kept');
  return guilts;
}

/** An outcome in a few words. */
export function wordsOf(outcome: Outcome | undefined): string {
  if (!outcome) return 'no call';
  if (outcome.kind === 'logits') return outcome.fromCache ? 'answer (cache)' : 'answer';
  if (outcome.kind !== 'error') return outcome.kind;
  return `${outcome.name} ${outcome.code ?? `without code: ${outcome.message}`}`;
}

/** Outcomes in a few words, equal ones counted. */
export function wordsOfAll(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const words of outcomes.map(wordsOf)) counts.set(words, (counts.get(words) ?? 0) + 1);
  return [...counts].map(([words, count]) => (count === 1 ? words : `${String(count)} x ${words}`)).join(' + ');
}
