/**
 * Addresses of checkpoints: made absolute, and reduced to the part that names the file.
 */
import { ConfigError } from '../../core/errors';
import { inWords } from '../../core/json';

/** The address that relative ones are resolved against; undefined outside of pages and workers. */
export function pageAddress(): string | undefined {
  const { document, location } = globalThis as { document?: { baseURI?: string }; location?: { href?: string } };
  return document?.baseURI ?? location?.href;
}

/** Whether a text is an address, or a part of one that the page's own completes. */
export function isAddress(text: string): boolean {
  try {
    return Boolean(new URL(text, pageAddress()));
  } catch {
    return false;
  }
}

/**
 * An address that an option gives, made absolute against the page's. Throws a ConfigError; `takes` says in it which
 * values the option has.
 */
export function wholeAddress(address: string, option: string, takes: string): string {
  if (address.trim() === '') throw new ConfigError('option', `${option} is an empty address; give a URL`);
  const page = pageAddress();
  if (URL.canParse(address, page)) return new URL(address, page).href;
  if (URL.canParse(address, 'https://page/'))
    throw new ConfigError(
      'option',
      `${option} is the relative address ${inWords(address)}, and there is no page here to which it is relative; give a whole one (https://...)`,
    );
  throw new ConfigError('option', `${option} must be ${takes}, and ${inWords(address)} is no URL`);
}

/** How queries are signed: the parameters that show a signature, and all that belong to it. Names in lower case. */
const SIGNATURES: readonly { readonly proof: RegExp; readonly also: RegExp; readonly path?: RegExp }[] = [
  // Amazon S3, Google Cloud Storage, Alibaba OSS and their like
  { proof: /^x-[a-z]+-signature$/, also: /^(x-[a-z]+-.*|response-(cache-control|content-.*|expires))$/ },
  // their earlier forms, CloudFront, and Hugging Face's large files
  {
    proof: /^(x-)?signature$/,
    also: /^(expires|policy|key-pair-id|(aws|oss)accesskeyid|googleaccessid|(x-[a-z]+-)?security-token|response-.*)$/,
  },
  // Azure's shared access
  { proof: /^sig$/, also: /^(sv|ss|srt|sr|sp|st|se|spr|sip|si|sks|skt|ske|skv|skoid|sktid|sdd|ses|scid)$/ },
  // Tencent COS
  { proof: /^q-signature$/, also: /^(q-.*|x-cos-security-token)$/ },
  // tokens of content delivery networks and of file services with accounts; on other paths a token may choose the file
  {
    path: /\.(safetensors|pth|pth\.tar|pt|bin|ckpt|pkl|json)$/i,
    proof: /^(token|access_token|jwt|__token__|hdnts|hdnea|hmac|auth_key|sign)$/,
    also: /^(expires?|exp|e|token_path|token_countries)$/,
  },
];

/**
 * The name of a file in the cache: its address without the fragment and without a signature in the query, which changes
 * with each visit. Undefined for addresses of bytes in this page (blob:, data:), which never come again.
 */
export function identityOf(address: string): string | undefined {
  const url = new URL(address);
  if (url.protocol === 'blob:' || url.protocol === 'data:') return undefined;
  url.hash = '';
  // As text, since `searchParams` would write the remaining parameters in another form.
  const parts = url.search.slice(1).split('&');
  const names = parts.map((part) => decoded(part.split('=', 1)[0] ?? '').toLowerCase());
  const signed = SIGNATURES.filter(
    ({ proof, path }) => (path?.test(url.pathname) ?? true) && names.some((name) => proof.test(name)),
  );
  const isOfSignature = (name = ''): boolean => signed.some(({ proof, also }) => proof.test(name) || also.test(name));
  if (signed.length > 0) url.search = parts.filter((_, i) => !isOfSignature(names[i])).join('&');
  return url.href;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The last part of an address's path, decoded; undefined for blob: and data:. */
export function fileNameOf(address: string): string | undefined {
  const url = new URL(address);
  if (url.protocol === 'blob:' || url.protocol === 'data:') return undefined;
  return decoded(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
}

/** The address of a file that lies beside another one; without a name, of that one itself. */
export const addressBeside = (name: string, address: string): string =>
  name === '' ? address : new URL(encodeURIComponent(name), address).href;
