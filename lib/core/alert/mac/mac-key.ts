import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/**
 * The purpose of a key. Keys of two purposes have nothing in common: a code of one proves nothing for another.
 *
 * - `claims`: the items of a table of claims
 * - `integrity`: the progress of an integrity monitor
 * - `delivery`: the states of trails and accounts of a delivery monitor
 */
export type MacPurpose = 'claims' | 'integrity' | 'delivery';

/** The text whose code KMS computes, once per container: the code is the secret from which all keys are derived. */
export const DERIVATION_MESSAGE = 'trailwatch-derived-key-v1';

/**
 * A key that makes and verifies message authentication codes: HMAC-SHA-256, in base64url without padding.
 *
 * A code proves that a holder of the key wrote exactly these parts, and nothing about when, or how often.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export class MacKey {
  /**
   * The key of one purpose and one place, such as the name of a table.
   *
   * @param secret 32 bytes
   */
  static derive(secret: Uint8Array, purpose: MacPurpose, place: string): MacKey {
    const derived = createHmac('sha256', secret)
      .update(unambiguous([purpose, place]))
      .digest();
    return new MacKey(createSecretKey(derived));
  }

  private constructor(private readonly key: KeyObject) {}

  /** The code of these parts, in this order. */
  sign(parts: readonly (string | number | Uint8Array)[]): string {
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) {
      const bytes = typeof part === 'object' ? part : Buffer.from(String(part));
      hmac.update(`${bytes.length}:`).update(bytes);
    }
    return hmac.digest('base64url');
  }

  /** Whether a code is that of these parts, in constant time. */
  verify(parts: readonly (string | number | Uint8Array)[], code: string | undefined): boolean {
    if (code === undefined) return false;
    const expected = Buffer.from(this.sign(parts));
    const given = Buffer.from(code);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/** Each part after its length: no two lists of parts have the same bytes. */
function unambiguous(parts: readonly string[]): string {
  return parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
}
