import { describe, expect, test } from 'vitest';
import { need } from '../../src/core/need';
import type { Counts, Loop } from './assembly';
import type { Compiled } from './compile';
import { breachesIn, csvOf } from './csv';
import { GPUS, LAUNCH, peakOf } from './gpus';
import { breachesOf, judge, keyOf, wavesOf } from './judge';
import { criticalPath, modelDispatch, type Modelled, modelRun, tripsOf } from './model';
import type { Dispatch, Program } from './programs';

const gpu = (name: string) => need(new Map(GPUS.map((each) => [each.name, each])), name, 'GPU');
const NAVI21 = gpu('NAVI21');

const NOTHING: Counts = {
  ...{ instructions: 0, working: 0, products: 0, vector: 0, multiplyAdds: 0, multiplyAddInstructions: 0, barriers: 0 },
  ...{ sharedLoads: 0, halfInstructions: 0, sharedWords: 0, globalLoads: 0, globalWords: 0 },
};
const PRODUCTS = { products: 128, working: 160, multiplyAdds: 128, multiplyAddInstructions: 128, vector: 128 };
const LOOP: Loop = { ...NOTHING, ...PRODUCTS, instructions: 160, isLoop: true };

const compiledOf = (loop: Partial<Loop>, others: Partial<Compiled> = {}): Compiled => {
  const hottest = { ...LOOP, ...loop };
  const numbers = { vgprs: 64, sgprs: 32, spills: 0, waves: 16, codeBytes: 2000, sharedBytes: 0 };
  return { ...numbers, code: { whole: hottest, hottest }, ...others };
};

const PROGRAM: Program = {
  ...{ id: 'a1', kernel: 'conv2dShared', parameters: {}, bindings: [0], words: new Uint32Array(), threads: 64 },
  ...{ first: 'some F(4,3)', uses: 1 },
};
const dispatchOf = (given: Partial<Dispatch>): Dispatch => ({
  ...{ name: 'some', program: PROGRAM, workgroups: 160, work: 160 * 64 * 1280, isWeighted: true },
  ...{ activationBytes: 0, weightBytes: 0, reads: [0], writes: [1] },
  ...given,
});

describe('a dispatch takes its longest bound and a launch', () => {
  test('multiply-adds alone take the peak, if every unit has the same', () => {
    const { seconds, bound } = modelDispatch(dispatchOf({}), compiledOf({}), NAVI21);
    expect(bound).toBe('launch');
    expect(seconds - LAUNCH).toBeCloseTo((160 * 64 * 1280) / peakOf(NAVI21), 12);
  });

  test('one workgroup more than units have costs a whole turn', () => {
    const time = (workgroups: number): number =>
      modelDispatch(dispatchOf({ workgroups, work: workgroups * 64 * 128e3 }), compiledOf({}), NAVI21).bounds
        .arithmetic;
    expect(time(161)).toBeGreaterThan(time(160));
    expect(time(161)).toBeCloseTo(time(320), 12);
  });

  test('memory takes activations from the last cache and weights from memory', () => {
    const dispatch = dispatchOf({ activationBytes: 1.94e6, weightBytes: 51.2e6 });
    const modelled = modelDispatch(dispatch, compiledOf({}), NAVI21);
    expect(modelled.bound).toBe('memory');
    expect(modelled.bounds.memory).toBeCloseTo(101e-6, 9);
  });

  test('a single workgroup waits for every load of its loop', () => {
    const dispatch = dispatchOf({ workgroups: 1, work: 64 * 128 * 100 });
    const { bound, bounds } = modelDispatch(dispatch, compiledOf({ globalLoads: 4, globalWords: 16 }), NAVI21);
    expect(bound).toBe('latency');
    expect(bounds.latency).toBeCloseTo((100 * (250 + 256)) / 2.25e9, 10);
  });

  test('loads of each lane bound a loop with few products', () => {
    const few = compiledOf({ globalLoads: 16, globalWords: 64 });
    expect(modelDispatch(dispatchOf({ work: 160 * 64 * 128e3 }), few, NAVI21).bound).toBe('caches');
    const shared = compiledOf({ sharedLoads: 32, sharedWords: 128 });
    expect(modelDispatch(dispatchOf({ work: 160 * 64 * 128e3 }), shared, NAVI21).bound).toBe('workgroup memory');
  });

  test('the loop around the hottest one is that over the taps', () => {
    const program = { ...PROGRAM, parameters: { KERNEL_SIZE: 3 } };
    const dispatch = dispatchOf({ program, work: 160 * 64 * 5120 });
    expect(tripsOf(dispatch, compiledOf({ around: NOTHING }))).toEqual({ inner: 40, outer: 9 });
    expect(tripsOf(dispatch, compiledOf({ isLoop: false }))).toEqual({ inner: 1, outer: 0 });
  });
});

