/** Prints the errors that `npm run test:full` measures, one row a model and storage, once all have run. */
import type { Reporter, TestModule } from 'vitest/node';
import type { FullRow } from '../../src/testing/models.full';

export class FullReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = modules
      .flatMap((module) => [...module.children.allTests()])
      .flatMap((test) => {
        const { full } = test.meta();
        return full ? [full] : [];
      });
    if (rows.length > 0) console.log(`\nlargest error / largest magnitude\n${table(rows)}\n`);
  }
}

/** Aligned columns: the first row names them. */
export function table(rows: readonly FullRow[]): string {
  const layers = Object.keys(rows[0]?.errors ?? {});
  const cells = [
    ['model', 'input', 'storage', ...layers, 'seconds'],
    ...rows.map(({ model, input, storage, seconds, errors }) => [
      ...[model, input, storage],
      ...layers.map((layer) => (errors[layer] ?? NaN).toExponential(1)),
      seconds.toFixed(1),
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
