/**
 * Pictures of one colour and tensors of one number, as sources, and a watch on the buffers of a device.
 */
import { vi } from 'vitest';

export const SIZE = 120;

export function canvasOf(colour: string): OffscreenCanvas {
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  paint(canvas, colour);
  return canvas;
}

export function paint(canvas: OffscreenCanvas | HTMLCanvasElement, colour: string): void {
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;
  context.fillStyle = colour;
  context.fillRect(0, 0, SIZE, SIZE);
}

export const pixelsOf = (colour: string): ImageData =>
  (canvasOf(colour).getContext('2d') as OffscreenCanvasRenderingContext2D).getImageData(0, 0, SIZE, SIZE);

export function textureOf(on: GPUDevice, colour: string): GPUTexture {
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const texture = on.createTexture({ size: [SIZE, SIZE], format: 'rgba8unorm', usage });
  on.queue.writeTexture({ texture }, pixelsOf(colour).data, { bytesPerRow: SIZE * 4 }, [SIZE, SIZE]);
  return texture;
}

export const tensorOf = (value: number): { shape: number[]; data: Float32Array } => ({
  shape: [1, 3, 96, 96],
  data: new Float32Array(3 * 96 * 96).fill(value),
});

/** The buffers that are made from now on and not destroyed; `instead` may ask for others than those that were asked for. */
export function liveBuffers(
  device: GPUDevice,
  instead = (descriptor: GPUBufferDescriptor): GPUBufferDescriptor => descriptor,
): Set<GPUBuffer> {
  const live = new Set<GPUBuffer>();
  const create = device.createBuffer.bind(device);
  vi.spyOn(device, 'createBuffer').mockImplementation((descriptor) => {
    const buffer = create(instead(descriptor));
    live.add(buffer);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => (live.delete(buffer), destroy());
    return buffer;
  });
  return live;
}
