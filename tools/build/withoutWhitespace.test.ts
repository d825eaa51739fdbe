import { expect, test } from 'vitest';
import { withoutWhitespace } from './withoutWhitespace';

const map = JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA;AACA', sourcesContent: [''] });

test('whitespace and comments go, names and values stay', async () => {
  const code = '// a comment\nexport const number = 1;\nexport const text = () => "two  spaces";\n';
  const { code: dense } = await withoutWhitespace({ code, map }, 'a.js');
  expect(dense).not.toMatch(/comment|\n.|const \w+ =/);
  expect(dense).toContain('two  spaces');
  expect(dense).toMatch(/number/);
});

test('an address stays as bundlers read it', async () => {
  const code = 'export const a = () => new URL("./weights/a.safetensors", import.meta.url);';
  const { code: dense } = await withoutWhitespace({ code, map }, 'a.js');
  expect(dense).toContain('new URL("./weights/a.safetensors", import.meta.url)');
});

test('the map still leads to the sources', async () => {
  const { map: whole } = await withoutWhitespace({ code: 'export const a =\n 1;', map }, 'a.js');
  expect((JSON.parse(whole) as { sources: string[] }).sources).toEqual(['a.ts']);
});

test('text that is no module is an error', async () => {
  await expect(withoutWhitespace({ code: 'export const = 1', map }, 'a.js')).rejects.toThrow(/cannot be minified/);
});
