/** SHA-256 without Node and without waiting: the engine answers in one step, in browsers as well. */

/** Hexadecimal, the same for the same parts. */
export function digest(...parts: readonly string[]): string {
  return sha256(new TextEncoder().encode(JSON.stringify(parts)));
}

/** A UUID of version 4, the same for the same parts. */
export function uuidOf(...parts: readonly string[]): string {
  const hex = digest(...parts);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

const BLOCK = 64;

/** FIPS 180-4, 6.2: the digest of these bytes in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  const state = new Uint32Array(INITIAL);
  const schedule = new Uint32Array(64);
  const padded = pad(bytes);
  for (let offset = 0; offset < padded.byteLength; offset += BLOCK) compress(state, schedule, padded, offset);
  return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
}

/** 5.1.1: a one, zeros, and the length in bits as 64 bits. */
function pad(bytes: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length * 8);
  return view;
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function compress(state: Uint32Array, w: Uint32Array, block: DataView, offset: number): void {
  for (let t = 0; t < 16; t++) w[t] = block.getUint32(offset + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [near, far] = [w[t - 2]!, w[t - 15]!];
    const sigma1 = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
    const sigma0 = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
    w[t] = sigma1 + w[t - 7]! + sigma0 + w[t - 16]!;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + K[t]! + w[t]!) | 0;
    const sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index]! += word;
}

/** 4.2.2 and 5.3.3: the first 32 bits of the fractional parts of roots of the first primes. */
const primes = Array.from({ length: 310 }, (_, n) => n + 2).filter((n) =>
  Array.from({ length: n - 2 }, (_, m) => m + 2).every((m) => n % m !== 0),
);
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32);
const INITIAL = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const K = new Uint32Array(primes.slice(0, 64).map((prime) => fraction(Math.cbrt(prime))));
