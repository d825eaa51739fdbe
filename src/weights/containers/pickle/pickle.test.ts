import { expect, test } from 'vitest';
import { WeightsError } from '../../../core/errors';
import { bytesOf, called, dict, int, le, list, named, pickle, text, tuple } from '../../../testing/checkpoints/pickles';
import { ByteReader } from '../byteReader';
import { unpickle } from './pickle';
import { Inert, type PickleValue, Tuple } from './values';

const read = (whole: string): PickleValue => unpickle(new ByteReader(bytesOf(whole), 'its pickle'));
const value = (body: string): PickleValue => read(pickle(body));
const short = (content: string): string => `\x8c${le(content.length, 1)}${content}`;

/** An object that `items` were appended to, one list each time. */
const made = (name: string, ...items: PickleValue[][]): Inert => new Inert(name, new Tuple([]), ...items);
function itemed(name: string): Inert {
  const inert = made(name);
  inert.items = new Map([['a', 1]]);
  return inert;
}

test.each<[string, string, PickleValue]>([
  ['None, True and False', '(N\x88\x89t', new Tuple([null, true, false])],
  ['small integers', `(K\xffM\xff\xff${int(-2)}t`, new Tuple([255, 65535, -2])],
  [
    'long integers',
    '(\x8a\x00\x8a\x01\xff\x8a\x02\x00\x80\x8b\x06\0\0\0\0\0\0\0\0\x01t',
    new Tuple([0, -1, -32768, 2 ** 40]),
  ],
  ['an integer past 8 bytes', `\x8a\x09${'\x01'.repeat(9)}`, new Inert('a large integer')],
  ['a float', 'G\x3f\xf8\0\0\0\0\0\0', 1.5],
  ['texts', `(${text('ab')}${short('c')}\x8d${le(1, 8)}dU\x01eT${le(1, 4)}ft`, new Tuple(['ab', 'c', 'd', 'e', 'f'])],
  ['a text that is no name', `X${le(70_000, 4)}${'a'.repeat(70_000)}`, new Inert('a long text')],
  ['UTF-8', short('\xc3\xa9\xef\xbb\xbf'), 'é\ufeff'],
  ['bytes', `(C\x01aB${le(1, 4)}b\x8e${le(1, 8)}c\x96${le(1, 8)}dt`, new Tuple(new Array(4).fill(new Inert('bytes')))],
  [
    'tuples',
    '(N\x85N\x88\x86N\x88\x89\x87)t',
    new Tuple([[null], [null, true], [null, true, false], []].map((i) => new Tuple(i))),
  ],
  ['lists', `](${list(int(1), int(2))}]${int(3)}ae`, [[1, 2], [3]]],
  [
    'dicts',
    `}${text('a')}${int(1)}s(${text('b')}${int(2)}u`,
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  ],
  [
    'of equal keys the last',
    `}(${text('a')}${int(1)}${text('b')}${int(2)}${text('a')}${int(3)}u`,
    new Map([
      ['a', 3],
      ['b', 2],
    ]),
  ],
  ['a dict of pairs', called(named('collections', 'OrderedDict'), list(list(text('a'), int(1)))), new Map([['a', 1]])],
  ['sets', `\x8f(${int(1)}\x90`, new Inert('a set', [1])],
  ['frozensets', `(${int(1)}\x91`, new Inert('a frozenset', [1])],
  ['the memo', `(${int(7)}q\x050h\x05r${le(70000, 4)}j${le(70000, 4)}t`, new Tuple([7, 7])],
  ['the numbered memo', `(${text('a')}\x94${text('b')}\x94h\x01h\x00t`, new Tuple(['a', 'b', 'b', 'a'])],
  ['a group thrown away', `${int(1)}(${int(2)}${int(3)}1`, 1],
  ['a frame', `\x95${le(5, 8)}${int(1)}`, 1],
  ['a class by two texts', `${short('collections')}${short('OrderedDict')}\x93)R`, new Map()],
  ['Python 2 names', called(named('__builtin__', 'set'), list(int(1))), new Inert('builtins.set', new Tuple([[1]]))],
  ['attributes of a dict', `}${dict({ _metadata: '}' })}b`, new Map()],
  ['a class or a function that nobody calls', named('yacs.config', 'CfgNode'), new Inert('yacs.config.CfgNode')],
  [
    'an object with attributes',
    `${named('argparse', 'Namespace')})\x81${dict({ lr: int(1) })}b`,
    new Inert('argparse.Namespace', new Tuple([]), new Map([['lr', 1]])),
  ],
  [
    'an object with named arguments',
    `${named('uuid', 'UUID')})${dict({ hex: int(1) })}\x92`,
    new Inert('uuid.UUID', new Tuple([])),
  ],
  [
    'a list of an unknown class',
    `${named('fastcore', 'L')})\x81(${int(1)}${int(2)}e${int(3)}a`,
    made('fastcore.L', [1, 2], [3]),
  ],
  [
    'a dict of an unknown class',
    `${named('easydict', 'EasyDict')})\x81(${text('a')}${int(1)}u`,
    itemed('easydict.EasyDict'),
  ],
  [
    'an object as Python 2 makes it',
    called(named('copy_reg', '_reconstructor'), named('a', 'B'), named('builtins', 'object'), 'N'),
    new Inert('a.B', new Tuple([new Inert('a.B'), new Inert('builtins.object'), null])),
  ],
  [
    'a dict as Python 2 makes it',
    called(named('copy_reg', '__newobj__'), named('collections', 'OrderedDict')),
    new Map(),
  ],
  ['what an object makes that is called', `${named('a', 'b')})R)R`, new Inert('a.b', new Tuple([]))],
  [
    'getattr',
    called(named('__builtin__', 'getattr'), named('a', 'B'), text('c')),
    new Inert('builtins.getattr', new Tuple([new Inert('a.B'), 'c'])),
  ],
  ['a name of Object', named('', 'constructor'), new Inert('.constructor')],
  ['INST', `(${int(1)}iuuid\nUUID\n`, new Inert('uuid.UUID', new Tuple([1]))],
  ['INST of what we know', '(icollections\nOrderedDict\n', new Map()],
  ['OBJ', `(${named('uuid', 'UUID')}${int(1)}o`, new Inert('uuid.UUID', new Tuple([1]))],
  [
    'numbers as text',
    '(F1.5\nF-inf\nI-7\nI01\nI00\nL12345678901L\nt',
    new Tuple([1.5, -Infinity, -7, true, false, 12345678901]),
  ],
  ['a long integer as text', `L${'9'.repeat(30)}L\n`, new Inert('a large integer')],
  ['texts as text', `(S'a b'\nS"c"\nV\\u00e9\\U0001f600x\nt`, new Tuple(['a b', 'c', 'é😀x'])],
  ['groups as lists and dicts', `((${int(1)}l(${text('a')}${int(2)}dt`, new Tuple([[1], new Map([['a', 2]])])],
  ['the memo as text', `(${int(7)}p5\n0g5\n2t`, new Tuple([7, 7])],
])('reads %s', (_, body, expected) => {
  expect(value(body)).toEqual(expected);
});

