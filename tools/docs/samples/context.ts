/** What the samples of the guides find where they run: photos, elements of a page, a classifier, a device. */
import { createClassifier } from 'resnest-webgpu';

const fetched = async (name: string): Promise<File> => {
  const response = await fetch(`/samples/${name}`);
  if (!response.ok) throw new Error(`${name} is not there.`);
  return new File([await response.blob()], name);
};

export const photos: readonly File[] = await Promise.all(['coffee.jpg', 'lemon.png', 'bison.png'].map(fetched));
const [cup] = photos;
if (!cup) throw new Error('There are no photos.');

export const file: File = cup;
export const photo: Blob = cup;

const added = <Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] =>
  document.body.appendChild(document.createElement(name));

export const answer: HTMLElement = added('p');
export const caption: HTMLElement = added('figcaption');
export const button: HTMLButtonElement = added('button');
export const input: HTMLInputElement = Object.assign(added('input'), { type: 'file' });
const chosen = new DataTransfer();

export const canvas: HTMLCanvasElement = added('canvas');
const drawing = canvas.getContext('2d');
const bitmap = await createImageBitmap(photo);
const draw = (): void => drawing?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);

/** Plays the photo, as long as the page lives. */
export const video: HTMLVideoElement = Object.assign(added('video'), {
  muted: true,
  srcObject: canvas.captureStream(20),
});
setInterval(draw, 50);
await video.play();

const adapter = await navigator.gpu.requestAdapter();
if (!adapter) throw new Error('There is no GPU.');
export const device: GPUDevice = await adapter.requestDevice({
  requiredFeatures: [...adapter.features] as GPUFeatureName[],
});

export const classifier = await createClassifier();
/** The checkpoint that a person chooses. */
const checkpoint = await fetch('/weights/resnest26_2s1x32d.safetensors').then((response) => response.blob());
chosen.items.add(new File([checkpoint], 'mine.safetensors'));
input.files = chosen.files;

export const report = (...words: readonly unknown[]): void => console.debug(...words);

/** Ends what a sample would do as long as its page is open. */
export let signal: AbortSignal = new AbortController().signal;

/** Makes a signal for the next sample, which ends after so many milliseconds. */
export function renew(milliseconds: number): AbortSignal {
  signal = AbortSignal.timeout(milliseconds);
  return signal;
}
