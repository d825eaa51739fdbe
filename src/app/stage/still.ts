/**
 * Animations. A model sees the first picture of one, so the page shows this one, and nothing on it moves for ever.
 */

/** By the first bytes as text: GIF, WebP, PNG and AVIF have a mark of animations near their beginning. */
const ANIMATIONS = /^GIF8.*NETSCAPE2|^RIFF.{4}WEBPVP8X.*ANIM|^.PNG((?!IDAT).)*acTL|^.{4}ftypavis/s;

/** Colour profiles may come before the mark. */
const FIRST_BYTES = 65_536;

/** Whether a file is an animation that does not end by itself, or may be one. */
export async function isAnimation(file: Blob): Promise<boolean> {
  const head = await file.slice(0, FIRST_BYTES).arrayBuffer();
  return ANIMATIONS.test(new TextDecoder('latin1').decode(head));
}

/** The first picture of an animation, else undefined. Rejects where the file cannot be decoded. */
export async function firstPictureOf(file: Blob): Promise<Blob | undefined> {
  if (!(await isAnimation(file))) return undefined;
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
  return canvas.convertToBlob();
}
