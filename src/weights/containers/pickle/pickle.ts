/**
 * Reads a pickle as data: a small stack machine for the instructions of protocols 0 to 5.
 *
 * It runs nothing. A name of a class or function stands for our own code, which arranges data, or for nothing at all;
 * "calling" a name that nobody knows makes an inert object. Nothing
 * recurses, every instruction costs at most the bytes and items that it takes, and their number is limited, so a
 * hostile file costs no more than an error.
 */
import type { WeightsError } from '../../../core/errors';
import type { ByteReader } from '../byteReader';
import { damagedPickle, type PersistentLoad, PickleMachine } from './machine';
import { type PickleNames, PYTHON_NAMES } from './names';
import { floatOf, integerOf, numberOf, quotedOf, unicodeOf } from './text';
import { Inert, type PickleValue, Tuple } from './values';

/** The largest ResNeSt with the state of its optimizer takes 200 000; what scripts log of a long training may take more. */
const MAX_INSTRUCTIONS = 5_000_000;
const MAX_PROTOCOL = 5;
/** Of a text in a line of its own. */
const MAX_LINE_BYTES = 2 ** 20;

/** What a pickle may refer to beyond itself. */
export interface World {
  /** What names stand for; by default only Python's own are known. */
  readonly names?: PickleNames;
  /** What stands for an object outside the pickle; by default none may be referred to. */
  readonly persistentLoad?: PersistentLoad;
}

/**
 * The value of the pickle that begins at the reader's position; the reader then stands behind it. Throws a WeightsError
 * for anything that is not a complete pickle of data and tensors.
 */
export function unpickle(
  reader: ByteReader,
  { names = PYTHON_NAMES, persistentLoad = refuseId }: World = {},
): PickleValue {
  const machine = new PickleMachine(reader, names, persistentLoad);
  for (let count = 0; count < MAX_INSTRUCTIONS; count++) {
    const code = reader.u8();
    if (code === STOP) return machine.pop();
    const run = INSTRUCTIONS[code];
    if (!run) throw refused(machine, code);
    run(machine);
  }
  throw damagedPickle(`is longer than ${MAX_INSTRUCTIONS} instructions`);
}

function refuseId(): never {
  throw damagedPickle('refers to a storage where none can be');
}

/** The error for an instruction that we do not know, or know and do not follow. */
function refused({ reader }: PickleMachine, code: number): WeightsError {
  const name = REFUSED[String.fromCharCode(code)] ?? `0x${code.toString(16).padStart(2, '0')}`;
  return damagedPickle(`has the instruction ${name} at byte ${reader.position - 1}`);
}

type Instruction = (machine: PickleMachine) => void;

const STOP = 0x2e;

/** By the characters that the format gives its instructions; Python's module pickletools describes each. */
const FOLLOWED: Readonly<Record<string, Instruction>> = {
  '\x80': ({ reader }) => {
    const protocol = reader.u8();
    if (protocol > MAX_PROTOCOL) throw damagedPickle(`has protocol ${protocol}, expected at most 5`);
  },
  '\x95': ({ reader }) => void reader.u64(), // a frame's length, of use to whoever reads from a pipe
  '(': (m) => m.mark(),
  '0': (m) => void m.pop(),
  '1': (m) => void m.popGroup(),

  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  J: (m) => m.push(m.reader.i32()),
  K: (m) => m.push(m.reader.u8()),
  M: (m) => m.push(m.reader.u16()),
  G: (m) => m.push(m.reader.f64BigEndian()),
  '\x8a': (m) => m.integer(m.reader.u8()),
  '\x8b': (m) => m.integer(m.reader.u32()),

  '\x8c': (m) => m.text(m.reader.u8()),
  X: (m) => m.text(m.reader.u32()),
  '\x8d': (m) => m.text(m.reader.u64()),
  U: (m) => m.text(m.reader.u8()), // texts of Python 2
  T: (m) => m.text(m.reader.u32()),
  C: (m) => m.bytes(m.reader.u8()),
  B: (m) => m.bytes(m.reader.u32()),
  '\x8e': (m) => m.bytes(m.reader.u64()),
  '\x96': (m) => m.bytes(m.reader.u64()),

  I: (m) => m.push(integerOf(m.reader.line())),
  L: (m) => m.push(integerOf(m.reader.line())),
  F: (m) => m.push(floatOf(m.reader.line())),
  S: (m) => m.push(quotedOf(m.reader.line(MAX_LINE_BYTES))),
  V: (m) => m.push(unicodeOf(m.reader.line(MAX_LINE_BYTES))),

  ')': (m) => m.tuple(0),
  '\x85': (m) => m.tuple(1),
  '\x86': (m) => m.tuple(2),
  '\x87': (m) => m.tuple(3),
  t: (m) => m.push(new Tuple(m.popGroup())),
  ']': (m) => m.push([]),
  l: (m) => m.push(m.popGroup()),
  a: (m) => {
    const item = m.pop();
    m.append([item]);
  },
  e: (m) => {
    const items = m.popGroup();
    m.append(items);
  },
  '}': (m) => m.push(new Map()),
  d: (m) => {
    const items = m.popGroup();
    m.push(new Map());
    m.setItems(items);
  },
  s: (m) => {
    const value = m.pop();
    const key = m.pop();
    m.setItems([key, value]);
  },
  u: (m) => {
    const items = m.popGroup();
    m.setItems(items);
  },
  '\x8f': (m) => m.push(new Inert('a set')),
  '\x90': (m) => {
    const items = m.popGroup();
    m.append(items);
  },
  '\x91': (m) => m.push(new Inert('a frozenset', m.popGroup())),

  q: (m) => m.remember(m.reader.u8()),
  r: (m) => m.remember(m.reader.u32()),
  '\x94': (m) => m.memoize(),
  p: (m) => m.remember(numberOf(m.reader.line())),
  h: (m) => m.recall(m.reader.u8()),
  j: (m) => m.recall(m.reader.u32()),
  g: (m) => m.recall(numberOf(m.reader.line())),
  '2': (m) => m.push(m.top()),

  c: (m) => m.global(m.reader.line(), m.reader.line()),
  '\x93': (m) => {
    const name = m.pop();
    m.global(m.pop(), name);
  },
  R: (m) => m.call(),
  '\x81': (m) => m.call(),
  '\x92': (m) => m.callNamed(),
  o: (m) => m.callGroup(),
  i: (m) => {
    const args = new Tuple(m.popGroup());
    m.global(m.reader.line(), m.reader.line());
    m.push(args);
    m.call();
  },
  b: (m) => m.build(),
  Q: (m) => m.push(m.persistentLoad(m.pop())),
};

/** Instructions that are known, but whose values lie outside of the file. */
const REFUSED: Readonly<Record<string, string>> = {
  ...{ P: 'PERSID', '\x82': 'EXT1', '\x83': 'EXT2', '\x84': 'EXT4', '\x97': 'NEXT_BUFFER', '\x98': 'READONLY_BUFFER' },
};

const INSTRUCTIONS: readonly (Instruction | undefined)[] = Array.from(
  { length: 256 },
  (_, code) => FOLLOWED[String.fromCharCode(code)],
);
