/**
 * Compute pipelines, compiled asynchronously and each distinct program once.
 */
import { ShaderError } from '../core/errors';
import { messageOf } from '../core/wording';
import { lossWatchOf } from './loss';
import { SIZES } from './openSizes';
import { type Library, link, type Linked, type Program, ProgramKeys } from './wgsl';

/** A compiled program with the numbers of its bindings. */
export interface Pipeline {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: ReadonlyMap<string, number>;
  /** The parameters that a dispatch must bring in a buffer, in their order. */
  readonly sizes: Linked['sizes'];
}

/**
 * Programs that one device keeps. A run of the deepest model needs some 150, and every new input size some ten more. So
 * without a limit their number would grow for ever.
 */
const MOST_PROGRAMS = 600;

/**
 * The pipelines of one device; asking twice for the same program gives the same pipeline. Programs of one name have one
 * source and one library. When there are too many, the program that was asked for longest ago is dropped. Sessions that
 * use it keep it.
 */
export class PipelineCache {
  readonly #device: GPUDevice;
  /** The one asked for last at the end. */
  readonly #pipelines = new Map<string, Promise<Pipeline>>();
  readonly #compiled = new WeakSet<Promise<Pipeline>>();
  #keys: ProgramKeys | undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** How many programs are kept. */
  get size(): number {
    return this.#pipelines.size;
  }

  /**
   * Links and compiles, or waits for the compilation that runs already. Throws a ShaderError that quotes the faulty
   * lines, or a DeviceLostError. The next call then compiles again.
   */
  get(program: Program, library: Library): Promise<Pipeline> {
    const key = this.#keyOf(program, library);
    const pipeline = this.#pipelines.get(key) ?? this.#compile(key, program, library);
    this.#pipelines.delete(key);
    this.#pipelines.set(key, pipeline);
    const [oldest] = this.#pipelines.keys();
    if (this.#pipelines.size > MOST_PROGRAMS && oldest !== undefined) this.#pipelines.delete(oldest);
    return pipeline;
  }

  /** Whether a program is compiled already. */
  has(program: Program, library: Library): boolean {
    const pipeline = this.#pipelines.get(this.#keyOf(program, library));
    return pipeline !== undefined && this.#compiled.has(pipeline);
  }

  #keyOf(program: Program, library: Library): string {
    this.#keys ??= new ProgramKeys(library);
    return this.#keys.keyOf(program);
  }

  #compile(key: string, program: Program, library: Library): Promise<Pipeline> {
    const pipeline = lossWatchOf(this.#device).whileAlive(compile(this.#device, program, library));
    pipeline.then(
      () => this.#compiled.add(pipeline),
      () => {
        if (this.#pipelines.get(key) === pipeline) this.#pipelines.delete(key);
      },
    );
    return pipeline;
  }
}

const caches = new WeakMap<GPUDevice, PipelineCache>();

/** The pipelines of a device, the same for all classifiers on it: compiling takes most of a start. */
export function pipelinesOf(device: GPUDevice): PipelineCache {
  const cache = caches.get(device) ?? new PipelineCache(device);
  caches.set(device, cache);
  return cache;
}

/** The text of a program is long, so no variable here holds it while the program compiles. */
async function compile(device: GPUDevice, program: Program, library: Library): Promise<Pipeline> {
  const { descriptor, ...linked } = described(device, program, library);
  try {
    return { ...linked, pipeline: await device.createComputePipelineAsync(descriptor) };
  } catch (cause) {
    // A module of a device that is gone has no messages.
    const messages = await descriptor.compute.module.getCompilationInfo().then(
      (info) => info.messages,
      () => [],
    );
    const lines = link(program, library).code.split('\n');
    const faults = messages
      .filter((message) => message.type === 'error')
      .map(({ lineNum, message }) => `${message} in line ${lineNum}: ${lines[lineNum - 1]?.trim() ?? ''}`);
    const reason = faults.length > 0 ? faults.join('; ') : messageOf(cause);
    throw new ShaderError('compile', `the kernel ${linked.name} does not compile on this device: ${reason}`, { cause });
  }
}

/** Compiles a program that is needed in the very task; what is wrong with it, the device's error scopes tell. */
export function compileNow(device: GPUDevice, program: Program, library: Library): Pipeline {
  const { descriptor, ...linked } = described(device, program, library);
  return { ...linked, pipeline: device.createComputePipeline(descriptor) };
}

interface Described extends Omit<Pipeline, 'pipeline'> {
  readonly descriptor: GPUComputePipelineDescriptor;
}

function described(device: GPUDevice, program: Program, library: Library): Described {
  const { name, code, bindings, sizes } = link(program, library);
  const module = device.createShaderModule({ label: name, code });
  return {
    name,
    bindings,
    sizes,
    descriptor: { label: name, layout: 'auto', compute: { module, entryPoint: 'main' } },
  };
}

/** The buffer `sizes` of a dispatch; undefined where the program leaves none open. */
export function sizesBuffer(
  device: GPUDevice,
  { name, sizes }: Pipeline,
  parameters: Program['parameters'],
): GPUBuffer | undefined {
  if (sizes.length === 0) return undefined;
  const values = new DataView(new ArrayBuffer(sizes.length * 4));
  sizes.forEach((size, i) => {
    const value = parameters[size.name] ?? NaN;
    if (size.type === 'f32') values.setFloat32(i * 4, value, true);
    else values.setInt32(i * 4, value, true);
  });
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ label: `${name} ${SIZES}`, size: values.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, values.buffer); // Dawn's module for Node takes no DataView
  return buffer;
}

/** Binds buffers and textures by the names of the shader's variables; a missing or foreign name throws a ShaderError. */
export function bind(
  device: GPUDevice,
  { name, pipeline, bindings }: Pipeline,
  resources: Readonly<Record<string, GPUBuffer | GPUTextureView>>,
): GPUBindGroup {
  const foreign = Object.keys(resources).filter((variable) => !bindings.has(variable));
  if (foreign.length > 0) throw new ShaderError('link', `${name}.wgsl has no binding ${foreign.join(', ')}`);
  const entries = [...bindings].map(([variable, binding]) => {
    const resource = resources[variable];
    if (!resource) throw new ShaderError('link', `${name}.wgsl needs a buffer for its binding ${variable}`);
    return { binding, resource: 'size' in resource ? { buffer: resource } : resource };
  });
  return device.createBindGroup({ label: name, layout: pipeline.getBindGroupLayout(0), entries });
}

/** Runs one dispatch in a submit of its own. Throws as `bind` does. */
export function submitAlone(
  device: GPUDevice,
  pipeline: Pipeline,
  resources: Parameters<typeof bind>[2],
  workgroups: readonly [number, number, number],
): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass({ label: pipeline.name });
  pass.setPipeline(pipeline.pipeline);
  pass.setBindGroup(0, bind(device, pipeline, resources));
  pass.dispatchWorkgroups(...workgroups);
  pass.end();
  device.queue.submit([encoder.finish()]);
}
