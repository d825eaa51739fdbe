/**
 * Recognizes files that people take for weights, so that the error can say what they are.
 */

const FORMATS: readonly { readonly begins: readonly number[]; readonly name: string }[] = [
  { begins: [0x50, 0x4b, 0x03, 0x04], name: 'a zip archive, probably a PyTorch checkpoint' },
  { begins: [0x80, 0x02], name: 'a PyTorch checkpoint (pickle)' },
  { begins: [0x80, 0x03], name: 'a Python pickle' },
  { begins: [0x80, 0x04], name: 'a Python pickle' },
  { begins: [0x80, 0x05], name: 'a Python pickle' },
  { begins: [0x89, 0x50, 0x4e, 0x47], name: 'a PNG image' },
  { begins: [0xff, 0xd8, 0xff], name: 'a JPEG image' },
  { begins: [0x1f, 0x8b], name: 'a gzip archive' },
  { begins: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], name: 'a NumPy array' },
  { begins: [0x89, 0x48, 0x44, 0x46], name: 'an HDF5 file' },
];

const MARKUP = /^\s*<(!doctype|html|\?xml|!--|head|body)/i;
const SNIFFED_BYTES = 256;

/** What a file is that is surely not safetensors, with its article ("a PNG image"); undefined if nothing is known. */
export function foreignFormat(bytes: ArrayBuffer): string | undefined {
  const head = new Uint8Array(bytes, 0, Math.min(SNIFFED_BYTES, bytes.byteLength));
  // A safetensors file may begin with any bytes (the header's length), but then its header opens with a brace.
  if (head[8] === 0x7b) return undefined;
  const known = FORMATS.find(({ begins }) => begins.every((byte, i) => head[i] === byte));
  return known?.name ?? (MARKUP.test(new TextDecoder().decode(head)) ? 'a web page' : undefined);
}
