/** `npm run test:dawn`: tests in Node on Dawn, and at the end the row that docs/engines.md keeps of a run. */
import { mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { filters, INSIDE, PATIENCE, runSuites } from './common/suites';
import { findDawn } from './testDawn/findDawn';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of Dawn's module. */
    dawn: string;
  }
}

/** Need a canvas, pictures or IndexedDB. */
const IN_BROWSERS = ['src/kernels/photo/**', 'src/scheduler/run/keywords.browser.test.ts'];

const tool: Tool<Record<never, never>, typeof filters> = {
  script: 'test:dawn',
  does: [
    'Runs the tests of shaders and of models in Node on Dawn, which takes any Vulkan driver, and prints a row for',
    'docs/engines.md. A FILTER chooses the files of tests whose path holds it. docs/engines.md says what Dawn needs.',
  ],
  options: {},
  rest: filters,
};

export const main = mainOf(tool, async (values) => {
  const { version, url, adapter } = await findDawn();
  const inside = {
    test: {
      name: 'inside',
      include: INSIDE,
      exclude: IN_BROWSERS,
      setupFiles: ['tools/testDawn/setup.ts'],
      provide: { dawn: url },
      ...PATIENCE,
      isolate: false,
    },
  };
  return runSuites({ name: `Dawn (webgpu ${version})`, adapter: () => adapter, projects: [inside] }, values.filters);
});
