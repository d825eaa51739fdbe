/**
 * How answers come back: as they are, their numbers moved and not copied, but for functions, which no message carries.
 */
import type { Explanation } from '../index';
import { laidBy, type PlacedMap } from '../image/layOnto';
import type { AnswerOf, Asked } from './protocol';

/** Whether an answer, or anything in it, is a function. */
type HoldsFunction<T> = T extends (...args: never[]) => unknown
  ? true
  : T extends ArrayBufferView
    ? false
    : T extends object
      ? true extends { [Key in keyof T]: HoldsFunction<T[Key]> }[keyof T]
        ? true
        : false
      : false;

/** How the answers of one method are made ready for the way, and whole again. */
interface Passage<One> {
  readonly pack: (answer: One) => unknown;
  readonly unpack: (packed: unknown) => One;
}

type Single<Answer> = Answer extends readonly (infer One)[] ? One : Answer;

/** Only answers without functions go as they are. */
type PassageOf<Answer> = [Answer] extends [Float32Array]
  ? 'as it is'
  : true extends HoldsFunction<Single<Answer>>
    ? Passage<Single<Answer>>
    : 'as it is';

type PackedExplanation = Omit<Explanation, 'onPhoto'> & { readonly onPhoto: PlacedMap['placement'] };

/** One row a method; an answer with a function in it compiles only with a passage of its own. */
const PASSAGES: { readonly [Name in Asked]: PassageOf<AnswerOf<Name>> } = {
  classify: 'as it is',
  logits: 'as it is',
  embed: 'as it is',
  features: 'as it is',
  explain: {
    pack: ({ onPhoto, ...rest }): PackedExplanation => ({ ...rest, onPhoto: (onPhoto as PlacedMap).placement }),
    unpack: (packed) => {
      const { onPhoto, ...rest } = packed as PackedExplanation;
      return { ...rest, onPhoto: laidBy(rest.map, onPhoto) };
    },
  },
  preprocess: 'as it is',
  selfTest: 'as it is',
  recover: 'as it is',
};

const through = (name: Asked, way: 'pack' | 'unpack', answer: unknown): unknown => {
  const passage = PASSAGES[name];
  if (passage === 'as it is') return answer;
  const pass = passage[way] as (one: unknown) => unknown;
  return Array.isArray(answer) ? answer.map(pass) : pass(answer);
};

/** An answer that can be posted. */
export const packAnswer = (name: Asked, answer: unknown): unknown => through(name, 'pack', answer);

/** The answer as the classifier in the worker gave it. */
export const unpackAnswer = (name: Asked, packed: unknown): unknown => through(name, 'unpack', packed);

/** The buffers of all numbers in a value, which can be moved with it. */
export function buffersIn(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) found.add(part.buffer as ArrayBuffer);
    else if (typeof part === 'object' && part !== null) Object.values(part).forEach(look);
  };
  look(value);
  return [...found];
}
