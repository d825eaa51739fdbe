/**
 * Files that people take for weights, as a table, so that the error can say what they are.
 */
import { bytesOf, hasMagic, type Magic } from './magic';

interface ForeignFormat {
  /** What such a file is, with its article: "a PNG image". */
  readonly name: string;
  /** How it begins: bytes, or a text. */
  readonly begins: Magic | RegExp;
}

const PICKLE_PROTOCOLS = [2, 3, 4, 5];

const FORMATS: readonly ForeignFormat[] = [
  ...PICKLE_PROTOCOLS.map((protocol) => ({
    name: 'a Python pickle that torch.save did not write',
    begins: { bytes: [0x80, protocol] },
  })),
  { name: 'a PNG image', begins: { bytes: bytesOf('\x89PNG') } },
  { name: 'a JPEG image', begins: { bytes: bytesOf('\xff\xd8\xff') } },
  { name: 'a gzip archive', begins: { bytes: bytesOf('\x1f\x8b') } },
  { name: 'a tar archive', begins: { bytes: bytesOf('ustar'), at: 257 } },
  { name: 'a NumPy array', begins: { bytes: bytesOf('\x93NUMPY') } },
  { name: 'an HDF5 file', begins: { bytes: bytesOf('\x89HDF') } },
  {
    name: 'a Git LFS pointer to the weights (git lfs pull fetches them)',
    begins: { bytes: bytesOf('version https://git-lfs') },
  },
  { name: 'a web page', begins: /^\s*<(!doctype|html|\?xml|!--|head|body)/i },
];

/** What a file that begins with `head` is if it is surely no checkpoint, with its article; undefined if it may be one. */
export function foreignFormat(head: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(head);
  return FORMATS.find(({ begins }) => (begins instanceof RegExp ? begins.test(text) : hasMagic(head, begins)))?.name;
}
