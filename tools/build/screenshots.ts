/** Pictures of the page, which a browser shows to those who are about to install it. `npm run screenshots` takes them. */

/** A picture in public/. */
export interface Screenshot {
  readonly src: string;
  /** The window, in the page's pixels. */
  readonly viewport: { readonly width: number; readonly height: number };
  /** Pixels of the picture for each of the page's, on a side. */
  readonly scale: number;
  readonly formFactor: 'wide' | 'narrow';
  /** What the page shows, as its address says it. */
  readonly fragment: string;
  /** The element at the upper edge. */
  readonly from: string;
  /** For those who do not see it. */
  readonly label: string;
}

export const SCREENSHOTS: readonly Screenshot[] = [
  {
    src: 'screenshots/wide.webp',
    viewport: { width: 1280, height: 800 },
    scale: 1,
    formFactor: 'wide',
    fragment: '#backend=webgpu&sample=coffee.jpg',
    from: '.header',
    label: 'A photo, what the model names in it, and the places in the photo that speak for it',
  },
  {
    src: 'screenshots/narrow.webp',
    viewport: { width: 390, height: 844 },
    scale: 2,
    formFactor: 'narrow',
    fragment: '#backend=webgpu&sample=bison.png',
    from: '.stage',
    label: 'On a phone: a photo with the square that the model sees, and below it the answer',
  },
];

/** They lie in this folder of public/. Nobody needs them offline. */
export const SCREENSHOTS_FOLDER = 'screenshots';

/** The rows of the manifest. */
export const screenshotsInManifest = SCREENSHOTS.map(
  ({ src, viewport: { width, height }, scale, formFactor, label }) => ({
    src,
    sizes: `${width * scale}x${height * scale}`,
    type: 'image/webp',
    form_factor: formFactor,
    label,
  }),
);
