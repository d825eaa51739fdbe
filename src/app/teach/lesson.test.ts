import { expect, test } from 'vitest';
import { doubtsAbout, isObstacle } from './checks';
import {
  isUpToDate,
  lessonOf,
  namesOf,
  NOTHING_TAUGHT,
  type Outcome,
  reduceTeaching,
  type TaughtClass,
  type TaughtPhoto,
  type Teaching,
  type TeachingAction,
} from './lesson';
import { isSameModel, keyKept, type ModelKey, shownOf } from './modelKey';
import { reportOn } from './result/report';

const photo = (id: string): TaughtPhoto => ({ id, name: `${id}.jpg`, thumb: new Blob(), features: Float32Array.of(1) });
const SMALL: ModelKey = { name: 'small', digest: undefined };
const added = (classId: number, id: string, job: number): TeachingAction => ({
  ...{ type: 'photo added', classId, photo: photo(id), model: SMALL, job },
});
const after = (...actions: readonly TeachingAction[]): Teaching => actions.reduce(reduceTeaching, NOTHING_TAUGHT);
const idsOf = ({ classes }: Teaching): string[][] => classes.map(({ photos }) => photos.map(({ id }) => id));

const taughtOn = (classes: readonly TaughtClass[]): Outcome => ({
  head: { weight: new Float32Array(2), bias: new Float32Array(2) },
  measured: { held: [], folds: 3 },
  strength: 1,
  classes,
});

test('photos that were given together are taken back together', () => {
  const given = after(added(1, 'a', 1), added(1, 'b', 1), added(2, 'c', 2));
  expect(idsOf(given)).toEqual([['a', 'b'], ['c']]);
  const once = reduceTeaching(given, { type: 'undone' });
  expect(idsOf(once)).toEqual([['a', 'b'], []]);
  expect(idsOf(reduceTeaching(once, { type: 'undone' }))).toEqual([[], []]);
});

test('whatever was done is taken back', () => {
  const given = after(added(1, 'a', 1), added(2, 'b', 2));
  const deeds: readonly TeachingAction[] = [
    { type: 'photo removed', classId: 1, photoId: 'a' },
    { type: 'class added' },
    { type: 'class removed', classId: 2 },
    { type: 'renamed', classId: 1, name: 'ripe' },
    { type: 'taught', outcome: taughtOn(given.classes) },
    { type: 'opened', name: 'fruit', version: { classes: [] } },
    { type: 'afresh' },
  ];
  for (const deed of deeds) {
    const done = reduceTeaching(given, deed);
    expect(done.classes === given.classes && done.outcome === given.outcome).toBe(false);
    const { classes, outcome, model } = reduceTeaching(done, { type: 'undone' });
    expect({ classes, outcome, model }).toEqual({ classes: given.classes, outcome: undefined, model: SMALL });
  }
  expect(reduceTeaching(NOTHING_TAUGHT, { type: 'undone' })).toBe(NOTHING_TAUGHT);
});

test('the letters of a name are one step', () => {
  const named = after(...['r', 'ri', 'ripe'].map((name): TeachingAction => ({ type: 'renamed', classId: 1, name })), {
    type: 'renamed',
    classId: 2,
    name: 'green',
  });
  expect(named.past).toHaveLength(2);
  expect(reduceTeaching(named, { type: 'undone' }).classes.map(({ name }) => name)).toEqual(['ripe', '']);
});

test('a head is up to date until classes or photos change, and keeps its names', () => {
  const given = after(added(1, 'a', 1), added(2, 'b', 2));
  const taught = reduceTeaching(given, { type: 'taught', outcome: taughtOn(given.classes) });
  expect(isUpToDate(taught)).toBe(true);
  const renamed = reduceTeaching(taught, { type: 'renamed', classId: 1, name: 'ripe' });
  expect(isUpToDate(renamed)).toBe(true);
  expect(namesOf(renamed, taughtOn(given.classes))).toEqual(['ripe', '']);
  for (const change of [
    added(1, 'c', 3),
    { type: 'class added' },
    { type: 'photo removed', classId: 2, photoId: 'b' },
  ] as const)
    expect(isUpToDate(reduceTeaching(taught, change))).toBe(false);
});

