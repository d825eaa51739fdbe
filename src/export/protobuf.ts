/**
 * Protocol Buffers' wire format, as far as ONNX files need it. A message is written inside out: each function gives the
 * chunks of one field, and large payloads are passed on without a copy.
 */

/** Bytes in pieces, one behind the other. */
export type Chunks = readonly Uint8Array[];

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** A whole number from 0 to 2^53, seven bits a byte, the low ones first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  // No shifts: they would cut the value to 32 bits.
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.of(...bytes, rest);
}

const tag = (field: number, wireType: number): Uint8Array => varint(field * 8 + wireType);

/** A whole number of at least 0, or an enumeration's. */
export const integer = (field: number, value: number): Chunks => [tag(field, VARINT), varint(value)];

/** Numbers of a repeated field, each under its own tag: every parser takes that, packed or not. */
export const integers = (field: number, values: readonly number[]): Chunks =>
  values.flatMap((value) => integer(field, value));

/** Bytes, or a message whose fields are `content`. */
export const message = (field: number, ...content: readonly Chunks[]): Chunks => {
  const chunks = content.flat();
  const length = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return [tag(field, LENGTH_DELIMITED), varint(length), ...chunks];
};

export const text = (field: number, value: string): Chunks => message(field, [new TextEncoder().encode(value)]);
