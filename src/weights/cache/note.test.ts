import { expect, test } from 'vitest';
import { nameIn, readNote, writeNote } from './note';

const NOTE = { model: { name: 'tiny', labels: ['cat', 'dog'] }, storage: 'f32', layouts: 'abc' } as const;

type Model = (typeof NOTE)['model'];

const restore = (kept: unknown): Model | undefined =>
  (kept as Model | undefined)?.name === 'tiny' ? (kept as Model) : undefined;

test('what is written is read', async () => expect(await readNote(await writeNote(NOTE), restore)).toEqual(NOTE));

test("a model's name is read for lists, where the note says one", async () => {
  expect(nameIn(await writeNote(NOTE))).toBe('tiny');
  const others = [
    await writeNote({ ...NOTE, model: 'tiny' }),
    await writeNote({ ...NOTE, model: { name: 5 } }),
    '{',
    '',
  ];
  expect(others.map(nameIn)).toEqual(['', '', '', '']);
});

test('a note in which a letter was changed is none', async () => {
  const text = await writeNote(NOTE);
  expect(await readNote(text.replace('"dog"', '"dig"'), restore)).toBeUndefined();
  expect(await readNote(`${text} `, restore)).toBeUndefined();
});

test("another version's note is none, nor is one whose model is another", async () => {
  const text = await writeNote(NOTE);
  expect(await readNote(text.replace(/^\d+/, '0'), restore)).toBeUndefined();
  expect(await readNote(text, () => undefined)).toBeUndefined();
  expect(await readNote(await writeNote({ ...NOTE, storage: 'f8' as 'f16' }), restore)).toBeUndefined();
});

test.each<[unknown]>([
  ['{'],
  ['null'],
  [''],
  ['{"model":5}'],
  ['{"model":{"name":"tiny"},"storage":"f32","layouts":"abc"}'], // as the first version wrote them
  [5],
  [null],
  [undefined],
  [{}],
])('%o is no note', async (text) => expect(await readNote(text, restore)).toBeUndefined());
