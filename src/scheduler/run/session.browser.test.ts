/**
 * Every named model on the GPU against the original PyTorch code in float64, with seeded weights and input.
 */
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { variantNamed } from '../../model/variants';
import { testGpu } from '../../testing/device';
import goldens from '../../testing/goldens/logits.json';
import { everyNth } from '../../testing/length';
import { relativeError, runModel } from '../../testing/runModel';

describe.each(everyNth(4, goldens, 1))('$model on $input', ({ model, input, logits }) => {
  test('f32 storage gives the logits within 5e-6 of the largest', async ({ task }) => {
    const got = await runModel(await testGpu(), variantNamed(model).config, input as unknown as Shape4);
    expect(got.length).toBe(logits.length);
    task.meta.relativeError = relativeError(got, logits);
    expect(task.meta.relativeError).toBeLessThan(5e-6);
  });
});
