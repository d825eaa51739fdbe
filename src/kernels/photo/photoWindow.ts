/**
 * A photo's pixels as a texture that a shader reads, one tile at a time.
 */
import { ImageError } from '../../core/errors';
import type { CopiedPhoto, Photo, PixelSize } from '../../core/pixels';
import type { Box } from './photoBands';
import type { Scratch } from '../../gpu/scratch';

/** A texture through which one tile of a photo at a time is seen. */
export interface PhotoWindow {
  readonly view: GPUTextureView;
  /** Makes a tile readable, and says where in the texture it starts. Throws an ImageError for pixels out of reach. */
  show(box: Box): readonly [x: number, y: number];
}

/** A window on `photo` for tiles of at most `largest`; a photo that is a texture is read where it lies. */
export function windowOn({ queue }: GPUDevice, photo: Photo, largest: PixelSize, scratch: Scratch): PhotoWindow {
  if (photo.kind === 'texture') return { view: photo.texture.createView(), show: ({ x, y }) => [x, y] };
  const texture = scratch.texture({
    label: 'photo tile',
    size: [largest.width, largest.height],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.COPY_DST | GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.RENDER_ATTACHMENT,
  });
  return {
    view: texture.createView(),
    show: (tile) => {
      copyTile(queue, photo, tile, texture);
      return [0, 0];
    },
  };
}

function copyTile(queue: GPUQueue, photo: CopiedPhoto, { x, y, width, height }: Box, texture: GPUTexture): void {
  if (photo.kind === 'bytes') {
    const layout = { offset: (y * photo.width + x) * 4, bytesPerRow: photo.width * 4 };
    queue.writeTexture({ texture }, photo.rgba, layout, [width, height]);
    return;
  }
  try {
    // No product with alpha: the bitmap's own bytes.
    const source = { source: photo.bitmap, origin: [x, y] };
    queue.copyExternalImageToTexture(source, { texture, premultipliedAlpha: false }, [width, height]);
  } catch (cause) {
    throw new ImageError('unreadable', `the pixels of ${photo.name} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

const reasonOf = (cause: unknown): string =>
  cause instanceof DOMException && cause.name === 'SecurityError'
    ? 'it comes from another origin without permission; serve it with CORS headers and load it with crossOrigin set'
    : String(cause);
