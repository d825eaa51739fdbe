/** Imports that wait in the sources. */
import { expect, test } from 'vitest';
import { inlined, withLostParts } from './lateImports';

const LATE = "f();\nconst { a } = await import('./a');\n(await import('./b')).b();";
const UNKNOWN = 'await import(/* @vite-ignore */ address)';

test('what is imported late is imported at the head, on the same line', () => {
  expect(inlined(LATE)).toBe(
    "import * as late0 from './a'; import * as late1 from './b';f();\nconst { a } = late0;\n(late1).b();",
  );
});

test('where only some are wanted at once, the others wait', () => {
  expect(inlined(LATE, ['./b'])).toBe(
    "import * as late0 from './b';f();\nconst { a } = await import('./a');\n(late0).b();",
  );
});

test('what waits fails with an error of our own, on the same line', () => {
  expect(withLostParts(LATE, '/lost')).toBe(
    'import { lostPart } from "/lost";f();\n' +
      "const { a } = await import('./a').catch(lostPart);\n(await import('./b').catch(lostPart)).b();",
  );
});

test('what only the caller knows is imported late, and fails in the browser’s way', () => {
  expect(inlined(UNKNOWN)).toBe(UNKNOWN);
  expect(withLostParts(UNKNOWN, '/lost')).toBe(UNKNOWN);
});
