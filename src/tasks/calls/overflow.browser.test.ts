/**
 * A checkpoint whose training ran away: its sums overflow within the network, and PyTorch answers with NaN.
 */
import { expect, test } from 'vitest';
import { createClassifier } from '../../index';
import { parametersOf } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import { specialised } from '../../testing/lifetime/specialised';
import { tinyConfig } from '../../testing/lifetime/tinyModel';
import { safetensors } from '../../testing/safetensorsFile';
import { seededInput, seededWeights } from '../../testing/seeded';

/** The tiny model with last batch norms of its first two layers that make the maps of layer2 infinite. */
function runaway(): Blob {
  const tensors = [...seededWeights(parametersOf(buildResNeSt(tinyConfig)))].map(([name, { shape, data }]) => {
    const isHuge = /^layer[12].*bn3\.weight$/.test(name);
    return [name, { shape, data: isHuge ? data.map((value) => value * 1e20) : data }] as const;
  });
  return new Blob(safetensors(new Map(tensors)) as Uint8Array<ArrayBuffer>[]);
}

// layer3 adds up infinities of both signs, which gives NaN before a ReLU.
test('an overflow within the network is told, and gives no answer', async () => {
  const options = { weights: runaway(), cache: false, inputSize: 32, model: { ...tinyConfig } } as const;
  await using classifier = await createClassifier(options);
  const input = seededInput([1, 3, 32, 32]);
  await expect(classifier.logits(input)).rejects.toMatchObject({ code: 'not-finite' });
  await specialised(classifier);
  await expect(classifier.logits(input)).rejects.toMatchObject({ code: 'not-finite' });
});
