/** A checkpoint with another head, against the original code, which loaded the very same file (tools/oracle/goldens/taught.py). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkpointWithHead } from './opening/checkpointWithHead';
import { ConfigError, WeightsError } from './core/errors';
import { createClassifier } from './createClassifier';
import type { Classifier } from './door';
import golden from './testing/goldens/taught.json';
import { seededInput } from './testing/seeded';
import { seededHead } from './testing/seededHead';
import { sha256 } from './weights/digest';
import { embeddedUrl } from './weights/known/shippedUrl';

const head = seededHead(golden.classes);
let file: Blob;
let classifier: Classifier;

beforeAll(async () => {
  file = await checkpointWithHead({ weights: embeddedUrl() }, head);
  const labels = Array.from(head.bias, (_, i) => `thing ${String(i)}`);
  classifier = await createClassifier({ weights: file, labels, cache: false });
});

afterAll(() => classifier.dispose());

test('it is the file that PyTorch loaded', async () => {
  expect(await sha256(await file.arrayBuffer())).toBe(golden.sha256);
});

test('its logits are PyTorch’s', async () => {
  const logits = await classifier.logits(seededInput(golden.input));
  const largest = Math.max(...golden.logits.map(Math.abs));
  const off = golden.logits.map((expected, i) => Math.abs((logits[i] ?? NaN) - expected));
  expect(Math.max(...off)).toBeLessThan(5e-6 * largest);
});

test('the head stands on what embed gives, and its classes have their labels', async () => {
  const input = seededInput([1, 3, 96, 96]);
  const features = await classifier.embed(input);
  const logits = await classifier.logits(input);
  const scores = Array.from(head.bias, (bias, k) =>
    features.reduce((sum, value, j) => sum + value * (head.weight[k * features.length + j] ?? NaN), bias),
  );
  scores.forEach((score, k) => expect(logits[k]).toBeCloseTo(score, 4));
  const [best] = await classifier.classify(input);
  expect(best?.label).toBe(`thing ${String(scores.indexOf(Math.max(...scores)))}`);
});

test('what cannot be saved is refused in a sentence', async () => {
  const { weight, bias } = head;
  const short = checkpointWithHead({}, { weight: weight.subarray(1), bias });
  await expect(short).rejects.toThrow(ConfigError);
  await expect(short).rejects.toThrow('a head for 5 classes has 10240 weights, not 10239');
  for (const none of [undefined, 5, {}, { weight, bias: [0] }])
    await expect(checkpointWithHead({}, none as never)).rejects.toThrow(
      /^the head must be \{ weight, bias \} of Float32/,
    );
  await expect(checkpointWithHead(null as never, head)).rejects.toThrow(ConfigError);
  await expect(checkpointWithHead({ weights: new Blob(['none']) }, head)).rejects.toThrow(WeightsError);
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await expect(checkpointWithHead({ weights: file, signal: controller.signal }, head)).rejects.toThrow('enough');
});
