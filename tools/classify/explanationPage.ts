/**
 * Explains a source in the browser's page, and draws the map on the photo there: a page can decode every photo that the
 * model can, and encode a PNG. The function sees its argument and the page's globals, nothing of this file.
 */
import type { Explanation } from '../../src/index';
import type { PageGlobals, SharedSource } from './pageGlobals';

/** What comes back of the explanation of one image. */
export interface Explained extends Omit<Explanation, 'onPhoto'> {
  /** The map on the photo: the bytes of a PNG as base64. */
  readonly overlay: string;
}

/** One explanation for an image, and one for each image of a tensor. */
export async function explainInPage(from: SharedSource): Promise<readonly Explained[]> {
  const { classifier, readSource } = globalThis as unknown as PageGlobals;
  const { mean, std } = classifier.info.preprocessing;

  interface Picture {
    readonly draw: (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => void;
  }

  /** A photo as a page shows it. */
  const pictureOf = async (photo: Blob, [height, width]: readonly [number, number]): Promise<Picture> => {
    const shown = async (file: Blob): Promise<HTMLImageElement> => {
      const image = new Image();
      image.src = URL.createObjectURL(file);
      await image.decode().finally(() => URL.revokeObjectURL(image.src));
      return image;
    };
    // Pages recognise every photo by its first bytes, but no drawing.
    const image = await shown(photo).catch(() => shown(new Blob([photo], { type: 'image/svg+xml' })));
    const { naturalWidth, naturalHeight } = image;
    if (naturalWidth > naturalHeight !== width > height && width !== height)
      throw new Error(
        `a browser shows it as ${naturalWidth}x${naturalHeight} pixels, and its EXIF data say ${width}x${height}; turn the photo, and take the data out`,
      );
    return { draw: (context) => context.drawImage(image, 0, 0, width, height) };
  };

  /** A tensor as it was before it was normalised, where its channels are colours. */
  const tensorPicture = ({ shape, data }: { shape: readonly number[]; data: Float32Array }): Picture => {
    const [, channels = 0, height = 0, width = 0] = shape;
    const pixels = height * width;
    const level = (pixel: number, colour: number): number => {
      if (channels !== 1 && channels !== 3) return 128;
      const value = data[(channels === 1 ? 0 : colour) * pixels + pixel] ?? 0;
      return 255 * (value * (std[colour] ?? 1) + (mean[colour] ?? 0));
    };
    const image = new ImageData(width, height);
    for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : level(i >> 2, i % 4);
    return { draw: (context) => context.putImageData(image, 0, 0) };
  };

  /** What speaks for the class is coloured, from blue for little to red for the most; what was not seen is dark. */
  const colours = [
    [40, 80, 255],
    [0, 210, 190],
    [255, 225, 0],
    [235, 20, 0],
  ] as const;
  const heat = ([height, width]: readonly [number, number], data: Float32Array): ImageData => {
    const most = data.reduce((largest, value) => (value > largest ? value : largest), 0);
    const image = new ImageData(width, height);
    data.forEach((value, pixel) => {
      const share = most > 0 ? Math.max(value, 0) / most : 0;
      const place = share * (colours.length - 1);
      const [low, high] = [colours[Math.floor(place)], colours[Math.ceil(place)]];
      const channel = (c: 0 | 1 | 2): number => (low?.[c] ?? 0) + ((high?.[c] ?? 0) - (low?.[c] ?? 0)) * (place % 1);
      const rgba = Number.isNaN(value) ? [0, 0, 0, 160] : [channel(0), channel(1), channel(2), 150 * Math.sqrt(share)];
      image.data.set(rgba, pixel * 4);
    });
    return image;
  };

  const canvasOf = ([height, width]: readonly [number, number]): OffscreenCanvasRenderingContext2D => {
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (!context) throw new Error(`this browser has no canvas of ${width}x${height} pixels for the overlay`);
    return context;
  };

  const base64 = async (blob: Blob): Promise<string> => {
    const reader = new FileReader();
    const read = new Promise((done, fail) => {
      reader.onload = done;
      reader.onerror = () => fail(reader.error ?? new Error('the overlay cannot be read'));
    });
    reader.readAsDataURL(blob);
    await read;
    return String(reader.result).replace(/^[^,]*,/, '');
  };

  const source = await readSource(from);
  const images: (Blob | { shape: readonly number[]; data: Float32Array })[] = [];
  if (source instanceof Blob) images.push(source);
  else {
    const [count = 1, ...shape] = source.shape;
    const length = source.data.length / count;
    for (let i = 0; i < count; i++)
      images.push({ shape: [1, ...shape], data: source.data.slice(i * length, (i + 1) * length) });
  }

  const explained: Explained[] = [];
  for (const image of images) {
    const { onPhoto, ...explanation } = await classifier.explain(image);
    const { shape, data } = onPhoto();
    const [height, width] = shape;
    const picture = image instanceof Blob ? await pictureOf(image, shape) : tensorPicture(image);
    const [overlay, map] = [canvasOf(shape), canvasOf(shape)];
    overlay.fillStyle = 'white'; // preprocessing lays transparent photos over white, too
    overlay.fillRect(0, 0, width, height);
    picture.draw(overlay, width, height);
    map.putImageData(heat(shape, data), 0, 0);
    overlay.drawImage(map.canvas, 0, 0);
    explained.push({
      ...explanation,
      overlay: await base64(await overlay.canvas.convertToBlob({ type: 'image/png' })),
    });
  }
  return explained;
}
