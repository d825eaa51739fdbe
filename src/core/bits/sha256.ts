/**
 * SHA-256 (FIPS 180-4) of bytes that come in pieces, which the browser's own digest does not take.
 */

const BLOCK_BYTES = 64;
const ROUNDS = 64;

/** The first 32 bits behind the point of a root of each of the first primes. */
function bitsOfRoots(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime > 0)) primes.push(n);
  return Int32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

const CONSTANTS = /* @__PURE__ */ bitsOfRoots(ROUNDS, Math.cbrt);
/** The words of the block at hand. */
const words = /* @__PURE__ */ new Int32Array(ROUNDS);

export class Sha256 {
  #state = bitsOfRoots(8, Math.sqrt);
  /** A block of which the beginning is there. */
  #block = new Uint8Array(BLOCK_BYTES);
  #bytes = 0;

  /** Another one, of the same bytes so far. */
  copy(): Sha256 {
    const copy = new Sha256();
    copy.#state = this.#state.slice();
    copy.#block = this.#block.slice();
    copy.#bytes = this.#bytes;
    return copy;
  }

  add(bytes: Uint8Array): void {
    const there = this.#bytes % BLOCK_BYTES;
    const first = there > 0 ? Math.min(BLOCK_BYTES - there, bytes.length) : 0;
    this.#block.set(bytes.subarray(0, first), there);
    if (first > 0 && there + first === BLOCK_BYTES) digestBlocks(this.#state, this.#block);
    const end = bytes.length - ((bytes.length - first) % BLOCK_BYTES);
    digestBlocks(this.#state, bytes.subarray(first, end));
    this.#block.set(bytes.subarray(end));
    this.#bytes += bytes.length;
  }

  /** The digest of all bytes so far, in hexadecimal. */
  hex(): string {
    const ended = this.copy();
    // A one, zeros up to eight bytes before the end of a block, and the number of bits.
    const end = new DataView(new ArrayBuffer(BLOCK_BYTES - ((this.#bytes + 8) % BLOCK_BYTES) + 8));
    end.setUint8(0, 0x80);
    end.setBigUint64(end.byteLength - 8, BigInt(this.#bytes) * 8n);
    ended.add(new Uint8Array(end.buffer));
    return Array.from(ended.#state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/**
 * Takes whole blocks into the state. The loops have nothing but integers of typed arrays: where V8 cannot see that a value
 * is one, as in a destructured list, or calls a function, they take three to six times as long in Chromium.
 */
function digestBlocks(state: Int32Array, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < ROUNDS; i++) {
      const x = words[i - 15] ?? 0;
      const y = words[i - 2] ?? 0;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[i] = ((words[i - 16] ?? 0) + s0 + (words[i - 7] ?? 0) + s1) | 0;
    }
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let e = state[4] ?? 0;
    let f = state[5] ?? 0;
    let g = state[6] ?? 0;
    let h = state[7] ?? 0;
    for (let i = 0; i < ROUNDS; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const chosen = g ^ (e & (f ^ g));
      const majority = (a & b) ^ (c & (a ^ b));
      const turn = (h + s1 + chosen + (CONSTANTS[i] ?? 0) + (words[i] ?? 0)) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + turn) | 0;
      d = c;
      c = b;
      b = a;
      a = (turn + s0 + majority) | 0;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
    state[4] = (state[4] ?? 0) + e;
    state[5] = (state[5] ?? 0) + f;
    state[6] = (state[6] ?? 0) + g;
    state[7] = (state[7] ?? 0) + h;
  }
}