test('stands behind the pickle, for the next one', () => {
  const reader = new ByteReader(bytesOf(pickle(int(1)) + pickle(int(2))), 'its pickles');
  expect([unpickle(reader), unpickle(reader)]).toEqual([1, 2]);
  expect(reader.remaining).toBe(0);
});

test('a key such as __proto__ is one like all others', () => {
  const read = value(dict({ __proto__: 'N', constructor: int(1) }) + dict({ ['__proto__']: int(2) }) + '\x86');
  expect(read).toEqual(new Tuple([new Map([['constructor', 1]]), new Map([['__proto__', 2]])]));
  expect(({} as Record<string, unknown>)['constructor']).toBe(Object);
});

const SYSTEM = named('posix', 'system');
const EVIL = /asks Python to run posix\.system, which no weights need \(nothing was run\)/;
const RUN = `${SYSTEM}(${text('id')}tR`;
/** A memo in which each list holds the one before it twice: 2^40 paths. */
const BILLION_LAUGHS = `]${text('ha')}aq\x00${Array.from({ length: 40 }, (_, i) => `](h${le(i, 1)}h${le(i, 1)}eq${le(i + 1, 1)}`).join('')}`;

test.each<[string, string, RegExp]>([
  ['a system call', RUN, EVIL],
  ['a system call before the data', `${RUN}0${dict({})}`, EVIL],
  ['a class that is never called', `${SYSTEM}0}`, EVIL],
  ['a class by two texts', `${short('builtins')}${short('eval')}\x93`, /to run builtins\.eval,/],
  ['a class by texts from the memo', `${short('system')}\x94${short('os')}\x94h\x00\x93`, /to run os\.system,/],
  ['Python 2 names', called(named('__builtin__', 'exec'), text('1')), /to run builtins\.exec,/],
  ['the instruction INST', `(${text('id')}iposix\nsystem\n`, EVIL],
  ['an extension code', '\x82\x01', /has the instruction EXT1/],
  ['a persistent id as text', 'P0\n', /has the instruction PERSID/],
  ['buffers from outside', '\x97', /has the instruction NEXT_BUFFER/],
  ['an integer that is none', 'I1x\n', /has the integer "1x"/],
  ['a float that is none', 'F1,5\n', /has the number "1,5"/],
  ['a text without quotes', 'Sa\n', /has the text "a"/],
  ['a memo number that is none', 'g-1\n', /has the memo number "-1"/],
  ['a group of nobody', '(o', /calls nothing/],
  ['an unknown instruction', '\xff', /has the instruction 0xff/],
  ['a persistent id', `${tuple(text('storage'))}Q`, /refers to a storage where none can be/],
  ['a class named by numbers', `${int(1)}${int(2)}\x93`, /names a class by a value that is not a text/],
  ['a call of a text', called(text('eval'), text('1')), /calls a text/],
  ['a call of a dict', called('}', int(1)), /calls a dict/],
  ['arguments that are a list', `${named('collections', 'OrderedDict')}]R`, /passes a list as arguments/],
  ['state for a list', `]${dict({ __setstate__: RUN })}b`, EVIL],
  ['state for a tuple', ')}b', /sets attributes of a tuple/],
  ['state for a class', `${named('collections', 'OrderedDict')}}b`, /sets attributes of collections\.OrderedDict/],
  ['an item for a dict', `}${int(1)}a`, /appends to a dict/],
  ['items for a tuple', `)(${int(1)}e`, /appends to a tuple/],
  ['a key for a list', `]${text('a')}${int(1)}s`, /sets items of a list/],
  ['a key without a value', `}(${text('a')}u`, /has a key without a value/],
  [
    'a pair without a value',
    called(named('collections', 'OrderedDict'), list(tuple(text('a')))),
    /calls collections\.O/,
  ],
  ['a memo that is empty', 'h\x05', /recalls value 5, which it never stored/],
  ['an empty stack', '', /takes a value where there is none/],
  ['a value from below a mark', `${int(1)}(0${int(2)}`, /takes a value where there is none/],
  ['a group that never began', 't', /ends a group that never began/],
  ['a text of 4 GB', `X\xff\xff\xff\xff`, /needs 4294967295 bytes at byte 7, with 1 there/],
  ['bytes past all bounds', `\x8e${'\xff'.repeat(8)}`, /needs 18446744073709552000 bytes/],
  ['a text that breaks off', `X${le(9, 4)}abc`, /needs 9 bytes at byte 7, with 4 there/],
  ['a class that breaks off', 'cposix', /has a line without an end/],
  ['a class with an endless name', `c${'a'.repeat(5000)}\n\n`, /has a line without an end/],
  ['too many levels', '('.repeat(5000), /is nested deeper than 1000 levels/],
  ['too many instructions', 'N0'.repeat(2_600_000), /is longer than 5000000 instructions/],
])('%s gives one sentence on one line', (_, body, message) => {
  const attempt = (): unknown => value(body);
  expect(attempt).toThrow(WeightsError);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(/^[^\n]{20,500}[^.\n]$/);
});

test.each<[string, string, RegExp]>([
  ['that is newer', '\x80\x06N.', /has protocol 6, expected at most 5/],
  ['without an end', '\x80\x02N', /needs 1 byte at byte 3, with 0 there/],
  ['without anything', '', /needs 1 byte at byte 0/],
])('a pickle %s is refused', (_, whole, message) => {
  expect(() => read(whole)).toThrow(message);
});

test('neither deep nor cyclic nor manifold values cost more than their bytes', () => {
  expect(value(`]${'\x85'.repeat(200_000)}`)).toBeInstanceOf(Tuple);
  expect(value(`]q\x00h\x00a`)).toHaveLength(1);
  expect(value(BILLION_LAUGHS)).toHaveLength(2);
  // One list of pairs, made a dict again and again: copied once.
  const pairs = list(...Array.from({ length: 20_000 }, () => '(NNt'));
  const again = `${named('collections', 'OrderedDict')}h\x00\x85R0`;
  expect(value(`${pairs}q\x00${again.repeat(20_000)}`)).toEqual([]);
});
