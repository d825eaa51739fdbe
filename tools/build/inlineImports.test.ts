/** Imports that a built module does not put off. */
import { expect, test } from 'vitest';
import { inlined } from './inlineImports';

test('what is imported late is imported at the head, on the same line', () => {
  expect(inlined("f();\nconst { a } = await import('./a');\n(await import('./b')).b();")).toBe(
    "import * as late0 from './a'; import * as late1 from './b';f();\nconst { a } = late0;\n(late1).b();",
  );
});

test('what only the caller knows is imported late', () => {
  const code = 'await import(/* @vite-ignore */ address)';
  expect(inlined(code)).toBe(code);
});
