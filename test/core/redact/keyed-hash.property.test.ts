import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { KeyedHash } from '../../../lib/core/redact/keyed-hash';

const BYTES = fc.uint8Array({ maxLength: 300 });

it.each(['sha256', 'sha512'] as const)('a code by %s is its HMAC, whatever was asked before', (algorithm) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(BYTES, { maxLength: 5 }), (key, messages) => {
      const keyed = new KeyedHash(algorithm, key);
      const codes = messages.map((message) => keyed.of(Buffer.from(message).toString('latin1')));
      expect(codes).toEqual(
        messages.map((message) => createHmac(algorithm, key).update(message).digest('binary')),
      );
    }),
  );
});
