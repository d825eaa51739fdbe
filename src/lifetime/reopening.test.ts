import { beforeEach, expect, test, vi } from 'vitest';
import { WebGPUUnavailableError } from '../core/errors';
import { DeviceLoss } from '../gpu/loss';
import { openModel, type OpenModel } from '../open';
import type { Before } from '../opening/again';
import { Losses } from './losses';
import { openDespiteLoss } from './reopening';

vi.mock('../open', () => ({ openModel: vi.fn() }));

const open = vi.mocked(openModel);
const opened = {} as OpenModel;
const loss = new DeviceLoss({ reason: 'unknown', message: '' });
const silence = new WebGPUUnavailableError('no-answer', 'silent');

beforeEach(() => void open.mockReset());

test('a GPU process that is silent after a loss is asked again', async () => {
  open.mockRejectedValueOnce(loss).mockRejectedValueOnce(silence).mockRejectedValueOnce(silence);
  open.mockResolvedValueOnce(opened);
  expect(await openDespiteLoss({}, new Losses(undefined))).toBe(opened);
});

test('it is not asked for ever', async () => {
  open.mockRejectedValueOnce(loss).mockRejectedValue(silence);
  await expect(openDespiteLoss({}, new Losses(undefined))).rejects.toBe(silence);
  expect(open).toHaveBeenCalledTimes(4);
});

test('a silence without a loss before it is an error at once', async () => {
  open.mockRejectedValue(silence);
  await expect(openDespiteLoss({}, new Losses(undefined))).rejects.toBe(silence);
  expect(open).toHaveBeenCalledOnce();
});

test('tuning, which may have lost the device, is not begun again by itself', async () => {
  open.mockRejectedValueOnce(loss).mockResolvedValueOnce(opened);
  await openDespiteLoss({ tune: 'now' }, new Losses(undefined));
  expect(open.mock.calls.map(([, attempt]) => attempt?.tunesNow)).toEqual([true, false]);
});

test.each([
  ['createClassifier', undefined],
  ['recover', { sha256: undefined, planned: {}, choices: new Map() } as unknown as Before],
])('after three losses a person is told to call %s', async (remedy, before) => {
  open.mockRejectedValue(loss);
  const failure = {
    code: 'repeated',
    message: expect.stringContaining(`; call ${remedy}() to try once more`) as string,
  };
  await expect(openDespiteLoss({}, new Losses(undefined), before)).rejects.toMatchObject(failure);
});

test('a stream of weights is let go where there is no GPU to load them onto', async () => {
  open.mockRejectedValue(silence);
  const cancel = vi.fn<() => void>();
  const weights = new ReadableStream<Uint8Array>({ cancel });
  await expect(openDespiteLoss({ weights }, new Losses(undefined))).rejects.toBe(silence);
  expect(cancel).toHaveBeenCalledOnce();
});
