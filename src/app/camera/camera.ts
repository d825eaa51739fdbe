/**
 * Opens a camera, or says in the page's words why there is none.
 */
import type { FailureCode } from '../language/failures.en';
import { PageError } from '../pageError';

/** Why a browser gives no camera, by the name of its error. */
const REASONS: Readonly<Record<string, FailureCode>> = {
  NotAllowedError: 'camera-denied',
  SecurityError: 'camera-denied',
  NotFoundError: 'camera-none',
  OverconstrainedError: 'camera-none', // the one that was chosen has been unplugged, or none is there (WebKit)
  NotReadableError: 'camera-busy',
  AbortError: 'camera-busy',
};

/** Opens the camera of that id, else the one that looks away from the person, if there is one. Throws a PageError. */
export async function openCamera(id: string | undefined): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new PageError('camera-insecure');
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: id === undefined ? { facingMode: { ideal: 'environment' } } : { deviceId: { exact: id } },
    });
  } catch (cause) {
    const { name = '' } = Object(cause) as Partial<Error>; // WebKit's OverconstrainedError is no DOMException
    throw new PageError(REASONS[name] ?? 'camera-failed', '', { cause });
  }
}

/** Stops a camera; its light goes out. */
export const closeCamera = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());

/** A camera of this device. */
export interface Camera {
  readonly id: string;
  /** As the browser calls it; empty where it does not tell. */
  readonly name: string;
}

/** All cameras. Browsers tell them once one has been opened. */
export async function listCameras(): Promise<readonly Camera[]> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices
    .filter(({ kind }) => kind === 'videoinput')
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

/** The frame that a video shows now, as a file. */
export async function frameOf(video: HTMLVideoElement, name: string): Promise<File> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new File([await canvas.convertToBlob({ type: 'image/png' })], name, { type: 'image/png' });
}
