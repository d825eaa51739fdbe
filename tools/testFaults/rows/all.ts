/** All rows of the table, and the few of the short form. */
import type { ModelFile } from '../files';
import { networkRows } from './network';
import { closedPageRows, deviceRows, longRows, pictureRows, tabRows } from './pages';
import { type Row, seededNumbers } from './row';
import { storageRows } from './storage';

/** Drawn moments follow from the seed. */
export function allRows(file: ModelFile, seed: number): Row[] {
  const draw = seededNumbers(seed);
  return [
    ...networkRows(file, draw),
    ...storageRows(),
    ...closedPageRows(draw),
    ...tabRows(),
    ...deviceRows(draw),
    ...pictureRows(),
    ...longRows(),
  ];
}

/** Rows of the short form: of each of these kinds the first whose moment begins so. */
const SHORT: readonly (readonly [kind: string, moment: string])[] = [
  ['reset once', 'at 90 % of the file'],
  ['closed early once', 'at half of the file'],
  ['a bit flipped', 'at half of the file'],
  ['wrong length', 'Content-Length wrong by -1 bytes'],
  ['file changed after a reset', 'at half of the file'],
  ['after a reset, the part is shifted by a byte', 'at 90 % of the file'],
  ['status 503', 'the first request'],
  ['status 404', 'every request'],
  ['a web page with status 200', 'every request'],
  ['redirects in a circle', 'every request'],
  ['IndexedDB: open throws', 'while a model is stored, from time 1 on'],
  ['IndexedDB: put fails', 'while a model is stored, from time 2 once'],
  ['IndexedDB: get throws', 'while a model is read, from time 2 once'],
  ['small quota', '30 % of the file, from the beginning'],
  ['page closed in a store', 'at record 6'],
  ['2 tabs at once', 'all begin together'],
  ['device destroyed', 'in a run, '],
];

export function shortRows(all: readonly Row[]): Row[] {
  return SHORT.map(([kind, moment]) => {
    const row = all.find((each) => each.kind === kind && each.moment.startsWith(moment));
    if (!row) throw new Error(`there is no row '${kind}' '${moment}' for the short form`);
    return row;
  });
}
