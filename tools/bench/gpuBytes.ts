/** Counts the bytes of the GPU buffers and textures that each runtime in a page holds. */

const held = new Map<string, number>();
let owner = '';

/** What is made from now on is of this runtime. */
export const attributeTo = (runtime: string): void => void (owner = runtime);

/** Bytes that a runtime holds now; what it has dropped without destroying it counts until it is collected. */
export async function heldBytes(runtime: string): Promise<number> {
  (globalThis as { gc?: () => void }).gc?.();
  await new Promise((resolve) => setTimeout(resolve, 100)); // finalizers run in tasks of their own
  return held.get(runtime) ?? 0;
}

const add = (runtime: string, bytes: number): void => void held.set(runtime, (held.get(runtime) ?? 0) + bytes);

/** Each object that is alive, with what gives its bytes back, once. */
const releases = new WeakMap<object, () => void>();
const collected = new FinalizationRegistry((release: () => void) => release());

function hold<T extends GPUBuffer | GPUTexture>(object: T, bytes: number): T {
  const runtime = owner;
  let isHeld = true;
  const release = (): void => {
    if (isHeld) add(runtime, -bytes);
    isHeld = false;
  };
  add(runtime, bytes);
  releases.set(object, release);
  collected.register(object, release);
  return object;
}

/** Four bytes a texel: of the formats in use, none has more. */
const textureBytes = ({ width, height, depthOrArrayLayers }: GPUTexture): number =>
  width * height * depthOrArrayLayers * 4;

/** Starts the count; everything made before is not in it. */
export function countGpuBytes(): void {
  const { createBuffer, createTexture } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    return hold(createBuffer.call(this, descriptor), descriptor.size);
  };
  GPUDevice.prototype.createTexture = function (descriptor) {
    const texture = createTexture.call(this, descriptor);
    return hold(texture, textureBytes(texture));
  };
  for (const { prototype } of [GPUBuffer, GPUTexture] as { prototype: { destroy(): undefined } }[]) {
    const { destroy } = prototype;
    prototype.destroy = function () {
      releases.get(this)?.();
      return destroy.call(this);
    };
  }
}
