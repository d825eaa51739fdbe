/**
 * Watches which programs a page's devices compile, and what each submit runs.
 */
import { type Method, replaceMethod } from '../replaceMethod';

/** One dispatch. */
interface Dispatched {
  readonly pipeline: unknown;
  readonly workgroups: readonly unknown[];
}

export class WatchedPrograms {
  /** Those that have compiled since. */
  readonly compiled = new Set<unknown>();
  readonly submits: (readonly Dispatched[])[] = [];
  /** Called after each submit of dispatches. */
  onSubmit: (submit: readonly Dispatched[]) => void = () => undefined;
  readonly #undo: readonly (() => void)[];

  constructor() {
    let pipeline: unknown;
    let encoded: Dispatched[] = [];
    const after =
      (see: (given: readonly unknown[], result: unknown) => void) =>
      (original: Method): Method =>
        function (...given) {
          const result = original.apply(this, given);
          see(given, result);
          return result;
        };
    this.#undo = [
      replaceMethod(
        GPUDevice.prototype,
        'createComputePipelineAsync',
        after((_, made) => void (made as Promise<unknown>).then((each) => this.compiled.add(each))),
      ),
      replaceMethod(
        GPUComputePassEncoder.prototype,
        'setPipeline',
        after(([each]) => (pipeline = each)),
      ),
      replaceMethod(
        GPUComputePassEncoder.prototype,
        'dispatchWorkgroups',
        after((workgroups) => encoded.push({ pipeline, workgroups })),
      ),
      replaceMethod(
        GPUQueue.prototype,
        'submit',
        after(() => {
          const submit = encoded;
          encoded = [];
          if (submit.length === 0) return;
          this.submits.push(submit);
          this.onSubmit(submit);
        }),
      ),
    ];
  }

  [Symbol.dispose](): void {
    for (const undo of this.#undo) undo();
  }
}
