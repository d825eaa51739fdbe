/**
 * What the name of a file that a browser does not open as a picture tells: many people have pictures in formats that few
 * browsers open.
 */
import type { FailureCode } from '../language/failures.en';

/** Each with its advice. */
const ADVICE = [
  { ending: /\.hei[cf]s?$/i, code: 'photo-heic' },
  { ending: /\.(tiff?|jp2|jxl|dng|cr[23]|nef|arw|psd)$/i, code: 'photo-raw' },
  // Every browser opens these, so that it is not one.
  { ending: /[./](jpe?g|png|gif|webp|avif|bmp|svg(\+xml)?)$/i, code: 'photo-deceives' },
] as const satisfies readonly { readonly ending: RegExp; readonly code: FailureCode }[];

const adviceOn = (name: string) => ADVICE.find(({ ending }) => ending.test(name))?.code;

/** Why a file of that name is not a picture that this browser opens. */
export const unknownFormat = (name: string): FailureCode => adviceOn(name) ?? 'photo-unknown';

/** Whether a file is meant to be a picture, by its type, else by its name: not every browser knows the type of each. */
export const isPicture = ({ name, type }: Pick<File, 'name' | 'type'>): boolean =>
  type.startsWith('image/') || adviceOn(name) !== undefined;
