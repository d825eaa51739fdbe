/**
 * Starts onnxruntime-web before any weight has come: what is wrong with it shows at once, and its .wasm file comes while
 * the weights do.
 */
import { encodeModel } from '../export/onnx';
import { type Fallback, loadRuntime, notStarted, type Ort } from './runtime';
import { joined, SESSION_OPTIONS } from './sessions';

/** Throws a ConfigError where the runtime cannot be loaded or started. */
export async function startRuntime(fallback: Fallback): Promise<Ort> {
  const ort = await loadRuntime(fallback);
  const [input, output] = [{ name: 'input', shape: [1] }, { name: 'output' }];
  const node = { name: 'same', operator: 'Identity', inputs: ['input'], outputs: ['output'] };
  const smallest = encodeModel({ name: 'start', nodes: [node], initializers: [], inputs: [input], outputs: [output] });
  try {
    const session = await ort.InferenceSession.create(joined(smallest), SESSION_OPTIONS);
    await session.release();
  } catch (cause) {
    throw notStarted(cause);
  }
  return ort;
}
