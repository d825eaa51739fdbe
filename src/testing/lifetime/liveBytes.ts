/**
 * The bytes that live on the GPU, counted.
 */
import { type Method, replaceMethod } from '../replaceMethod';

/**
 * Bytes of the buffers and textures that are made from now on, of all devices or of one, and not destroyed. Those of a
 * device that is destroyed are gone as well. `stop` ends the count.
 */
export function liveBytes(of?: GPUDevice): { readonly bytes: number; stop(): void } {
  const live = new Map<object, { readonly device: unknown; readonly bytes: number }>();
  const undo: (() => void)[] = [];
  const replace = (...how: Parameters<typeof replaceMethod>): void => void undo.push(replaceMethod(...how));
  const watchMaking = (name: 'createBuffer' | 'createTexture', bytesOf: (made: never) => number): void => {
    replace(
      GPUDevice.prototype,
      name,
      (original) =>
        function (...given) {
          const made = original.apply(this, given) as object;
          if (of === undefined || this === of) live.set(made, { device: this, bytes: bytesOf(made as never) });
          return made;
        },
    );
  };
  watchMaking('createBuffer', ({ size }: GPUBuffer) => size);
  watchMaking('createTexture', ({ width, height }: GPUTexture) => width * height * 4); // ours have four bytes a pixel
  const watchEnd = (prototype: object, end: (gone: unknown) => void): void => {
    const make = (original: Method): Method =>
      function (...given) {
        end(this);
        return original.apply(this, given);
      };
    replace(prototype, 'destroy', make);
  };
  const forget = (gone: unknown): void => void live.delete(gone as object);
  watchEnd(GPUBuffer.prototype, forget);
  watchEnd(GPUTexture.prototype, forget);
  watchEnd(GPUDevice.prototype, (gone) => {
    for (const [made, { device }] of live) if (device === gone) live.delete(made);
  });
  return {
    get bytes() {
      return [...live.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    },
    stop: () => undo.forEach((mend) => mend()),
  };
}