describe('the critical path', () => {
  const step = (name: string, seconds: number, reads: number[], writes: number[]): Modelled => ({
    ...modelDispatch(dispatchOf({ name, reads, writes }), compiledOf({}), NAVI21),
    seconds,
  });
  const names = (steps: readonly Modelled[], by: 'buffers' | 'data'): string =>
    criticalPath(steps, by)
      .dispatches.map(({ dispatch }) => dispatch.name)
      .join();
  const STEPS = [step('a', 1, [0], [1]), step('b', 5, [1], [2]), step('c', 4, [0], [3]), step('d', 1, [2, 3], [4])];

  test('takes the longer of two branches', () => {
    expect(names(STEPS, 'buffers')).toBe('a,b,d');
    expect(criticalPath(STEPS, 'data').seconds).toBe(7);
  });

  test('waits for the readers of a buffer that is handed on', () => {
    const steps = [...STEPS.slice(0, 2), step('c', 4, [0], [1]), step('d', 1, [2, 1], [4])];
    expect(names(steps, 'buffers')).toBe('a,b,c,d');
    expect(names(steps, 'data')).toBe('a,b,d');
  });
});

describe('rules', () => {
  const rules = (name: string, compiled: Compiled, dispatch?: Partial<Dispatch>, program = PROGRAM): string => {
    const modelled = dispatch && modelDispatch(dispatchOf({ ...dispatch, program }), compiled, gpu(name));
    return breachesOf({ gpu: gpu(name), program, compiled }, modelled)
      .map(({ rule, found }) => `${rule}: ${found}`)
      .join('; ');
  };

  test.each([
    ['NAVI21', compiledOf({}), undefined, ''],
    ['NAVI21', compiledOf({}, { spills: 3 }), undefined, 'spill: 3 registers or bytes of scratch'],
    ['NAVI21', compiledOf({}, { waves: 8 }), undefined, ''],
    ['NAVI21', compiledOf({}, { waves: 7 }), undefined, 'waves: 7 waves of 32 lanes'],
    ['VEGA10', compiledOf({}, { waves: 2 }), undefined, ''],
    ['VEGA10', compiledOf({}, { waves: 1 }), undefined, 'waves: 1 wave of 64 lanes'],
    ['NAVI21', compiledOf({ working: 182, instructions: 999 }), undefined, ''],
    ['NAVI21', compiledOf({ working: 200 }), undefined, 'loop: 64 % of 200 instructions'],
    ['NAVI21', compiledOf({}), { workgroups: 79, work: 79 * 64 * 128e3 }, 'grid: 79 workgroups, 115.8 µs'],
    ['NAVI21', compiledOf({}), { workgroups: 80, work: 80 * 64 * 128e3 }, ''],
    ['NAVI21', compiledOf({}), { workgroups: 79, work: 79 * 64 * 1280 }, ''],
  ] as const)('%s, case %#', (name, compiled, dispatch, expected) => {
    expect(rules(name, compiled, dispatch)).toBe(expected);
  });

  test('only convolutions need multiply-adds', () => {
    expect(rules('NAVI21', compiledOf({ working: 500 }), undefined, { ...PROGRAM, kernel: 'maxPool2d' })).toBe('');
  });

  test('a wave of 64 lanes is four waves on a SIMD of 16', () => {
    expect(wavesOf({ waves: 3 }, gpu('RENOIR'))).toBe(12);
    expect(wavesOf({ waves: 12 }, NAVI21)).toBe(12);
  });

  test('the table lists what is broken, and is read back', () => {
    const compiled = compiledOf({ working: 200 }, { spills: 1 });
    const run = {
      model: 'm',
      adapter: 'amd',
      storage: 'f32',
      precision: 'f32',
      bufferBytes: 1,
      dispatches: [dispatchOf({})],
      macs: 1e9,
    } as const;
    const rows = [{ gpu: NAVI21, program: PROGRAM, compiled }];
    const report = { driver: '', rows, runs: [modelRun(run, new Map([['a1', compiled]]), NAVI21)] };
    const csv = csvOf(report);
    expect([...breachesIn(csv)]).toEqual(judge(report).map(keyOf));
    expect([...breachesIn(csv)]).toEqual(['NAVI21 a1 spill', 'NAVI21 a1 loop']);
    expect(() => breachesIn('gpu,program\n')).toThrow('docs/gpu.csv has no column breaks; run npm run gpu-report');
  });
});
