/**
 * Animations. A model sees the first picture of one, so the page shows this one, and nothing on it moves for ever.
 */

/** By the first bytes as text: GIF, WebP, PNG and AVIF have a mark of animations near their beginning. */
const IS_ANIMATED = /^GIF8.*NETSCAPE2|^RIFF.{4}WEBPVP8X.*ANIM|^.PNG.*acTL.*IDAT|^.{4}ftypavis/s;

const FIRST_BYTES = 4096;

/** The first picture of an animation, else undefined. Rejects where the file cannot be decoded. */
export async function firstPictureOf(file: Blob): Promise<Blob | undefined> {
  const head = await file.slice(0, FIRST_BYTES).arrayBuffer();
  if (!IS_ANIMATED.test(new TextDecoder('latin1').decode(head))) return undefined;
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
  return canvas.convertToBlob();
}
