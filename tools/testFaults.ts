/** `npm run test:faults`: the library among servers, networks, disks, pages and GPUs that fail. */
import { text, wholeNumber } from './common/arguments/kinds';
import { mainOf } from './common/arguments/tool';
import { flag, option, type Tool, type ValuesOf } from './common/arguments/types';
import { UsageError } from './common/words';
import { DEFAULT_SEED, endOf, isPassed, playRows } from './testFaults/run';

const table = {
  only: option(text, { value: 'TEXT', help: 'play only rows with this text in them', otherwise: 'all rows' }),
  seed: option(wholeNumber(), {
    value: 'N',
    help: 'draw the random moments from another seed',
    byDefault: String(DEFAULT_SEED),
  }),
  short: flag('play the few rows that `npm test` plays'),
};

const tool: Tool<typeof table, undefined> = {
  script: 'test:faults',
  does: [
    'Plays one fault a row while the built library loads a small model in Chromium, and checks what comes of it: the right answer or an error with a code, then two more starts with the right answer.',
    'A line says the kind of the fault, its moment, what happened, and which requests and bytes it cost. The last line counts what went wrong.',
  ],
  options: table,
  rest: undefined,
};

export const main = mainOf(tool, playFaults);

async function playFaults(
  { only, seed, short }: ValuesOf<typeof table, undefined>,
  signal: AbortSignal,
): Promise<number> {
  const tell = (line: string): void => console.log(line);
  const played = await playRows({ seed, isShort: short, tell, signal, ...(only === undefined ? {} : { only }) });
  if (played.length === 0) throw new UsageError(`no row has '${String(only)}' in it`);
  endOf(played).forEach(tell);
  return isPassed(played) ? 0 : 1;
}
