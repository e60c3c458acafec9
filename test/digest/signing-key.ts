import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { TEST_PRIVATE_KEYS } from './test-private-keys';

/** One of CloudTrail's key pairs, played. */
export class SigningKey {
  readonly fingerprint: string;
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  /** By text: RSA signs the same text the same way each time, and tests write the same archive many times. */
  private readonly signatures = new Map<string, string>();

  constructor(base64: string) {
    this.privateKey = createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.privateKey);
    this.fingerprint = createHash('md5').update(this.der('pkcs1')).digest('hex');
  }

  /** Hexadecimal, as in an object's metadata. */
  sign(text: string): string {
    const known = this.signatures.get(text);
    if (known !== undefined) return known;
    const signature = sign('RSA-SHA256', Buffer.from(text), this.privateKey).toString('hex');
    this.signatures.set(text, signature);
    return signature;
  }

  /** As an element of `PublicKeyList`, as the AWS CLI prints it. */
  listed(form: 'pkcs1' | 'spki' = 'pkcs1') {
    return {
      Value: this.der(form).toString('base64'),
      ValidityStartTime: '2026-09-01T00:00:00+00:00',
      ValidityEndTime: '2027-12-01T00:00:00+00:00',
      Fingerprint: this.fingerprint,
    };
  }

  private der(type: 'pkcs1' | 'spki'): Buffer {
    return this.publicKey.export({ format: 'der', type } as { format: 'der'; type: 'pkcs1' });
  }
}

const [first = '', second = '', third = ''] = TEST_PRIVATE_KEYS;

/** The key that signs unless a plan says otherwise, and the one after its rotation. */
export const SIGNING_KEYS = { current: new SigningKey(first), next: new SigningKey(second) } as const;

/** A key that no list of CloudTrail's keys holds. */
export const ATTACKERS_KEY = new SigningKey(third);
