/**
 * SHA-256 (FIPS 180-4 §6.2) in plain arithmetic.
 *
 * The platform's own takes several times as long for the few octets of a node, nearly all of it on
 * the way in and out; and a browser has none that answers at once. A tree of a million leaves takes
 * two million short messages. It branches on lengths alone, so that time tells nothing of keys.
 *
 * @module
 */

/** Octets of a block. */
export const BLOCK_LENGTH = 64;
/** Where the last block holds the message's length in bits. */
const LENGTH_AT = 56;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K: Int32Array = Int32Array.from(primes(64), (prime) => fractionBits(prime, 3n));
/** The same of the square roots of the first 8. */
const INITIAL: Int32Array = Int32Array.from(primes(8), (prime) => fractionBits(prime, 2n));

/** What is computed with, between one call's beginning and its end. */
const schedule = new Int32Array(64);
const state = new Int32Array(8);
const block = new Uint8Array(BLOCK_LENGTH);
const blockView = new DataView(block.buffer);

/** The digest of the pieces, one after the other: 32 octets. */
export function sha256(...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  state.set(INITIAL);
  let length = 0;
  let filled = 0;
  for (const piece of pieces) {
    length += piece.length;
    let at = 0;
    if (filled > 0) {
      at = Math.min(BLOCK_LENGTH - filled, piece.length);
      block.set(at === piece.length ? piece : piece.subarray(0, at), filled);
      filled += at;
      if (filled < BLOCK_LENGTH) continue;
      compress(block, 0);
    }
    for (; at + BLOCK_LENGTH <= piece.length; at += BLOCK_LENGTH) compress(piece, at);
    filled = piece.length - at;
    for (let to = 0; to < filled; to++) block[to] = piece[at + to]!;
  }
  finish(filled, length);
  return digest();
}

/** FIPS 180-4 §5.1.1: a set bit, zeros, the length in bits. */
function finish(filled: number, length: number): void {
  block[filled] = 0x80;
  block.fill(0, filled + 1);
  if (filled + 1 > LENGTH_AT) {
    compress(block, 0);
    block.fill(0);
  }
  blockView.setUint32(LENGTH_AT, Math.floor(length / 2 ** 29));
  blockView.setUint32(LENGTH_AT + 4, (length % 2 ** 29) * 8);
  compress(block, 0);
}

function digest(): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(32);
  for (let at = 0; at < 8; at++) {
    const word = state[at]!;
    octets[4 * at] = word >>> 24;
    octets[4 * at + 1] = word >>> 16;
    octets[4 * at + 2] = word >>> 8;
    octets[4 * at + 3] = word;
  }
  return octets;
}

/** FIPS 180-4 §6.2.2, for the block that begins at `from`. */
function compress(octets: Uint8Array, from: number): void {
  const w = schedule;
  for (let t = 0, at = from; t < 16; t++, at += 4) {
    w[t] = (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) |
      octets[at + 3]!;
  }
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15]!;
    const y = w[t - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (w[t - 16]! + s0 + w[t - 7]! + s1) | 0;
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!;
  let e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[t]! + w[t]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}

/** The first 32 bits of the fractional part of the root of this degree of `n`. */
function fractionBits(n: number, degree: bigint): number {
  const scaled = BigInt(n) << (32n * degree);
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= scaled) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
}
