import { beforeEach, expect, test, vi } from 'vitest';
import { WebGPUUnavailableError } from '../core/errors';
import { DeviceLoss } from '../gpu/loss';
import { openModel, type OpenModel } from '../open';
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
