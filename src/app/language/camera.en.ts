/**
 * What the page says of cameras and of addresses, in English.
 */
import type { Numbers } from './numbers';

export const cameraIn = (n: Numbers) => ({
  open: 'Use the camera',
  region: 'Camera',
  picture: 'What the camera sees',
  asking: 'The browser asks you whether this page may use the camera.',
  hint: 'The model sees the square only. No picture leaves this device.',
  muted: 'The camera sends no picture at the moment: a switch on it, the system or another program holds it back.',
  which: 'Which camera',
  unnamed: (number: number) => `Camera ${n.count(number)}`,
  keep: 'Keep this frame',
  keepWhy: 'Keep a frame to see how sure the answer is, where it comes from, and why.',
  stop: 'Stop the camera',
  leave: 'Back to the photo',
  answers: 'Live answer',
  rate: (rate: number, runMs: number | undefined, onDevice: string) =>
    `${n.tenth(rate)} frames a second${runMs === undefined ? '' : `, of which a run takes ${n.milliseconds(runMs)}`}, ${onDevice}`,
  /** The name of a kept frame. */
  file: 'camera.png',
});

export const addressIn = () => ({
  open: 'From an address',
  field: 'Address of a picture',
  fetch: 'Fetch',
  fetching: (host: string) => `Fetching it from ${host}…`,
});

export type CameraTexts = ReturnType<typeof cameraIn>;
export type AddressTexts = ReturnType<typeof addressIn>;
