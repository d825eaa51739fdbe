/** Prints the errors that `npm run test:full` measures, one row a model and storage, once all have run. */
import type { Reporter, TestModule } from 'vitest/node';
import type { FullRow } from '../../src/testing/models.full';
import { alignedTable } from '../common/table';

export class FullReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules
      .flatMap((module) => [...module.children.allTests()])
      .flatMap((test) => {
        const { full } = test.meta();
        return full ? [full] : [];
      });
    if (rows.length > 0) console.log(`\nlargest error / largest magnitude\n${table(rows).join('\n')}\n`);
  }
}

/** A row a model and storage, a column a layer. */
function table(rows: readonly FullRow[]): string[] {
  const layers = Object.keys(rows[0]?.errors ?? {});
  const cells = rows.map(({ model, input, storage, seconds, errors }) => [
    ...[model, input, storage],
    ...layers.map((layer) => (errors[layer] ?? NaN).toExponential(1)),
    seconds.toFixed(1),
  ]);
  return alignedTable(['model', 'input', 'storage', ...layers, 'seconds'], cells);
}
