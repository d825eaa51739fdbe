/**
 * Look-ups that fail only if this library has a defect. They throw then, instead of giving a wrong answer.
 */
import { ResNeStError } from './errors';

/**
 * The value under `id`. Throws a ResNeStError that names it where there is none: `need(buffers, 99, 'buffer of node')`
 * says "there is no buffer of node 99".
 */
export function need<Id, Value>(map: Pick<ReadonlyMap<Id, Value>, 'get'>, id: Id, what: string): Value {
  const value = map.get(id);
  if (value === undefined) throw defect(`there is no ${what} ${String(id)}`);
  return value;
}

/** The item of a list at a place. Throws a ResNeStError where the list ends before. */
export function needAt<Value>(list: ArrayLike<Value>, place: number, what: string): Value {
  const value = list[place];
  if (value === undefined) throw defect(`there is no ${what} ${String(place)}`);
  return value;
}

/** The end of a switch over every kind of something: a kind without a case does not compile. */
export function unreachable(kind: never, what: string): never {
  throw defect(`there is no case for ${what} ${JSON.stringify(kind)}`);
}

/** An error that no caller can cause. */
export const defect = (message: string): ResNeStError =>
  new ResNeStError('defect', `${message}; this is a defect of resnest-webgpu, please report it`);
