/**
 * Small pictures of what a model saw. A photo is decoded once, for its input, and the picture is made of that.
 */
import type { ClassifierInfo, TensorSource } from '../../../index';
import { pixelsOf } from '../../model/pixels';

/** The longest side in pixels; the picture of a smaller input is as large as that. */
const MOST = 192;

/** The input as a JPEG of some kilobytes. */
export async function thumbnailOf({ data }: TensorSource, info: ClassifierInfo): Promise<Blob> {
  const [height, width] = info.inputSize;
  const pixels = new ImageData(pixelsOf(data, info.preprocessing, data.length / (height * width)), width, height);
  const scale = Math.min(1, MOST / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser draws no picture');
  if (scale === 1) context.putImageData(pixels, 0, 0);
  else {
    const whole = await createImageBitmap(pixels);
    context.imageSmoothingQuality = 'high';
    context.drawImage(whole, 0, 0, canvas.width, canvas.height);
    whole.close();
  }
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}
