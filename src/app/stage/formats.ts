/**
 * Picture formats that many people have and few browsers open.
 */
import type { FailureCode } from '../language/failures.en';

/** Each with its advice. */
const CONVERTED = [
  { ending: /\.hei[cf]s?$/i, code: 'photo-heic' },
  { ending: /\.(tiff?|jp2|jxl|dng|cr[23]|nef|arw|psd)$/i, code: 'photo-raw' },
] as const satisfies readonly { readonly ending: RegExp; readonly code: FailureCode }[];

const adviceOn = (name: string) => CONVERTED.find(({ ending }) => ending.test(name))?.code;

/** Why a file of that name is not a picture that this browser opens. */
export const unknownFormat = (name: string): FailureCode => adviceOn(name) ?? 'photo-unknown';

/** Whether a file is meant to be a picture, by its type, else by its name: not every browser knows the type of each. */
export const isPicture = ({ name, type }: Pick<File, 'name' | 'type'>): boolean =>
  type.startsWith('image/') || adviceOn(name) !== undefined;
