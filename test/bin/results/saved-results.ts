import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SIGNING_KEYS } from '../../digest/signing-key';

/** What is not as CloudTrail Lake writes it. */
export interface SavedResultsChange {
  readonly sign?: Readonly<Record<string, unknown>>;
  readonly signedBy?: { readonly fingerprint: string; sign(text: string): string };
}

/** The objects of a query's saved results, by their names, as CloudTrail Lake writes them. */
export function savedResults(
  rows: readonly string[],
  { sign = {}, signedBy = SIGNING_KEYS.current }: SavedResultsChange = {},
): ReadonlyMap<string, Buffer> {
  const files = rows.map((text, index) => [`result_${index + 1}.csv.gz`, gzipSync(text)] as const);
  const hashes = files.map(([, bytes]) => createHash('sha256').update(bytes).digest('hex'));
  const signFile = {
    version: '1.0',
    region: 'eu-west-1',
    files: files.map(([fileName], index) => ({ fileHashValue: hashes[index], fileName })),
    hashAlgorithm: 'SHA-256',
    signatureAlgorithm: 'SHA256withRSA',
    queryCompleteTime: '2026-10-01T02:06:30Z',
    hashSignature: signedBy.sign(hashes.join(' ')),
    publicKeyFingerprint: signedBy.fingerprint,
    ...sign,
  };
  return new Map([...files, ['result_sign.json', Buffer.from(JSON.stringify(signFile))]]);
}

/** Writes objects into a folder. */
export function writeObjects(folder: string, objects: ReadonlyMap<string, Buffer>): void {
  for (const [name, bytes] of objects) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
