import { expect, test } from 'vitest';
import type { Method } from '../../kernels/choosing/methods';
import { Decisions } from './decisions';

const DIRECT: Method = { kernel: 'conv2dDirect', tiling: { TILE_X: 4 } };
const OTHER: Method = { kernel: 'conv2dDirect', tiling: { TILE_X: 8 } };
const WINOGRAD: Method = { decomposition: 'winograd', variant: 4 };

test('a quarantined method is no choice any more, and stays in quarantine when it is read back', () => {
  const decisions = new Decisions();
  decisions.choose('a', DIRECT);
  decisions.choose('b', WINOGRAD);
  decisions.quarantine('a', DIRECT);
  const read = Decisions.fromText(decisions.toText());
  expect([...read.choices]).toEqual([['b', WINOGRAD]]);
  expect(read.isQuarantined('a', DIRECT)).toBe(true);
  expect(read.isQuarantined('a', OTHER)).toBe(false);
  expect(read.isQuarantined('b', DIRECT)).toBe(false);
});

test('what an earlier version stored is read, and stored alike', () => {
  const chosen = '[["a",{"kernel":"conv2dDirect","tiling":{"TILE_X":4}}],["b",{"winograd":4}]]';
  const quarantined =
    '[["b",["{\\"winograd\\":2}","{\\"kernel\\":\\"conv2dDirect\\",\\"tiling\\":{\\"TILE_X\\":8}}"]]]';
  const text = `{"chosen":${chosen},"quarantined":${quarantined}}`;
  const read = Decisions.fromText(text);
  expect([...read.choices]).toEqual([
    ['a', DIRECT],
    ['b', WINOGRAD],
  ]);
  expect(read.isQuarantined('b', { decomposition: 'winograd', variant: 2 })).toBe(true);
  expect(read.isQuarantined('b', OTHER)).toBe(true);
  expect(read.isQuarantined('b', WINOGRAD)).toBe(false);
  expect(read.toText()).toBe(text);
});

test('what is no candidate any more is forgotten', () => {
  const decisions = new Decisions();
  decisions.choose('a', DIRECT);
  decisions.choose('b', OTHER);
  decisions.choose('c', WINOGRAD);
  decisions.keepOnly(
    new Map<string, readonly Method[]>([
      ['a', [OTHER, DIRECT]],
      ['b', [DIRECT]],
    ]),
  );
  expect([...decisions.choices]).toEqual([['a', DIRECT]]);
});

test.each([
  undefined,
  null,
  'no JSON',
  '3',
  'null',
  '{}',
  '{"chosen":7,"quarantined":"x"}',
  '{"chosen":[[1,{"kernel":"k"}],["a"],["b",null],["c",{"other":1}]],"quarantined":[["a",3]]}',
  '{"chosen":[["a",{"kernel":"k"}]],"quarantined":[["a",["no JSON"]]]}',
  '{"chosen":[["a",{"winograd":"4"}],["b",{"unknown":4}],["c",{}]],"quarantined":[["a",["{}"]]]}',
])('nothing is taken from %j', (text) => {
  expect(Decisions.fromText(text).choices.size).toBe(0);
});
