/**
 * A cursor over the bytes of a file that refuses to leave them.
 */
import { WeightsError } from '../../core/errors';
import { counted } from '../../core/wording';

const NEWLINE = 0x0a;
/** Names of Python classes are far shorter. */
const MAX_LINE_BYTES = 1024;

/** The bytes end too early. Where they are the beginning of a longer file, more of them may help. */
export class OutOfBytes extends WeightsError {}

/** The error where `what` would need `count` bytes from byte `at` on, and has `there`. */
export const outOfBytes = (what: string, count: number, at: number, there: number): OutOfBytes =>
  new OutOfBytes(
    'damaged',
    `the checkpoint is truncated or damaged (${what} needs ${counted(count, 'byte')} at byte ${at}, ` +
      `with ${there} there); fetch it again`,
  );

/** Reads numbers (little-endian where nothing else is said), runs of bytes and lines; past the end it throws. */
export class ByteReader {
  position = 0;
  readonly #view: DataView;

  /** `what` names the bytes in errors: "its pickle". There they are counted from `base` on. */
  constructor(
    readonly bytes: Uint8Array<ArrayBuffer>,
    private readonly what: string,
    private readonly base = 0,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.position;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** A u64; past 2^53 it is rounded, but stays far above the size of any file. */
  u64(): number {
    return this.u32() + this.u32() * 2 ** 32;
  }

  /** A float of 64 bits, big-endian as pickles have it. */
  f64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** The next bytes, not copied. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const begin = this.#advance(count);
    return this.bytes.subarray(begin, begin + count);
  }

  /** The text up to the next newline, which is passed over. */
  line(maxBytes = MAX_LINE_BYTES): string {
    const rest = this.bytes.subarray(this.position, this.position + maxBytes);
    const length = rest.indexOf(NEWLINE);
    if (length < 0) {
      const Kind = rest.length < maxBytes ? OutOfBytes : WeightsError;
      throw new Kind('damaged', `the checkpoint is damaged (${this.what} has a line without an end)`);
    }
    return new TextDecoder().decode(this.take(length + 1).subarray(0, length));
  }

  /** Moves on and tells where it was. */
  #advance(count: number): number {
    const begin = this.position;
    if (count > this.remaining) throw outOfBytes(this.what, count, this.base + begin, this.remaining);
    this.position += count;
    return begin;
  }
}
