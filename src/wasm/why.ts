/**
 * Whether a model is to run in WebAssembly.
 */
import { untilAborted } from '../core/waiting';
import { support } from '../gpu/support';

/** Why, in one sentence; undefined where WebGPU is the better choice. Throws the signal's reason as soon as it aborts. */
export async function whyInWasm(signal: AbortSignal | undefined): Promise<string | undefined> {
  const { webgpu, reason, isFallbackAdapter } = await untilAborted(signal, support());
  return webgpu && !isFallbackAdapter ? undefined : reason;
}
