/** Plays a row: the fault, two starts on a healthy server after it, and the verdict. */
import { guiltsAfter, guiltsDuring, type Truth, wordsOfAll } from './judge';
import { players } from './players/players';
import type { Guilt, Played } from './report';
import type { Row } from './rows/row';
import type { Outcome, Stage } from './stage';

export async function play(stage: Stage, truth: Truth, row: Row): Promise<Played> {
  await stage.clear();
  await truth.of(stage.small);
  stage.server.takeCost();
  const began = performance.now();
  const {
    outcomes,
    path,
    mayBe,
    complaints = [],
    figures = [],
    ...scene
  } = await players[row.trouble.at](stage, row.trouble as never);
  const cost = stage.server.takeCost();
  const file = mayBe.at(-1) ?? stage.small;
  const guilts: Guilt[] = await guiltsDuring(outcomes, mayBe, row.expects, truth);
  if (cost.bytes > (row.mostFiles ?? Infinity) * file.bytes.length) guilts.push('too dear');
  const happened = [wordsOfAll(outcomes), ...figures, ...complaints];
  guilts.push(...complaints.map((): Guilt => 'lost call'));
  if (scene.hasAftermath) {
    const after = await startAgain(stage, path, file);
    guilts.push(...(await guiltsAfter(after, file, truth)));
    happened.push(`then ${wordsOfAll(after)}`);
    if (guilts.length > 0) await stage.leaveHome(); // the next row begins in a page that has seen no fault
  }
  const seconds = (performance.now() - began) / 1000;
  return { row, happened: happened.join('; '), guilts, cost, seconds };
}

/** Two starts at home, where the server is healthy: whatever the fault has left in the cache is read by them. */
async function startAgain(stage: Stage, path: string, file: Stage['small']): Promise<Outcome[]> {
  stage.server.heal(path, file);
  const outcomes: Outcome[] = [];
  for (let i = 0; i < 2; i++) outcomes.push(...(await stage.start(await stage.home(), stage.task(path, file))));
  return outcomes;
}
