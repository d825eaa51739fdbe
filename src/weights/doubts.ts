/**
 * Doubts about a file: its name or its size promises other bytes.
 */
import { fileNameOf } from './fetching/address';
import { carrierOf, type WeightsInput } from './fetching/carrier';
import { manifestEntries } from './known/manifest';
import { quoted } from '../core/wording';

/** As the original project and torch.hub name files: the first digits of their SHA-256 before the ending. */
const DIGITS_IN_NAME = /-([0-9a-f]{8,64})\.(?:pth|pt|bin|safetensors)$/;

/** Digits that are a day, and perhaps a time of day: 20240115, 202401151230. */
const DATE = /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{4}|\d{6})?$/;

/** How every doubt ends. */
const ADVICE = 'it is damaged or was changed, so it is not kept; give its `sha256` if it is right';

/**
 * A sentence for the caller where the digits in a file's name are not those of its SHA-256, or where the file has the
 * size of a shipped checkpoint and another SHA-256; else none.
 */
export function doubtsAbout(input: WeightsInput, bytes: number, sha256: string): readonly string[] {
  const name = nameOf(input) ?? '';
  const digits = DIGITS_IN_NAME.exec(name)?.[1];
  if (digits !== undefined && !DATE.test(digits) && !sha256.startsWith(digits))
    return [`${quoted(name)} names the SHA-256 ${digits}..., but the file has ${sha256.slice(0, 8)}...; ${ADVICE}`];
  const known = manifestEntries.find((entry) => 'bytes' in entry && entry.bytes === bytes);
  if (known?.sha256 !== undefined && known.sha256 !== sha256)
    return [`the weights file has the size of ${known.name}, but other bytes; ${ADVICE}`];
  return [];
}

function nameOf(input: WeightsInput): string | undefined {
  const carrier = carrierOf(input);
  if (carrier?.kind === 'url')
    return URL.canParse(String(carrier.value)) ? fileNameOf(String(carrier.value)) : undefined;
  return carrier?.kind === 'blob' && 'name' in carrier.value ? String(carrier.value.name) : undefined;
}
