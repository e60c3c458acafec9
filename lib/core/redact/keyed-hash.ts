import { createHash, hash } from 'node:crypto';

/** The algorithms, with the bytes of a block of each. */
const BLOCK_BYTES = { sha256: 64, sha512: 128 } as const;

type Algorithm = keyof typeof BLOCK_BYTES;

/** Missing in Node.js before 20.12. */
const hashAtOnce = hash as typeof hash | undefined;

/**
 * HMAC of short texts under one key, by two hashes each, which takes Node.js a fifth of the time of an HMAC object.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export class KeyedHash {
  private readonly inner: Buffer;
  private readonly outer: Buffer;
  private input: Buffer;

  /** @param key of any length */
  constructor(
    private readonly algorithm: Algorithm,
    key: Uint8Array,
  ) {
    const block = BLOCK_BYTES[algorithm];
    const padded = Buffer.alloc(block);
    padded.set(key.length > block ? createHash(algorithm).update(key).digest() : key);
    this.inner = padded.map((byte) => byte ^ 0x36) as Buffer;
    this.outer = Buffer.concat([padded.map((byte) => byte ^ 0x5c), Buffer.alloc(block / 2)]);
    this.input = Buffer.from(this.inner);
  }

  /**
   * The code of a message.
   *
   * @param message a character for each byte
   * @returns a character for each byte
   */
  of(message: string): string {
    const block = this.inner.length;
    const length = block + message.length;
    if (this.input.length < length)
      this.input = Buffer.concat([this.inner, Buffer.alloc(2 * message.length)]);
    this.input.write(message, block, 'latin1');
    this.outer.write(this.hashOf(this.input.subarray(0, length)), block, 'latin1');
    return this.hashOf(this.outer);
  }

  private hashOf(bytes: Buffer): string {
    return hashAtOnce === undefined
      ? createHash(this.algorithm).update(bytes).digest('binary')
      : hashAtOnce(this.algorithm, bytes, 'binary');
  }
}

/** The codes of one key. */
export class RedactionKey {
  readonly sha256: KeyedHash;
  readonly sha512: KeyedHash;

  constructor(key: Uint8Array) {
    this.sha256 = new KeyedHash('sha256', key);
    this.sha512 = new KeyedHash('sha512', key);
  }
}
