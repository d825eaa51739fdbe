/**
 * Whether WebGPU works here, and why not, in words that a page can show.
 */
import { WebGPUUnavailableError } from '../core/errors';
import { messageOf } from '../core/wording';
import { adapterClassOf } from './adapterClass';
import { acquireAdapter, adapterName } from './device';

/** What WebGPU can do for this page. */
export interface Support {
  /** Whether the browser gives this page an adapter. */
  readonly webgpu: boolean;
  /**
   * One English sentence for a person: why there is no WebGPU and what to do, or that the adapter is slow because it
   * computes on the CPU. Undefined where all is well.
   */
  readonly reason: string | undefined;
  /** Vendor and architecture of the adapter, such as `nvidia ampere`; undefined where there is none. */
  readonly adapter: string | undefined;
  /** Whether the adapter emulates a GPU on the CPU, as SwiftShader and llvmpipe do. `fallback: 'wasm'` may be faster there. */
  readonly isFallbackAdapter: boolean;
}

/** Older browsers have `isFallbackAdapter` on the adapter itself, and no `info`. */
type OldAdapter = Partial<Pick<GPUAdapter, 'info'>> & { readonly isFallbackAdapter?: boolean };

/**
 * Asks the browser for an adapter of WebGPU. It answers within some 15 seconds, also where the browser never does, and it
 * never rejects. A device is not asked for, so createClassifier may fail all the same where the driver is broken.
 * @example const { webgpu, reason } = await support();
 */
export async function support(): Promise<Support> {
  let adapter: OldAdapter | undefined;
  let reason: string | undefined;
  try {
    adapter = await acquireAdapter();
    refuseEmulation(adapter);
  } catch (error) {
    reason = sentenceOf(error);
  }
  return {
    webgpu: adapter !== undefined,
    reason,
    adapter: adapter && adapterName(adapter.info),
    isFallbackAdapter: adapter !== undefined && reason !== undefined,
  };
}

/** Whether WebGPU gives an adapter here, within 15 seconds; never throws. `support` says why not. */
export const isSupported = async (): Promise<boolean> => (await support()).webgpu;

/** Throws a WebGPUUnavailableError for an adapter that computes on the CPU. */
export function refuseEmulation({ info, isFallbackAdapter }: OldAdapter): void {
  if (isFallbackAdapter || adapterClassOf(info ?? {}) === 'cpu')
    throw new WebGPUUnavailableError(
      'no-adapter',
      `this browser emulates a GPU on the CPU (${adapterName(info)}), which is slow; switch hardware acceleration on`,
    );
}

/** The message of an error as a sentence by itself. */
export function sentenceOf(error: unknown): string {
  const message = messageOf(error);
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
