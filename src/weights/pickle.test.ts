import { expect, test } from 'vitest';
import { WeightsError } from '../core/errors';
import { bytesOf, called, dict, int, le, list, named, pickle, text, tuple } from '../testing/pickles';
import { ByteReader } from './byteReader';
import { unpickle } from './pickle';
import { Inert, type PickleValue, Tuple } from './pickleValues';

const read = (whole: string): PickleValue => unpickle(new ByteReader(bytesOf(whole), 'its pickle'));
const value = (body: string): PickleValue => read(pickle(body));
const short = (content: string): string => `\x8c${le(content.length, 1)}${content}`;

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
  ['sets', `\x8f(${int(1)}\x90`, new Inert('a set')],
  ['frozensets', `(${int(1)}\x91`, new Inert('a frozenset')],
  ['the memo', `(${int(7)}q\x050h\x05r${le(70000, 4)}j${le(70000, 4)}t`, new Tuple([7, 7])],
  ['the numbered memo', `(${text('a')}\x94${text('b')}\x94h\x01h\x00t`, new Tuple(['a', 'b', 'b', 'a'])],
  ['a group thrown away', `${int(1)}(${int(2)}${int(3)}1`, 1],
  ['a frame', `\x95${le(5, 8)}${int(1)}`, 1],
  ['a class by two texts', `${short('collections')}${short('OrderedDict')}\x93)R`, new Map()],
  ['Python 2 names', called(named('__builtin__', 'set'), list(int(1))), new Inert('builtins.set')],
  ['attributes of a dict', `}${dict({ _metadata: '}' })}b`, new Map()],
  ['a namespace', `${named('argparse', 'Namespace')})\x81${dict({ lr: int(1) })}b`, new Inert('argparse.Namespace')],
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
const EVIL = /uses posix\.system, which is not among the few names that are allowed/;
const RUN = `${SYSTEM}(${text('id')}tR`;
/** A memo in which each list holds the one before it twice: 2^40 paths. */
const BILLION_LAUGHS = `]${text('ha')}aq\x00${Array.from({ length: 40 }, (_, i) => `](h${le(i, 1)}h${le(i, 1)}eq${le(i + 1, 1)}`).join('')}`;

test.each<[string, string, RegExp]>([
  ['a system call', RUN, EVIL],
  ['a system call before the data', `${RUN}0${dict({})}`, EVIL],
  ['a class that is never called', `${SYSTEM}0}`, EVIL],
  ['a class by two texts', `${short('builtins')}${short('eval')}\x93`, /uses builtins\.eval,/],
  ['a class by texts from the memo', `${short('system')}\x94${short('os')}\x94h\x00\x93`, /uses os\.system,/],
  ['a class with a path', `${short('torch')}${short('_utils.os.system')}\x93`, /uses torch\._utils\.os\.system,/],
  ['getattr', called(named('__builtin__', 'getattr'), named('os', 'x'), text('system')), /uses builtins\.getattr,/],
  ['Python 2 names', called(named('__builtin__', 'exec'), text('1')), /uses builtins\.exec,/],
  ['a name of Object', named('', 'constructor'), /uses \.constructor,/],
  ['a line break in a name', `${short('a\nb')}${short('c')}\x93`, /uses a\?b\.c,/],
  ['the instruction INST', `(${text('id')}iposix\nsystem\n`, EVIL],
  ['the instruction INST of an allowed class', '(icollections\nOrderedDict\n', /has the instruction INST at byte/],
  ['the instruction OBJ', `(${named('collections', 'OrderedDict')}o`, /has the instruction OBJ/],
  ['the instruction NEWOBJ_EX', `${named('collections', 'OrderedDict')})}\x92`, /has the instruction NEWOBJ_EX/],
  ['an extension code', '\x82\x01', /has the instruction EXT1/],
  ['a persistent id as text', 'P0\n', /has the instruction PERSID/],
  ['buffers from outside', '\x97', /has the instruction NEXT_BUFFER/],
  ['text protocol', 'I1\n', /has the instruction INT/],
  ['an unknown instruction', '\xff', /has the instruction 0xff/],
  ['a persistent id', `${tuple(text('storage'))}Q`, /refers to a storage where none can be/],
  ['a class named by numbers', `${int(1)}${int(2)}\x93`, /names a class by what is not a text/],
  ['a call of a text', called(text('eval'), text('1')), /calls a text/],
  ['a call of a dict', called('}', int(1)), /calls a dict/],
  ['a call of a storage class', called(named('torch', 'FloatStorage'), int(1)), /calls a type/],
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
  [
    'a tuple rebuilt by another tuple',
    called(named('torch._tensor', '_rebuild_from_type_v2'), ')', ')', ')', 'N'),
    /calls/,
  ],
  [
    'a tensor rebuilt by what makes none',
    called(named('torch._tensor', '_rebuild_from_type_v2'), named('collections', 'OrderedDict'), 'N', ')', 'N'),
    /calls torch\._tensor\._rebuild_from_type_v2 with/,
  ],
  [
    'a parameter of no tensor',
    called(named('torch._utils', '_rebuild_parameter'), int(1)),
    /calls torch\._utils\._rebuild_parameter with a number/,
  ],
  ['a tensor of no storage', called(named('torch._utils', '_rebuild_tensor_v2'), int(1)), /has no storage/],
  ['a text of 4 GB', `X\xff\xff\xff\xff`, /has a text of 4294967295 bytes/],
  ['bytes past all bounds', `\x8e${'\xff'.repeat(8)}`, /needs 18446744073709552000 bytes/],
  ['a text that breaks off', `X${le(9, 4)}abc`, /needs 9 bytes at byte 7, 4 are there/],
  ['a class that breaks off', 'cposix', /has a line without an end/],
  ['a class with an endless name', `c${'a'.repeat(5000)}\n\n`, /has a line without an end/],
  ['too many levels', '('.repeat(5000), /is nested deeper than 1000 levels/],
  ['too many instructions', 'N0'.repeat(600_000), /is longer than 1000000 instructions/],
])('%s gives one sentence on one line', (_, body, message) => {
  const attempt = (): unknown => value(body);
  expect(attempt).toThrow(WeightsError);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(/^[^\n]{20,500}[^.\n]$/);
});

test.each<[string, string, RegExp]>([
  ['that is newer', '\x80\x06N.', /has protocol 6, expected at most 5/],
  ['without an end', '\x80\x02N', /needs 1 bytes at byte 3, 0 are there/],
  ['without anything', '', /needs 1 bytes at byte 0/],
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
