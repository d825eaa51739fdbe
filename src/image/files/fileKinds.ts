/**
 * The formats of files that people take for pictures, known by their first bytes, for error messages.
 */
import { ANY, beginsWith, isSvgText, textOf } from './head';

/** A name with its article, and what its files begin with: characters for bytes, of which ANY is any byte. */
type FileKind = readonly [name: string, ...begins: readonly string[]];

/** Every browser decodes these, so a file that cannot be decoded is damaged. */
const PICTURES: readonly FileKind[] = [
  ['a JPEG image', '\xff\xd8\xff'],
  ['a PNG image', '\x89PNG\r\n'],
  ['a GIF image', 'GIF8'],
  ['a WebP image', 'RIFF____WEBP'],
  ['an AVIF image', '____ftypavi'],
  ['a BMP image', 'BM'],
  ['an icon (ICO)', '\0\0\x01\0'],
];

const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

/** No browser, or not every one, decodes these. The first row that fits counts. */
const FOREIGN: readonly FileKind[] = [
  ['a HEIC photo', ...HEIC_BRANDS.map((brand) => `____ftyp${brand}`)],
  ["a camera's raw file (CR3)", '____ftypcrx '],
  ['a QuickTime video', '____ftypqt  '],
  ['an MP4 video', '____ftyp'],
  ["a TIFF image or a camera's raw file", 'II*\0', 'MM\0*'],
  ["a camera's raw file (ORF)", 'IIRO', 'IIRS', 'MMOR'],
  ["a camera's raw file (RW2)", 'IIU\0'],
  ["a camera's raw file (RAF)", 'FUJIFILMCCD-RAW'],
  ['a BigTIFF image', 'II+\0', 'MM\0+'],
  ['a JPEG 2000 image', '\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'],
  ['a JPEG XL image', '\0\0\0\x0cJXL ', '\xff\x0a'],
  ['a Photoshop document', '8BPS'],
  ['a PDF document', '%PDF'],
  ['a PostScript document', '%!PS', '\xc5\xd0\xd3\xc6'],
  ['a QOI image', 'qoif'],
  ['a DDS texture', 'DDS '],
  ['an icon (ICNS)', 'icns'],
  ['an OpenEXR image', 'v/1\x01'],
  ['a Radiance HDR image', '#?RADIANCE'],
  ['a FITS image', 'SIMPLE  ='],
  ['a DICOM image', `${ANY.repeat(128)}DICM`],
  ['a WebM or Matroska video', '\x1aE\xdf\xa3'],
  ['an AVI video', 'RIFF____AVI '],
  ['an Ogg video or sound', 'OggS'],
  ['a Flash video', 'FLV'],
  ['an MPEG video', '\0\0\x01\xba', '\0\0\x01\xb3'],
  ['a Windows Media video', '0&\xb2u'],
  ['a sound (WAV)', 'RIFF____WAVE'],
  ['a sound (MP3)', 'ID3'],
  ["a side file of macOS's", '\0\x05\x16\x07'],
  ['a Git LFS pointer (git lfs pull fetches the file)', 'version https://git-lfs'],
  ['a zip archive', 'PK\x03\x04'],
  ['a gzip archive', '\x1f\x8b'],
  ['a RAR archive', 'Rar!'],
  ['a 7-Zip archive', '7z\xbc\xaf'],
  ['a NumPy array', '\x93NUMPY'],
  ['an HDF5 file', '\x89HDF'],
];

/** The format of a file by its first bytes, and whether every browser decodes this format. */
export interface Sniffed {
  readonly name: string;
  readonly decodable: boolean;
}

/** The format of a file; undefined for an unknown one. */
export function sniff(head: Uint8Array<ArrayBuffer>): Sniffed | undefined {
  const nameIn = (kinds: readonly FileKind[]): string | undefined =>
    kinds.find(([, ...texts]) => texts.some((text) => beginsWith(head, text)))?.[0];
  const picture = nameIn(PICTURES);
  if (picture !== undefined) return { name: picture, decodable: true };
  const foreign = nameIn(FOREIGN) ?? textKind(head);
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
