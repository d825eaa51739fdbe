/**
 * Compute pipelines, compiled asynchronously and each distinct WGSL text once.
 */
import { ShaderError } from '../core/errors';
import type { Linked } from './wgsl';

/** A compiled program with the numbers of its bindings. */
export interface Pipeline {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: ReadonlyMap<string, number>;
}

/** The pipelines of one device; asking twice for the same text gives the same pipeline. */
export class PipelineCache {
  readonly #device: GPUDevice;
  readonly #byCode = new Map<string, Promise<Pipeline>>();
  readonly #byKey = new Map<string, Promise<Pipeline>>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /**
   * Compiles, or waits for the compilation that runs already. Throws a ShaderError that quotes the faulty lines. Under a
   * `key` the pipeline is found again by `known`, without the text.
   */
  get(linked: Linked, key?: string): Promise<Pipeline> {
    let pipeline = this.#byCode.get(linked.code);
    if (!pipeline) {
      pipeline = compile(this.#device, linked);
      this.#byCode.set(linked.code, pipeline);
    }
    if (key !== undefined) this.#byKey.set(key, pipeline);
    return pipeline;
  }

  /** What `get` gave under this key: linking a large program again takes milliseconds. */
  known(key: string): Promise<Pipeline> | undefined {
    return this.#byKey.get(key);
  }
}

const caches = new WeakMap<GPUDevice, PipelineCache>();

/** The pipelines of a device, the same for all that share it: compiling is what takes most of a start. */
export function pipelinesOf(device: GPUDevice): PipelineCache {
  const cache = caches.get(device) ?? new PipelineCache(device);
  caches.set(device, cache);
  return cache;
}

async function compile(device: GPUDevice, { name, code, bindings }: Linked): Promise<Pipeline> {
  const module = device.createShaderModule({ label: name, code });
  try {
    const pipeline = await device.createComputePipelineAsync({
      label: name,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    return { name, pipeline, bindings };
  } catch (cause) {
    const { messages } = await module.getCompilationInfo();
    const lines = code.split('\n');
    const faults = messages
      .filter((message) => message.type === 'error')
      .map(({ lineNum, message }) => `${message} in line ${lineNum}: ${lines[lineNum - 1]?.trim() ?? ''}`);
    const reason = faults.length > 0 ? faults.join('; ') : cause instanceof Error ? cause.message : String(cause);
    throw new ShaderError(`the kernel ${name} does not compile on this device: ${reason}`, { cause });
  }
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
