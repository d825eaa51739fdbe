/** A tool as data: what it does and its options. Parsing, checks, messages and the help all derive from it. */
import { sentence, UsageError } from '../words';
import { formatHelp } from './help';
import { readArguments } from './read';
import type { Rest, Table, Tool, ValuesOf } from './types';

/** The exit codes of tools. */
export const DONE = 0;
const FAILED = 1;
const CALLED_WRONGLY = 2;

/** What tools/run.mjs calls. */
export type Main = (args: readonly string[], signal: AbortSignal) => Promise<number>;

/**
 * The `main` of a tool: prints the help if that is asked for, else runs `run` with the values of the options. An error
 * is one sentence on stderr. The exit code is that of `run`, 1 after an error, 2 if the tool was called wrongly. When
 * the signal aborts, it is 1 and nothing is said.
 */
export const mainOf =
  <T extends Table, R extends Rest | undefined>(
    tool: Tool<T, R>,
    run: (values: ValuesOf<T, R>, signal: AbortSignal, args: readonly string[]) => Promise<number>,
  ): Main =>
  async (args, signal) => {
    try {
      const values = readArguments(tool, args);
      if (!values.help) return await run(values, signal, args);
      console.log(formatHelp(tool));
      return DONE;
    } catch (error) {
      if (signal.aborted) return FAILED;
      console.error(sentence(error));
      return error instanceof UsageError ? CALLED_WRONGLY : FAILED;
    }
  };