test('rows and their classes go in the order of the classes', () => {
  const { classOf, rows, classes } = lessonOf(after(added(2, 'b', 1), added(1, 'a', 2), added(2, 'c', 3)).classes);
  expect({ classOf, rows: rows.length, classes }).toEqual({ classOf: [0, 1, 1], rows: 3, classes: 2 });
});

const classOf = (name: string, ...ids: readonly string[]): TaughtClass => ({
  ...{ id: name.length + ids.length * 100, name, photos: ids.map(photo) },
});
const many = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const kindsOf = (...classes: readonly TaughtClass[]): string[] =>
  doubtsAbout(classes, ({ name }) => name).map((doubt) => (isObstacle(doubt) ? `${doubt.kind}!` : doubt.kind));

test('what is wrong with classes is named, and what only may be hinders nobody', () => {
  expect(kindsOf(classOf('ripe', ...many('a', 20)), classOf('green', ...many('b', 20)))).toEqual([]);
  expect(kindsOf(classOf('ripe', ...many('a', 20)))).toEqual(['classes!']);
  expect(kindsOf(classOf('ripe', ...many('a', 20)), classOf(' ', ...many('b', 20)))).toEqual(['unnamed!']);
  expect(kindsOf(classOf('ripe', ...many('a', 20)), classOf('ripe ', ...many('b', 20)))).toEqual(['same name!']);
  expect(kindsOf(classOf('ripe', ...many('a', 20)), classOf('green', 'b'))).toEqual(['too few!']);
  expect(kindsOf(classOf('ripe', ...many('a', 20)), classOf('green', 'a3', ...many('b', 20)))).toEqual(['in two!']);
  expect(kindsOf(classOf('ripe', ...many('a', 8)), classOf('green', ...many('b', 12)))).toEqual(['few']);
  expect(kindsOf(classOf('ripe', ...many('a', 80)), classOf('green', ...many('b', 12)))).toEqual(['unequal']);
});

test('the report counts what was taken for what, and says how little few photos tell', () => {
  const classes = [classOf('ripe', 'a', 'b', 'c'), classOf('green', 'd', 'e')];
  const held = [0, 0, 1, 1, 1].map((taken) => Float64Array.from([0, 1], (k) => (k === taken ? 0.9 : 0.1)));
  const { photos, right, confusions, range } = reportOn({ classes, measured: { held, folds: 2 } });
  expect({ photos, right, confusions }).toEqual({
    photos: 5,
    right: 4,
    confusions: [
      [2, 1],
      [0, 2],
    ],
  });
  expect(range[0]).toBeCloseTo(0.3755, 3); // Wilson's interval of 4 in 5
  expect(range[1]).toBeCloseTo(0.9638, 3);
});

test('a model is known by what is in its file, and by its name where that is not known', () => {
  const one: ModelKey = { name: 'a.pth', digest: 'f7e2622d29547013' };
  expect(isSameModel(one, { name: 'copy.pth', digest: one.digest })).toBe(true);
  expect(isSameModel(one, { name: 'a.pth', digest: 'bd5b' })).toBe(false);
  expect(isSameModel(one, { name: 'a.pth', digest: undefined })).toBe(true);
  expect(isSameModel(one, { name: 'b.pth', digest: undefined })).toBe(false);
  expect([shownOf(one), shownOf(SMALL)]).toEqual(['a.pth (f7e2622d)', 'small']);
});

test('the models of projects that earlier versions of the page kept are known by name, and files by their size, too', () => {
  const published = keyKept('resnest50d.in1k');
  expect(isSameModel(published, { name: 'resnest50d.in1k', digest: 'f7e2622d29547013' })).toBe(true);
  const own = keyKept('mine (1) (2 B).pth (1234 B)');
  expect(own).toEqual({ name: 'mine (1) (2 B).pth', bytes: 1234, digest: undefined });
  expect(isSameModel(own, { ...own, digest: 'f7e2622d29547013' })).toBe(true);
  expect(isSameModel(own, { ...own, bytes: 1235, digest: 'f7e2622d29547013' })).toBe(false);
  expect(keyKept(own)).toBe(own);
});
