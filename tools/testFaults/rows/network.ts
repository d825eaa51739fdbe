/** Rows of servers and networks. */
import * as faults from '../faults';
import type { Fault } from '../faults';
import type { ModelFile } from '../files';
import type { Row } from './row';

type Draw = () => number;

type Moments = Readonly<Record<string, number>>;

/** Sizes of the parts in which a download may be kept. */
const CHUNKS = [2 ** 20, 2 ** 22, 2 ** 23];

/** Places in a file at which things break, in words. */
function momentsIn({ bytes: { length }, headerEnd }: ModelFile, draw: Draw): Moments {
  const drawn = Array.from({ length: 3 }, () => Math.floor(draw() * length));
  return {
    'before the first byte': 0,
    'after 1 byte': 1,
    'within the length of the header': 7,
    'within the header': headerEnd >> 1,
    'where the header ends': headerEnd,
    'after 64 KiB': 2 ** 16,
    ...Object.fromEntries(
      CHUNKS.flatMap((size) =>
        [-1, 0, 1].map((more) => [
          `${more === 0 ? 'at' : more < 0 ? 'a byte before' : 'a byte after'} ${String(size / 2 ** 20)} MiB`,
          size + more,
        ]),
      ),
    ),
    'at half of the file': length >> 1,
    'at 90 % of the file': Math.floor(length * 0.9),
    'before the last byte': length - 1,
    ...Object.fromEntries(drawn.map((at) => [`at byte ${String(at)}`, at])),
  };
}

/** A few of the moments: one in so many. */
const some = (moments: Moments, each: number): Moments =>
  Object.fromEntries(Object.entries(moments).filter((_, i) => i % each === 0));

const over = (moments: Moments, row: (at: number) => Omit<Row, 'moment'>): Row[] =>
  Object.entries(moments).map(([moment, at]) => ({ moment, ...row(at) }));

/** A file that breaks off once: what was kept is not fetched again, but for a part of 4 MiB and the network's buffers. */
const RESUMED = 1.85;

export function networkRows(file: ModelFile, draw: Draw): Row[] {
  const moments = momentsIn(file, draw);
  const middle = some(moments, 4);
  const whole = faults.wholeAlways(file.bytes);
  const late = { 'at 90 % of the file': Math.floor(file.bytes.length * 0.9), 'a byte after 4 MiB': 2 ** 22 + 1 };
  return [
    ...over(moments, (at) => ({
      ...{ kind: 'reset once', expects: 'answer', mostFiles: RESUMED },
      trouble: { at: 'server', faults: [faults.stopAt(at, 'reset')] },
    })),
    ...over(moments, (at) => ({
      ...{ kind: 'closed early once', expects: 'answer', mostFiles: RESUMED },
      trouble: { at: 'server', faults: [faults.stopAt(at, 'close')] },
    })),
    ...over(middle, (at) => ({
      ...{ kind: 'reset every time', expects: 'either' },
      trouble: { at: 'server', faults: [], further: faults.stopAt(at, 'reset') },
    })),
    ...over(middle, (at) => ({
      ...{ kind: 'stall once', expects: 'either' },
      trouble: { at: 'server', faults: [faults.stopAt(at, 'stall')] },
    })),
    ...over(some(moments, 10), (at) => ({
      ...{ kind: 'stall every time', expects: 'error' },
      trouble: { at: 'server', faults: [], further: faults.stopAt(at, 'stall') },
    })),
    ...over(some(moments, 2), (at) => ({
      ...{ kind: 'cut without a length', expects: 'either' },
      trouble: { at: 'server', faults: [faults.cutAt(at)] },
    })),
    ...over(moments, (at) => ({
      ...{ kind: 'a bit flipped', expects: 'either' },
      trouble: { at: 'server', faults: [faults.flipAt(at)], hasDigest: true },
    })),
    ...over(middle, (at) => ({
      ...{ kind: 'a bit flipped every time', expects: 'error' },
      trouble: { at: 'server', faults: [], further: faults.flipAt(at), hasDigest: true },
    })),
    ...[-file.bytes.length, -1000, -1, 1, 7, 1000, 2 ** 22, 2 ** 40].map((by): Row => ({
      ...{ kind: 'wrong length', moment: `Content-Length wrong by ${String(by)} bytes`, expects: 'either' },
      trouble: { at: 'server', faults: [], further: faults.lengthWrongBy(by) },
    })),
    ...over(some(moments, 3), (at) => ({
      ...{ kind: 'file changed after a reset', expects: 'either' },
      trouble: { at: 'server', faults: [faults.stopAt(at, 'reset')], changes: true },
    })),
    ...['etag', 'last-modified'].flatMap((validator) =>
      over(late, (at) => ({
        ...{ kind: `file changed after a reset, only ${validator === 'etag' ? 'Last-Modified' : 'ETag'} is sent` },
        expects: 'either',
        trouble: {
          ...{ at: 'server', faults: [faults.both(faults.withoutHeader(validator), faults.stopAt(at, 'reset'))] },
          ...{ changes: true, further: faults.withoutHeader(validator), hasDigest: true },
        },
      })),
    ),
    ...Object.entries(faults.UNPROVEN).flatMap(([how, fault]) =>
      over(late, (at) => ({
        ...{ kind: `file changed after a reset, and its parts ${how}`, expects: 'either' },
        trouble: {
          at: 'server',
          faults: [faults.stopAt(at, 'reset')],
          changes: true,
          further: fault,
          ignoresIfRange: true,
        },
      })),
    ),
    ...Object.entries(faults.RANGE_FAULTS).flatMap(([how, fault]) =>
      over(late, (at) => ({
        ...{ kind: `after a reset, the part ${how}`, expects: 'either' },
        trouble: { at: 'server', faults: [faults.stopAt(at, 'reset')], further: fault, hasDigest: true },
      })),
    ),
    ...over(some(moments, 3), (at) => ({
      ...{ kind: 'reset, and no ranges', expects: 'answer', mostFiles: 2.1 },
      trouble: { at: 'server', faults: [faults.both(whole, faults.stopAt(at, 'reset'))], further: whole },
    })),
    ...refusalRows(late),
  ];
}

