/** Rows of pages that are closed, of several pages at once, and of devices. */
import type { GpuMethod } from '../../../src/testing/lifetime/gpuMethods';
import type { DeviceFault } from '../page/deviceFaults';
import type { Row } from './row';

type Draw = () => number;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/**
 * How many records a store has at least. A record holds as many packed weights as have come while the one before it was
 * written, so a busy machine writes fewer.
 */
const SURE_RECORDS = 7;

/** 50 moments: of the download drawn ones, of the store each of the first records. */
export function closedPageRows(draw: Draw): Row[] {
  const shares = [0, ...Array.from({ length: 34 }, draw), 0.999, 1];
  return [
    ...shares.map((share): Row => ({
      ...{ kind: 'page closed in a download', moment: `at ${percent(share)} of the file`, expects: 'answer' },
      trouble: { at: 'closed page', moment: { share } },
    })),
    ...Array.from({ length: SURE_RECORDS }, (_, i): Row => ({
      ...{ kind: 'page closed in a store', moment: `at record ${String(i + 1)}`, expects: 'answer' },
      trouble: { at: 'closed page', moment: { put: i + 1 } },
    })),
    ...[2, 3, 4].flatMap((times) =>
      [0.4, 0.8].map((share): Row => ({
        ...{
          kind: `page closed ${String(times)} times`,
          moment: `at ${percent(share)} of the file`,
          expects: 'answer',
        },
        trouble: { at: 'closed page', moment: { share }, times },
      })),
    ),
  ];
}

export const tabRows = (): Row[] =>
  [2, 3, 4, 5, 6, 7, 8].flatMap((tabs): Row[] => {
    const row = (moment: string, more: { readonly closesAt?: number }): Row => ({
      ...{
        kind: `${String(tabs)} tabs at once`,
        moment,
        expects: 'answer',
        mostFiles: more.closesAt === undefined ? 1.1 : 2.1,
      },
      trouble: { at: 'tabs', tabs, ...more },
    });
    return [
      row('all begin together', {}),
      row('the first is closed before the first byte', { closesAt: 0 }),
      row('the first is closed at half of the file', { closesAt: 0.5 }),
    ];
  });

/** Operations by how often a start, or a run, of the small model does them. */
const LOAD: Readonly<Partial<Record<GpuMethod, number>>> = {
  requestDevice: 1,
  createBuffer: 20,
  createShaderModule: 10,
  createComputePipelineAsync: 10,
  writeBuffer: 20,
};
const RUN: Readonly<Partial<Record<GpuMethod, number>>> = {
  createBuffer: 3,
  createBindGroup: 20,
  submit: 4,
  popErrorScope: 6,
  mapAsync: 3,
};

/** 50 moments for each way to lose a device: half in the load, half in runs with calls that wait. */
export function deviceRows(draw: Draw): Row[] {
  const moments = (
    during: 'load' | 'run',
    most: Readonly<Partial<Record<GpuMethod, number>>>,
    how: DeviceFault['how'],
    count: number,
  ): Row[] => {
    const all = Object.entries(most).flatMap(([operation, times]) =>
      Array.from({ length: times }, (_, i) => ({ operation: operation as GpuMethod, nth: i + 1 })),
    );
    const order = all.map((moment) => ({ moment, place: draw() })).sort((a, b) => a.place - b.place);
    return order.slice(0, count).map(({ moment: { operation, nth } }): Row => ({
      kind: how === 'destroy' ? 'device destroyed' : 'GPU process killed',
      moment: `in a ${during}, at ${operation} ${String(nth)}`,
      expects: 'answer',
      trouble: { at: 'device', loss: { during, how, operation, nth }, calls: during === 'run' ? 4 : 1 },
    }));
  };
  return (['destroy', 'kill'] as const).flatMap((how) => [
    ...moments('load', LOAD, how, 25),
    ...moments('run', RUN, how, 25),
  ]);
}

/** Moments of thirteen calls, each about a picture that lies on the GPU. */
const PICTURES: readonly (readonly [GpuMethod, number])[] = [
  ['copyExternalImageToTexture', 1],
  ['copyExternalImageToTexture', 7],
  ['submit', 1],
  ['mapAsync', 1],
  ['mapAsync', 9],
  ['popErrorScope', 20],
];

/** Pixels that lie on the GPU die with its process; no call may take the black that is left for a picture. */
export const pictureRows = (): Row[] =>
  PICTURES.map(([operation, nth]) => ({
    kind: 'GPU process killed with pictures in it',
    moment: `at ${operation} ${String(nth)}`,
    expects: 'answer',
    trouble: { at: 'device', loss: { during: 'run', how: 'kill', operation, nth }, calls: 1, asksPictures: true },
  }));

/** What takes minutes; the short form leaves them out. */
export const longRows = (): Row[] => [
  {
    ...{ kind: 'large download broken off', moment: 'at 90 % of the file', expects: 'answer', mostFiles: 0.12 },
    trouble: { at: 'large file', share: 0.9 },
  },
  {
    ...{ kind: 'soak', moment: '2000 classifications', expects: 'answer' },
    trouble: { at: 'soak', classifications: 2000 },
  },
];
