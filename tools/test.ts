/** `npm test`: every check, the output of one after that of the other, and at the end one line with the count. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mainOf } from './common/arguments/tool';
import { flag } from './common/arguments/types';
import type { Tool } from './common/arguments/types';
import { root } from './common/project';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface Check {
  readonly name: string;
  /** The script in node_modules that does it, and its arguments. */
  readonly command: readonly [script: string, ...args: string[]];
  readonly env?: Record<string, string>;
  /** Counts the tests in the report; a check without one is a test itself. */
  readonly count?: (report: unknown) => Count;
}

const vitestCount = (report: unknown): Count => {
  const { numPassedTests, numFailedTests } = report as { numPassedTests: number; numFailedTests: number };
  return { passed: numPassedTests, failed: numFailedTests };
};

const playwrightCount = (report: unknown): Count => {
  const { stats } = report as { stats: { expected: number; unexpected: number; flaky: number } };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky };
};

/** One after the other, but for the first ones: each of these keeps one core busy. */
const stages = (reports: string): readonly (readonly Check[])[] => [
  [
    { name: 'types', command: ['typescript/bin/tsc', '--noEmit'] },
    { name: 'lint', command: ['eslint/bin/eslint.js', '.', '--max-warnings', '0'] },
    { name: 'format', command: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  ],
  [
    {
      name: 'unit',
      command: [
        ...([
          'vitest/vitest.mjs',
          'run',
          '--configLoader',
          'runner',
          '--reporter',
          'default',
          '--reporter',
          'json',
        ] as const),
        ...['--outputFile', join(reports, 'unit.json')],
      ],
      count: vitestCount,
    },
  ],
  [{ name: 'build', command: ['../tools/run.mjs', 'tools/build.ts'] }],
  [
    {
      name: 'end-to-end',
      command: ['@playwright/test/cli.js', 'test', '--reporter', 'list,json'],
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'end-to-end.json') },
      count: playwrightCount,
    },
  ],
];

interface Outcome extends Count {
  /** What it has printed, unless that was shown as it came. */
  readonly output: string;
}

const options = { long: flag('run the long tables whole, which takes an hour without a GPU') };

const tool: Tool<typeof options, undefined> = {
  script: 'test',
  does: [
    'Checks types, lint and format, runs the unit tests, builds, and runs the end-to-end tests; takes about fifteen minutes on two cores without a GPU.',
    'The last line counts what passed and what failed.',
  ],
  options,
  rest: undefined,
};

export const main = mainOf(tool, check);

/** Runs all checks, also after one has failed; the exit code is 0 if something ran and nothing failed. */
async function check({ long }: { readonly long: boolean }): Promise<number> {
  // Vite hands variables with this prefix to the tests in a browser, too: src/testing/length.ts.
  if (long) process.env['VITE_LONG'] = '1';
  const reports = await mkdtemp(join(tmpdir(), 'resnest-webgpu-test-'));
  let total: Count = { passed: 0, failed: 0 };
  for (const stage of stages(reports)) {
    const isAlone = stage.length === 1;
    const running = stage.map((check) => ({
      ...check,
      outcome: run(check, join(reports, `${check.name}.json`), isAlone),
    }));
    for (const { name, outcome } of running) {
      console.log(`\n== ${name}`);
      const { passed, failed, output } = await outcome;
      process.stdout.write(output);
      total = { passed: total.passed + passed, failed: total.failed + failed };
    }
  }
  await rm(reports, { recursive: true });
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

async function run(
  { command: [script, ...args], env, count }: Check,
  report: string,
  isAlone: boolean,
): Promise<Outcome> {
  const path = join(root, 'node_modules', script);
  const out = isAlone ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, [path, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', out, out],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const succeeded = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
  const { passed, failed } = count ? await readCount(count, report) : { passed: succeeded ? 1 : 0, failed: 0 };
  // A command that fails without a failed test, or finds no test, is a failure all the same.
  const silent = failed === 0 && (!succeeded || passed === 0);
  return { passed, failed: silent ? 1 : failed, output };
}

const readCount = (count: (report: unknown) => Count, report: string): Promise<Count> =>
  readFile(report, 'utf8').then(
    (text) => count(JSON.parse(text)),
    () => ({ passed: 0, failed: 0 }), // it broke before it could report
  );
