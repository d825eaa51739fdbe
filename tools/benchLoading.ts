/** `npm run bench:loading`: what a cold and a warm start take of time and of JavaScript's memory, and what a warm visit takes. */
import { compareBuilds } from './benchLoading/compare';
import { compareVisits } from './benchLoading/visits';
import { type Watched, watchStarts } from './benchLoading/watch';
import { browser, storage, text, variant, VARIANTS, wholeNumber } from './common/arguments/kinds';
import { mainOf } from './common/arguments/tool';
import { flag, option, type Tool, type ValuesOf } from './common/arguments/types';
import { withoutUndefined } from './common/defined';
import { mega } from './common/mega';
import { makeFiles } from './common/modelFiles';

const table = {
  model: option(variant, { value: 'NAME', help: 'a model by name', byDefault: 'resnest50' }),
  weights: option(text, {
    ...{ value: 'FILE|URL', help: 'its checkpoint', otherwise: 'weights from a seeded generator' },
  }),
  against: option(text, {
    ...{ value: 'DIR', help: 'the dist folder of another build, which starts in turns with this one' },
  }),
  visits: flag(
    'instead, the first answer of warm visits: of the built page, the module and its worker with the embedded model, in turns',
    { excludes: ['model', 'weights', 'against', 'storage', 'browser'] },
  ),
  pause: option(wholeNumber(), {
    ...{ value: 'MS', help: 'in such turns, a call this long after the one before, until programs of its own' },
    ...{ otherwise: 'none meanwhile', beside: ['against'] },
  }),
  rounds: option(wholeNumber(), { value: 'N', help: 'of such turns', byDefault: '3', beside: ['against', 'visits'] }),
  browser: option(browser, {
    ...{ value: 'NAME', help: 'the browser of such turns', byDefault: 'chromium', beside: ['against'] },
  }),
  storage: option(storage, {
    ...{ value: 'NAME', help: 'how weights lie on the GPU', otherwise: 'as the checkpoint has them' },
  }),
};

const tool: Tool<typeof table, undefined> = {
  script: 'bench:loading',
  does: [
    "Measures a cold start and a warm one of the library in a headless browser: spans of time, and the peak of JavaScript's memory with ArrayBuffers, sampled from outside between the page's tasks, garbage included.",
  ],
  options: table,
  rest: undefined,
  notes: [VARIANTS],
};

export const main = mainOf(tool, measureStarts);

async function measureStarts({
  model,
  weights,
  storage: kept,
  against,
  visits,
  pause,
  rounds,
  browser: name,
}: ValuesOf<typeof table, undefined>): Promise<number> {
  if (visits) {
    for (const line of await compareVisits(rounds)) console.log(line);
    return 0;
  }
  const files = await makeFiles({ model, ...(weights === undefined ? {} : { weights }) });
  const { config, inputSize, checkpoint } = files;
  const parts = [...checkpoint];
  const fileBytes = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const task = { config, inputSize, ...withoutUndefined({ storage: kept, pause }) };
  console.log(`${model} at ${inputSize}, a file of ${mega(fileBytes)} MB`);
  if (against !== undefined) {
    for (const line of await compareBuilds(parts, task, { against, rounds, browser: name })) console.log(line);
    return 0;
  }
  const starts = await watchStarts(parts, task);
  for (const start of starts) console.log(inWords(start, fileBytes));
  return 0;
}

function inWords(start: Watched, fileBytes: number): string {
  const {
    fromCache,
    download,
    weights,
    programs,
    startMs,
    firstLogitsMs,
    runMs,
    longestTasksMs,
    threadMs,
    baseBytes,
    peakBytes,
    peakBufferBytes,
  } = start;
  const span = ([from, to]: readonly [number, number]): string => `${from.toFixed(0)} to ${to.toFixed(0)} ms`;
  const times = (bytes: number): string => `${(bytes / fileBytes).toFixed(2)} times the file`;
  return [
    `${fromCache ? 'warm' : 'cold'}: createClassifier takes ${startMs.toFixed(0)} ms, first logits come after ${firstLogitsMs.toFixed(0)} ms, a run takes ${runMs.toFixed(0)} ms`,
    ...(download ? [`  the file comes from ${span(download)}`] : []),
    `  weights go to the GPU from ${span(weights)}, programs compile from ${span(programs)}`,
    `  JavaScript's memory peaks at ${mega(peakBytes)} MB, ${times(peakBytes)}; its ArrayBuffers at ${mega(peakBufferBytes)} MB, ${times(peakBufferBytes)}`,
    `  baseline: ${mega(baseBytes)} MB of it are the page, the library's code and the input; without them ${times(peakBytes - baseBytes)}`,
    `  the page's thread is taken for at most ${longestTasksMs.map((ms) => ms.toFixed(0)).join(', ')} ms by its longest tasks, and for ${threadMs.toFixed(0)} ms by all`,
  ].join('\n');
}
