/** Answers the inputs one after the other. */
import { writeFile } from 'node:fs/promises';
import { topK } from '../../src/image/labels';
import { blame, fromCaller, sentence } from './files';
import type { Input } from './inputs';
import { concatenate, formatNpy, type FloatArray } from './npy';
import type { Options } from './options';
import type { Session } from './page';
import { formatJson, formatText, type Result } from './report';

/**
 * Prints an answer for each input, in order, as soon as it is there: a result on stdout, or one line on stderr that
 * says what is wrong with it. The exit code is 1 if there was an error.
 */
export async function answer(inputs: readonly Input[], options: Options, session: Session): Promise<number> {
  const preprocessed: FloatArray[] = [];
  let exitCode = 0;
  for (const input of inputs) {
    try {
      if ('error' in input) throw new Error(input.error);
      const result = await ask(input, options, session);
      if (options.saveInput !== undefined) preprocessed.push(await session.preprocess(input.content));
      console.log(options.json ? formatJson(result) : formatText(result));
    } catch (error) {
      console.error(`${input.source}: ${sentence(error)}`);
      exitCode = 1;
    }
  }
  if (options.saveInput !== undefined && preprocessed.length > 0) await save(options.saveInput, preprocessed);
  return exitCode;
}
