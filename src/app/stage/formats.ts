/**
 * What a file is that a browser does not open as a picture: many people have pictures in formats that few browsers open,
 * also under other names.
 */
import type { Failure } from '../failures';
import { isCheckpoint } from '../incoming';
import type { FailureCode } from '../language/failures.en';

/** By the file's first bytes as text; each with its advice. */
const ADVICE = [
  { begins: /^.{4}ftyp(he[iv]|m[is]f1)/s, code: 'photo-heic' },
  { begins: /^(II[*+]|MM\0[*+]|8BPS|\ufffd\n|.{4}(ftypcrx |jP {2}|JXL ))/s, code: 'photo-raw' },
] as const satisfies readonly { readonly begins: RegExp; readonly code: FailureCode }[];

const FIRST_BYTES = 12;

const NAMED_AS_PICTURE =
  /[./](jpe?g|png|gif|webp|avif|bmp|svg(\+xml)?|hei[cf]s?|tiff?|jp2|jxl|dng|cr[23]|nef|arw|psd)$/i;

/** Whether a file is meant to be a picture, by its type, else by its name: not every browser knows the type of each. */
export const isPicture = ({ name, type }: Pick<File, 'name' | 'type'>): boolean =>
  type.startsWith('image/') || NAMED_AS_PICTURE.test(name);

/** Why a file of that name is not a picture that this browser opens. Its content counts first: names deceive. */
export async function whyUnopened(file: Blob, name: string): Promise<FailureCode> {
  if (isCheckpoint({ name })) return 'photo-checkpoint';
  const head = await file
    .slice(0, FIRST_BYTES)
    .text()
    .catch(() => undefined);
  if (head === undefined) return 'file-gone';
  const advice = ADVICE.find(({ begins }) => begins.test(head));
  return advice?.code ?? (NAMED_AS_PICTURE.test(name) ? 'photo-deceives' : 'photo-unknown');
}

/** A failure with its reason, where it is that the file is no picture that this browser opens, or one without an area. */
export async function explained(failure: Failure, file: File): Promise<Failure> {
  if (failure.code === 'photo-unknown') return { ...failure, code: await whyUnopened(file, file.name) };
  return failure.code === 'photo-empty' && file.size > 0 ? { ...failure, code: 'photo-sizeless' } : failure;
}
