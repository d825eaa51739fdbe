/**
 * Programs that do not compile, on devices that live and that die.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { DeviceLostError, ShaderError } from '../core/errors';
import { someDevice, testGpu } from '../testing/device';
import { PipelineCache } from './pipelines';
import type { Library, Program } from './wgsl';

const library: Library = {};

const program = (body: string, name = 'nothing'): Program => ({
  name,
  source: `@compute @workgroup_size(1) fn main() { ${body} }`,
  parameters: {},
  slots: {},
});

afterEach(() => void vi.restoreAllMocks());

test('the same program is compiled once', async () => {
  const cache = new PipelineCache((await testGpu()).device);
  const [first, second] = await Promise.all([1, 2].map(() => cache.get(program(''), library)));
  expect(first).toBe(second);
});

test('a program that does not compile is a ShaderError with its lines, and is compiled anew for the next one who asks', async () => {
  const { device } = await testGpu();
  const cache = new PipelineCache(device);
  const compiled = vi.spyOn(device, 'createComputePipelineAsync');
  for (const times of [1, 2]) {
    await expect(cache.get(program('let x = unknownName;', 'wrong'), library)).rejects.toThrow(ShaderError);
    expect(compiled).toHaveBeenCalledTimes(times);
  }
  await expect(cache.get(program('let x = unknownName;', 'wrong'), library)).rejects.toThrow(/unknownName.*in line 1/s);
});

test('where the device dies while it compiles the error is a DeviceLostError, whatever the dead module says', async () => {
  const device = await someDevice();
  const dropped = (): Promise<never> => Promise.reject(new DOMException('Instance dropped', 'OperationError'));
  vi.spyOn(device, 'createComputePipelineAsync').mockImplementation(dropped);
  vi.spyOn(GPUShaderModule.prototype, 'getCompilationInfo').mockImplementation(dropped);
  const compiling = new PipelineCache(device).get(program(''), library).catch((error: unknown) => error);
  device.destroy();
  expect(await compiling).toBeInstanceOf(DeviceLostError);
});

test('a compilation that never ends, because the device is gone, ends', async () => {
  const device = await someDevice();
  vi.spyOn(device, 'createComputePipelineAsync').mockImplementation(() => new Promise(() => undefined));
  const compiling = new PipelineCache(device).get(program(''), library).catch((error: unknown) => error);
  device.destroy();
  expect(await compiling).toBeInstanceOf(DeviceLostError);
});

test('programs are kept up to a number, the ones asked for last', async () => {
  const { device } = await testGpu();
  const cache = new PipelineCache(device);
  const compiled = vi.spyOn(device, 'createComputePipelineAsync');
  compiled.mockImplementation(() => Promise.resolve({} as GPUComputePipeline)); // a thousand would take a while
  const { source } = program('');
  const numbered = { name: 'numbered', source: `override I: u32 = 0u;\n${source}`, slots: {} };
  const get = (i: number): Promise<unknown> => cache.get({ ...numbered, parameters: { I: i } }, library);
  for (let i = 0; i < 1000; i++) {
    await get(i);
    await get(0);
  }
  expect(cache.size).toBeLessThanOrEqual(600);
  compiled.mockClear();
  await get(0);
  await get(999);
  expect(compiled).not.toHaveBeenCalled();
  await get(1);
  expect(compiled).toHaveBeenCalledOnce();
});
