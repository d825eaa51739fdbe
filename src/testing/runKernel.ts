/**
 * Runs one kernel on one case, with traps: what it writes is full of NaN before, and a canary lies behind it.
 */
import { floatsToHalves, halvesToFloats } from '../core/bits/half';
import { needAt } from '../core/need';
import { type Precision, PRECISION_KINDS } from '../core/precision';
import type { Storage } from '../core/storage';
import { activationBytes, channelBlocks, fromBlocked, type HostTensor, type Shape4, toBlocked } from '../core/tensor';
import { readBuffer, storageBuffer } from '../gpu/buffers';
import type { Gpu } from '../gpu/device';
import { bind, pipelinesOf, sizesBuffer } from '../gpu/pipelines';
import { SIZES } from '../gpu/openSizes';
import { library } from '../kernels/includes';
import { type Kernel, type WeightBindings, weightBindings, withHalves } from '../kernels/kernel';
import type { Tiling } from '../kernels/launch';
import { type Op, outputShape } from '../ops/op';
import { packWeight } from '../weights/packing/pack';
import { stateDictOf } from '../weights/stateDict';
import type { Case } from './cases';
import { withErrorScopes } from './device';
import type { Operands } from './reference';

const CANARY_NUMBERS = 64;

/** What a kernel writes: its output [N, C, H, W] and, where it is to pool, the partials [N, C, tiles, 1] of its mean. */
export interface Written {
  readonly output: HostTensor;
  readonly partials?: HostTensor;
}

/** Whether a kernel also writes the partials of its mean, whether its program leaves its sizes open, and what lies as f16. */
interface Way {
  readonly pools?: boolean;
  readonly isOpen?: boolean;
  /** The names of the activations that lie as f16. */
  readonly halves?: readonly string[];
}

/** What a kernel writes; throws if it wrote past an end or left a padding lane other than zero. */
export async function runKernel(
  { device }: Gpu,
  kernel: Kernel,
  { name, op, input }: Case,
  operands: Operands,
  storage: Storage,
  tiling: Tiling,
  { pools = false, isOpen = false, halves = [] }: Way = {},
): Promise<Written> {
  const output = outputShape(op, input);
  const { parameters, workgroups, weightLayout, ...launch } = kernel.launch(op, { input, output }, storage, tiling);
  const narrowed = withHalves(kernel, launch.slots, halves);
  const slots = pools ? { ...narrowed, pool: 'partials' } : narrowed;
  const precisionOf = (variable: string): Precision => (halves.includes(variable) ? 'f16' : 'f32');
  const partials: Shape4 | undefined = pools ? [output[0], output[1], workgroups[0], 1] : undefined;
  return withErrorScopes(device, async () => {
    const program = { name: kernel.name, source: kernel.source, parameters, slots, isOpen };
    const pipeline = await pipelinesOf(device).get(program, library);
    const trap = (variable: string, shape: Shape4): GPUBuffer =>
      storageBuffer(
        device,
        variable,
        numbersAs(precisionOf(variable), new Float32Array(numbersOf(shape) + CANARY_NUMBERS).fill(NaN)),
      );
    const buffers: Record<string, GPUBuffer> = { output: trap('output', output) };
    if (partials) buffers.partials = trap('partials', partials);
    const sizes = sizesBuffer(device, pipeline, parameters);
    if (sizes) buffers[SIZES] = sizes;
    for (const [variable, { shape, data }] of Object.entries(operands.activations))
      buffers[variable] = storageBuffer(
        device,
        variable,
        numbersAs(precisionOf(variable), toBlocked(data, shape as Shape4)),
      );
    for (const { names, weight, bias, groups } of weightsOf(op, operands)) {
      if (!weightLayout) break;
      const shape = weight.shape as Shape4;
      const tensors = new Map<string, HostTensor>([
        ['conv.weight', weight],
        ['conv.bias', bias],
      ]);
      const source = { conv: 'conv', bias: true };
      const packed = await packWeight(
        { name, source, shape, groups, layout: weightLayout, storage },
        stateDictOf(tensors),
      );
      buffers[names.weights] = storageBuffer(device, 'weights', packed.weight);
      buffers[names.bias] = storageBuffer(device, 'bias', packed.bias);
    }
    if (op.type === 'winogradOutput' && operands.bias)
      buffers.bias = storageBuffer(device, 'bias', toBlocked(operands.bias.data, [1, op.outChannels, 1, 1]));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline.pipeline);
    pass.setBindGroup(0, bind(device, pipeline, buffers));
    pass.dispatchWorkgroups(...workgroups);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const read = async (variable: keyof Written, shape: Shape4): Promise<HostTensor> => {
      const numbers = numbersOf(shape);
      const precision = precisionOf(variable);
      const bytes = (numbers + CANARY_NUMBERS) * PRECISION_KINDS[precision].bytes;
      const result = floatsFrom(precision, await readBuffer(device, buffers[variable] as GPUBuffer, bytes));
      if (!result.subarray(numbers).every(Number.isNaN)) throw new Error(`${kernel.name} writes past its ${variable}`);
      checkPadding(result.subarray(0, numbers), shape, kernel.name);
      return { shape, data: fromBlocked(result.subarray(0, numbers), shape) };
    };
    const written = {
      output: await read('output', output),
      ...(partials ? { partials: await read('partials', partials) } : {}),
    };
    for (const buffer of Object.values(buffers)) buffer.destroy();
    return written;
  });
}

const numbersOf = (shape: Shape4): number => activationBytes(shape) / 4;

/** Numbers as they lie in a buffer. */
const numbersAs = (precision: Precision, floats: Float32Array): ArrayBufferView =>
  precision === 'f16' ? floatsToHalves(floats) : floats;

const floatsFrom = (precision: Precision, bytes: ArrayBuffer): Float32Array =>
  precision === 'f16' ? halvesToFloats(new Uint16Array(bytes)) : new Float32Array(bytes);

interface NamedWeight {
  readonly names: WeightBindings;
  readonly weight: HostTensor;
  readonly bias: HostTensor;
  readonly groups: number;
}

function weightsOf(op: Op, { weight, bias, weight2, bias2 }: Operands): readonly NamedWeight[] {
  const named = (...weights: readonly Omit<NamedWeight, 'names'>[]): readonly NamedWeight[] =>
    weightBindings(weights.length).map((names, i) => ({ names, ...needAt(weights, i, 'weight') }));
  if (op.type === 'conv2d' && weight && bias) return named({ weight, bias, groups: op.groups });
  if (op.type !== 'attention' || !weight || !bias || !weight2 || !bias2) return [];
  const groups = op.cardinality;
  return named({ weight, bias, groups }, { weight: weight2, bias: bias2, groups });
}

function checkPadding(blocked: Float32Array, [n, c, h, w]: Shape4, kernel: string): void {
  const blocks = channelBlocks(c);
  for (let image = 0; image < n; image++)
    for (let pixel = 0; pixel < h * w; pixel++)
      for (let lane = ((c - 1) & 3) + 1; lane < 4; lane++)
        if (blocked[((image * blocks + blocks - 1) * h * w + pixel) * 4 + lane] !== 0)
          throw new Error(`${kernel} leaves a padding lane that is not zero`);
}
