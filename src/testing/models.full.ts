/**
 * `npm run test:full`: the published models at the sizes they were published for, on the GPU against the original PyTorch
 * code in float64, with seeded weights and inputs. The errors go to the reporter, which prints them as a table.
 */
import { describe, expect, test } from 'vitest';
import type { Storage } from '../core/storage';
import type { Shape4 } from '../core/tensor';
import type { Outputs } from '../model/graph';
import { buildResNeSt } from '../model/resnest';
import { variantNamed } from '../model/variants';
import { testGpu } from './device';
import { type Digest, digestError } from './digest';
import json from './goldens/full.json';
import { relativeError, runOutputs, withNodes } from './runModel';

/** The errors of one model, each over the largest expected magnitude: `stem`, `layer1` ... `embedding`, `logits`. */
export interface FullRow {
  readonly model: string;
  readonly input: string;
  readonly storage: Storage;
  readonly seconds: number;
  readonly errors: Readonly<Record<string, number>>;
}

declare module 'vitest' {
  interface TaskMeta {
    full?: FullRow;
  }
}

interface Golden {
  readonly model: string;
  readonly input: Shape4;
  readonly logits: readonly number[];
  /** By the module's path: maxpool, layer1 to layer4, embedding. */
  readonly features: Readonly<Record<string, Digest>>;
}

/** The largest error that each storage may have, in f32 at every layer, in f16 at the logits. */
/** Winograd, which some of the layers take at full size, has four times the error of plain sums. */
const BOUNDS = { f32: 2e-5, f16: 2e-3 } as const;

const cases = (json as unknown as readonly Golden[]).flatMap((golden) =>
  (['f32', 'f16'] as const).map((storage) => ({ ...golden, storage })),
);

describe.each(cases)('$model on $input with $storage storage', ({ model, input, logits, features, storage }) => {
  test('computes what PyTorch does', async ({ task }) => {
    const [graph, stem] = withNodes(buildResNeSt(variantNamed(model).config), (name) => name === 'maxpool');
    const began = performance.now();
    const wanted = [...stem, 'layer1', 'layer2', 'layer3', 'layer4', 'embedding', 'logits'];
    const outputs = await runOutputs(await testGpu(), graph, input, wanted, storage);
    const seconds = (performance.now() - began) / 1000;
    const errors = errorsOf(outputs, features, logits);
    task.meta.full = { model, input: input.join('x'), storage, seconds, errors };
    const judged = storage === 'f32' ? Object.values(errors) : [errors.logits ?? NaN];
    expect(Math.max(...judged)).toBeLessThan(BOUNDS[storage]);
  });
});

function errorsOf(outputs: Outputs, features: Golden['features'], logits: readonly number[]): FullRow['errors'] {
  const digests = Object.entries(features).map(([name, digest]): [string, number] => {
    const output = outputs.get(name);
    return [name === 'maxpool' ? 'stem' : name, output ? digestError(output, digest) : NaN];
  });
  const got = outputs.get('logits')?.data ?? [];
  const logitsError = got.length === logits.length ? relativeError(got, logits) : NaN;
  return { ...Object.fromEntries(digests), logits: logitsError };
}