/** Statuses that a server may give again to the same request, with their headers. */
const PASSING: readonly (readonly [status: number, headers?: Readonly<Record<string, string>>])[] = [
  [408],
  [429],
  [429, { 'retry-after': '1' }],
  [429, { 'retry-after': 'Fri, 27 Nov 2026 00:00:00 GMT' }],
  [429, { 'retry-after': 'soon' }],
  [500],
  [502],
  [503],
  [503, { 'retry-after': '2' }],
  [504],
];

const LASTING = [400, 401, 403, 404, 410, 451];

function refusalRows(late: Moments): Row[] {
  const named = (status: number, headers: Readonly<Record<string, string>> = {}): string =>
    [`status ${String(status)}`, ...Object.entries(headers).map(([name, value]) => `${name} ${value}`)].join(', ');
  const passing = PASSING.flatMap(([status, headers]): Row[] => {
    const fault = faults.refused(status, headers);
    const kind = named(status, headers);
    const row = (moment: string, expects: Row['expects'], list: readonly Fault[], further?: Fault): Row => ({
      ...{ kind, moment, expects },
      trouble: { at: 'server', faults: list, ...(further ? { further } : {}) },
    });
    return [
      row('the first request', 'answer', [fault]),
      row('the first two requests', 'answer', [fault, fault]),
      row('every request', 'error', [], fault),
      ...Object.entries(late).map(([moment, at]) =>
        row(`the request after a reset ${moment}`, 'answer', [faults.stopAt(at, 'reset'), fault]),
      ),
    ];
  });
  const wrong: Readonly<Record<string, Fault>> = {
    ...Object.fromEntries(LASTING.map((status) => [named(status), faults.refused(status)])),
    'a web page with status 200': faults.webPage,
    'a web page that says to be a file': faults.disguisedPage,
    'redirects in a circle': faults.circle,
    'an empty file': faults.empty,
  };
  const lasting = Object.entries(wrong).flatMap(([kind, fault]): Row[] => [
    { kind, moment: 'every request', expects: 'error', trouble: { at: 'server', faults: [], further: fault } },
    ...Object.entries(late).map(([moment, at]): Row => ({
      ...{ kind, moment: `the request after a reset ${moment}`, expects: 'either' },
      trouble: { at: 'server', faults: [faults.stopAt(at, 'reset'), fault] },
    })),
  ]);
  return [...passing, ...lasting];
}
