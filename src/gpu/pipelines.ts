/**
 * Compute pipelines, compiled asynchronously and each distinct program once.
 */
import { ShaderError } from '../core/errors';
import { type Library, link, type Linked, type Program } from './wgsl';

/** A compiled program with the numbers of its bindings. */
export interface Pipeline {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: ReadonlyMap<string, number>;
}

/**
 * The pipelines of one device; asking twice for the same program gives the same pipeline. Programs of one name have one
 * source and one library.
 */
export class PipelineCache {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, Promise<Pipeline>>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Links and compiles, or waits for the compilation that runs already. Throws a ShaderError that quotes the faulty lines. */
  get(program: Program, library: Library): Promise<Pipeline> {
    const { name, parameters, slots } = program;
    const key = JSON.stringify([name, parameters, slots]);
    let pipeline = this.#pipelines.get(key);
    if (!pipeline) {
      pipeline = compile(this.#device, program, library);
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }
}

const caches = new WeakMap<GPUDevice, PipelineCache>();

/** The pipelines of a device, the same for all that share it: compiling is what takes most of a start. */
export function pipelinesOf(device: GPUDevice): PipelineCache {
  const cache = caches.get(device) ?? new PipelineCache(device);
  caches.set(device, cache);
  return cache;
}

/** The text of a program is long: nothing here holds it while the program compiles. */
async function compile(device: GPUDevice, program: Program, library: Library): Promise<Pipeline> {
  const { module, bindings } = moduleOf(device, program, library);
  const { name } = program;
  try {
    const pipeline = await device.createComputePipelineAsync({
      label: name,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    return { name, pipeline, bindings };
  } catch (cause) {
    const { messages } = await module.getCompilationInfo();
    const lines = link(program, library).code.split('\n');
    const faults = messages
      .filter((message) => message.type === 'error')
      .map(({ lineNum, message }) => `${message} in line ${lineNum}: ${lines[lineNum - 1]?.trim() ?? ''}`);
    const reason = faults.length > 0 ? faults.join('; ') : cause instanceof Error ? cause.message : String(cause);
    throw new ShaderError(`the kernel ${name} does not compile on this device: ${reason}`, { cause });
  }
}

function moduleOf(
  device: GPUDevice,
  program: Program,
  library: Library,
): Pick<Linked, 'bindings'> & { readonly module: GPUShaderModule } {
  const { name, code, bindings } = link(program, library);
  return { module: device.createShaderModule({ label: name, code }), bindings };
}

/** Binds buffers and textures by the names of the shader's variables; a missing or foreign name throws a ShaderError. */
export function bind(
  device: GPUDevice,
  { name, pipeline, bindings }: Pipeline,
  resources: Readonly<Record<string, GPUBuffer | GPUTextureView>>,
): GPUBindGroup {
  const foreign = Object.keys(resources).filter((variable) => !bindings.has(variable));
  if (foreign.length > 0) throw new ShaderError(`${name}.wgsl has no binding ${foreign.join(', ')}`);
  const entries = [...bindings].map(([variable, binding]) => {
    const resource = resources[variable];
    if (!resource) throw new ShaderError(`${name}.wgsl needs a buffer for its binding ${variable}`);
    return { binding, resource: 'size' in resource ? { buffer: resource } : resource };
  });
  return device.createBindGroup({ label: name, layout: pipeline.getBindGroupLayout(0), entries });
}
