/** `npm run bench:loading`: what a cold and a warm start take of time and of JavaScript's memory. */
import { STORAGES } from '../src/core/tensor';
import { flag, oneOf, readArguments, text } from './common/arguments';
import { makeFiles } from './common/modelFiles';
import { sentence } from './common/files';
import { UsageError } from './classify/options';
import { type Watched, watchStarts } from './benchLoading/watch';

const help = `Measures a cold start and a warm one of the library in a headless Chromium: spans of time, and the peak of JavaScript's
memory with ArrayBuffers, sampled from outside between the page's tasks, garbage included.

npm run bench:loading -- [OPTIONS]

  --model NAME          a variant by name (resnest50)
  --weights FILE|URL    its checkpoint; without one, weights from a seeded generator
  --storage f32|f16|int8  how weights lie on the GPU (as the checkpoint has them)
  --help                print this`;

export async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readArguments(args, { model: text, weights: text, storage: text, help: { ...flag, short: 'h' } });
    if (options.help) {
      console.log(help);
      return 0;
    }
    const { model = 'resnest50', weights, storage } = options;
    const files = await makeFiles({ model, ...(weights === undefined ? {} : { weights }) });
    const { config, inputSize, checkpoint } = files;
    const parts = [...checkpoint];
    const fileBytes = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const wanted = storage === undefined ? {} : { storage: oneOf('storage', storage, STORAGES) };
    const starts = await watchStarts(parts, { config, inputSize, ...wanted });
    console.log(`${model} at ${inputSize}, a file of ${mega(fileBytes)} MB`);
    for (const start of starts) console.log(inWords(start, fileBytes));
    return 0;
  } catch (error) {
    console.error(sentence(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function inWords(start: Watched, fileBytes: number): string {
  const { fromCache, weights, programs, firstLogitsMs, runMs, longestTasksMs, baseBytes, peakBytes, peakBufferBytes } =
    start;
  const span = ([from, to]: readonly [number, number]): string => `${from.toFixed(0)} to ${to.toFixed(0)} ms`;
  const times = (bytes: number): string => `${(bytes / fileBytes).toFixed(2)} times the file`;
  return [
    `${fromCache ? 'warm' : 'cold'}: first logits after ${firstLogitsMs.toFixed(0)} ms, a run takes ${runMs.toFixed(0)} ms`,
    `  weights go to the GPU from ${span(weights)}, programs compile from ${span(programs)}`,
    `  JavaScript's memory peaks at ${mega(peakBytes)} MB, ${times(peakBytes)}; its ArrayBuffers at ${mega(peakBufferBytes)} MB, ${times(peakBufferBytes)}`,
    `  baseline: ${mega(baseBytes)} MB of it are the page, the library's code and the input; without them ${times(peakBytes - baseBytes)}`,
    `  the page's thread is taken for at most ${longestTasksMs.map((ms) => ms.toFixed(0)).join(', ')} ms by its longest tasks`,
  ].join('\n');
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(1);
