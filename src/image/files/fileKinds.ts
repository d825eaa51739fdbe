/**
 * The formats of files that people take for pictures, known by their first bytes, for error messages.
 */
import { isSvgText, stands, textOf } from './head';

interface FileKind {
  /** Characters for bytes. */
  readonly begins: string;
  readonly at?: number;
  /** With its article. */
  readonly name: string;
  /** A second text, at another offset. */
  readonly inside?: { readonly at: number; readonly text: string };
}

/** Every browser decodes these, so a file that cannot be decoded is damaged. */
const PICTURES: readonly FileKind[] = [
  { begins: '\xff\xd8\xff', name: 'a JPEG image' },
  { begins: '\x89PNG\r\n', name: 'a PNG image' },
  { begins: 'GIF8', name: 'a GIF image' },
  { begins: 'RIFF', inside: { at: 8, text: 'WEBP' }, name: 'a WebP image' },
  { begins: 'ftypavi', at: 4, name: 'an AVIF image' },
  { begins: 'BM', name: 'a BMP image' },
  { begins: '\0\0\x01\0', name: 'an icon (ICO)' },
];

const ISO_BRANDS = [
  ...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].map((brand) => [brand, 'a HEIC photo'] as const),
  ['crx ', "a camera's raw file (CR3)"],
  ['qt  ', 'a QuickTime video'],
  ['', 'an MP4 video'],
] as const;

const video = (name: string): string => `${name} video`;

/** No browser, or not every one, decodes these. The first row that fits counts. */
const FOREIGN: readonly FileKind[] = [
  ...ISO_BRANDS.map(([brand, name]) => ({ begins: `ftyp${brand}`, at: 4, name })),
  { begins: 'II*\0', name: "a TIFF image or a camera's raw file" },
  { begins: 'MM\0*', name: "a TIFF image or a camera's raw file" },
  { begins: 'II+\0', name: 'a BigTIFF image' },
  { begins: 'MM\0+', name: 'a BigTIFF image' },
  { begins: '\0\0\0\x0cjP  ', name: 'a JPEG 2000 image' },
  { begins: '\xff\x4f\xff\x51', name: 'a JPEG 2000 image' },
  { begins: '\0\0\0\x0cJXL ', name: 'a JPEG XL image' },
  { begins: '\xff\x0a', name: 'a JPEG XL image' },
  { begins: '8BPS', name: 'a Photoshop document' },
  { begins: '%PDF', name: 'a PDF document' },
  { begins: '%!PS', name: 'a PostScript document' },
  { begins: '\xc5\xd0\xd3\xc6', name: 'a PostScript document' },
  { begins: 'qoif', name: 'a QOI image' },
  { begins: 'DDS ', name: 'a DDS texture' },
  { begins: 'icns', name: "an icon of macOS's (ICNS)" },
  { begins: 'v/1\x01', name: 'an OpenEXR image' },
  { begins: '#?RADIANCE', name: 'a Radiance HDR image' },
  { begins: 'SIMPLE  =', name: 'a FITS image' },
  { begins: 'DICM', at: 128, name: 'a DICOM image' },
  { begins: '\x1aE\xdf\xa3', name: video('a WebM or Matroska') },
  { begins: 'RIFF', inside: { at: 8, text: 'AVI ' }, name: video('an AVI') },
  { begins: 'OggS', name: 'an Ogg video or sound' },
  { begins: 'FLV', name: video('a Flash') },
  { begins: '\0\0\x01\xba', name: video('an MPEG') },
  { begins: '\0\0\x01\xb3', name: video('an MPEG') },
  { begins: '0&\xb2u', name: video('a Windows Media') },
  { begins: 'RIFF', inside: { at: 8, text: 'WAVE' }, name: 'a sound (WAV)' },
  { begins: 'ID3', name: 'a sound (MP3)' },
  { begins: '\0\x05\x16\x07', name: "a side file of macOS's, which holds no picture" },
  { begins: 'version https://git-lfs', name: 'a Git LFS pointer to a file (git lfs pull fetches it)' },
  { begins: 'PK\x03\x04', name: 'a zip archive' },
  { begins: '\x1f\x8b', name: 'a gzip archive' },
  { begins: 'Rar!', name: 'a RAR archive' },
  { begins: '7z\xbc\xaf', name: 'a 7-Zip archive' },
  { begins: '\x93NUMPY', name: 'a NumPy array' },
  { begins: '\x89HDF', name: 'an HDF5 file' },
];

/** The format of a file by its first bytes, and whether every browser decodes this format. */
export interface Sniffed {
  readonly name: string;
  readonly decodable: boolean;
}

/** The format of a file; undefined for an unknown one. */
export function sniff(head: Uint8Array<ArrayBuffer>): Sniffed | undefined {
  const fits = ({ begins, at = 0, inside }: FileKind): boolean =>
    stands(head, at, begins) && (!inside || stands(head, inside.at, inside.text));
  const picture = PICTURES.find(fits);
  if (picture) return { name: picture.name, decodable: true };
  const foreign = FOREIGN.find(fits)?.name ?? textKind(head);
  return foreign === undefined ? undefined : { name: foreign, decodable: false };
}

const MARKUP = /^\s*<(!doctype|html|\?xml|!--|head|body)/i;

function textKind(head: Uint8Array<ArrayBuffer>): string | undefined {
  const text = textOf(head);
  if (isSvgText(text)) return 'an SVG drawing';
  if (MARKUP.test(text)) return 'a web page or another XML document';
  // A character may be cut off at the end.
  const readable = text.length > 0 && !/[^\P{Cc}\s]|\ufffd(?!$)/u.test(text);
  return readable ? 'text' : undefined;
}
