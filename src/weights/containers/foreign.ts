/**
 * Recognizes files that people take for weights, so that the error can say what they are.
 */

const bytesOf = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0));

const FORMATS: readonly { readonly begins: readonly number[]; readonly at?: number; readonly name: string }[] = [
  ...[2, 3, 4, 5].map((protocol) => ({
    begins: [0x80, protocol],
    name: 'a Python pickle that torch.save did not write',
  })),
  { begins: bytesOf('\x89PNG'), name: 'a PNG image' },
  { begins: [0xff, 0xd8, 0xff], name: 'a JPEG image' },
  { begins: [0x1f, 0x8b], name: 'a gzip archive' },
  { begins: bytesOf('ustar'), at: 257, name: 'a tar archive' },
  { begins: bytesOf('\x93NUMPY'), name: 'a NumPy array' },
  { begins: bytesOf('\x89HDF'), name: 'an HDF5 file' },
  { begins: bytesOf('version https://git-lfs'), name: 'a Git LFS pointer to the weights (git lfs pull fetches them)' },
];

const MARKUP = /^\s*<(!doctype|html|\?xml|!--|head|body)/i;
const SNIFFED_BYTES = 512;

/** What a file is that is surely no checkpoint, with its article ("a PNG image"); undefined if nothing is known. */
export function foreignFormat(bytes: ArrayBuffer): string | undefined {
  const head = new Uint8Array(bytes, 0, Math.min(SNIFFED_BYTES, bytes.byteLength));
  const known = FORMATS.find(({ begins, at = 0 }) => begins.every((byte, i) => head[at + i] === byte));
  return known?.name ?? (MARKUP.test(new TextDecoder().decode(head)) ? 'a web page' : undefined);
}
