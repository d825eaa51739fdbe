/** Whether the samples of the guides are right as far as one sees without running them; e2e/samples.spec.ts runs them. */
import { expect, test } from 'vitest';
import { complaintsOf, needsPackage } from './compiled';
import { readSamples, samplesIn } from './samples';

const samples = await readSamples();

test('the guides have samples of every kind', () => {
  const kinds = new Set(samples.map(({ kind }) => kind));
  expect([...kinds].filter((kind) => kind !== undefined).sort()).toEqual(['headers', 'module', 'page']);
  expect(samples.length).toBeGreaterThan(40);
});

test('all samples compile, as strictly as TypeScript can', () => {
  expect(complaintsOf(samples.filter((sample) => !needsPackage(sample)))).toEqual([]);
}, 120_000);

const fence = (code: string, language = 'js'): string => `Text.\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;

test('what is wrong in a sample does not compile', () => {
  const wrong = [
    [
      "import { createClassifier } from 'resnest-webgpu';\nawait createClassifier({ modle: 'x' });",
      "'modle' does not exist",
    ],
    ['await clasifier.classify(photo);', "Cannot find name 'clasifier'"],
    ['const [best] = await classifier.classify(photo);\nbest.name;', "'name' does not exist"],
    ["document.querySelector('p').textContent = '';", "possibly 'null'"],
  ] as const;
  const found = complaintsOf(wrong.flatMap(([code], i) => samplesIn(fence(code), `page${i}`)));
  expect(found).toEqual(wrong.map(([, words]) => expect.stringContaining(words)));
}, 120_000);

test('a fence in a language, or with a way, that no tool runs is an error', () => {
  expect(() => samplesIn(fence('a', 'java'), 'page')).toThrow("page-1 is in the language 'java', which no tool runs.");
  expect(() => samplesIn(`<!-- sample: dance -->\n\n${fence('a').slice(7)}`, 'page')).toThrow('dance');
});
