/**
 * SVG drawings as photos: only an image element draws them, and only a page has one.
 */
import { ImageError } from '../../core/errors';
import type { Photo } from '../../core/pixels';
import { checkDecodable } from '../bitmaps';
import { imageSnapshot } from '../snapshots';

/** Draws an SVG file at its own size, or at the size that a page would give it. Throws an ImageError. */
export async function openSvg(file: Blob, name: string): Promise<Photo> {
  if (typeof Image === 'undefined')
    throw new ImageError(
      'unsupported',
      `${name} is an SVG drawing, which a worker cannot draw; draw it in the page, as an <img>`,
    );
  const url = URL.createObjectURL(new Blob([file], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode().catch(async (cause: unknown) => {
      const [code, why] = isValid(await file.text())
        ? (['unreadable', "the page's content security policy may keep blob: from images"] as const)
        : (['damaged', 'it is not valid; save it anew'] as const);
      throw new ImageError(code, `${name} is an SVG drawing that cannot be drawn: ${why}`, { cause });
    });
    const { naturalWidth: width, naturalHeight: height } = image;
    if (width === 0 || height === 0)
      throw new ImageError('empty', `${name} is an SVG drawing without an area; give it a width and a height`);
    checkDecodable({ width, height }, name);
    return await imageSnapshot(image, name);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Browsers say only that they have not drawn it, be it the fault of the drawing or of the page. */
function isValid(text: string): boolean {
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  return parsed.documentElement instanceof SVGSVGElement && parsed.querySelector('parsererror') === null;
}
