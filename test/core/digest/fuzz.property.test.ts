import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { archiveFolderOf, parseDigestKey } from '../../../lib/core/digest/archive-folder';
import { parseDigest } from '../../../lib/core/digest/digest';
import { parsePublicKeys } from '../../../lib/core/digest/signature/public-keys';
import { SavedMetadataReader } from '../../../lib/core/digest/signature/saved-metadata';
import { hashLogFile } from '../../../lib/core/digest/single-member';
import { checkArchive } from '../../digest/check-archive';
import { SignedArchive, sha256 } from '../../digest/signed-archive';

const RUNS = { numRuns: 1500 };
const PLAN = { accountId: '111122223333', hours: 3, logs: 1 };

/** Bytes of a real text with some of them changed, cut, doubled or put in. */
function damaged(bytes: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: bytes.length });
  const edit = fc.tuple(place, fc.uint8Array({ maxLength: 4 }), fc.nat({ max: 4 }));
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) =>
      edits.reduce<Buffer>(
        (text, [at, added, cut]) => Buffer.concat([text.subarray(0, at), added, text.subarray(at + cut)]),
        bytes,
      ),
    );
}

const whole = new SignedArchive([PLAN]);
const [, second] = whole.digests;
const [, secondLog = ''] = whole.logKeys;
const digestBytes = whole.objects.get(second!.key)!.bytes;
const logBytes = whole.objects.get(secondLog)!.bytes;
const text = Buffer.from(second!.text);

async function statusWith(
  key: string,
  bytes: Buffer,
  metadata?: Record<string, string>,
): Promise<string | undefined> {
  const archive = new SignedArchive([]);
  archive.digests.push(...whole.digests);
  for (const object of whole.objects.values()) archive.put({ ...object });
  archive.put({ ...whole.objects.get(key)!, bytes, ...(metadata === undefined ? {} : { metadata }) });
  const findings = await checkArchive(archive);
  return findings.find((finding) => finding.key === key)?.status;
}

function contentOf(bytes: Buffer): string | undefined {
  try {
    return sha256(gunzipSync(bytes).toString('latin1'));
  } catch {
    return undefined;
  }
}

test('a digest whose text was changed at any place is never valid', async () => {
  await fc.assert(
    fc.asyncProperty(damaged(text), async (changed) => {
      fc.pre(!changed.equals(text));
      expect(await statusWith(second!.key, gzipSync(changed))).toBe('invalid');
    }),
    RUNS,
  );
});

test('a digest or log file whose stored bytes were changed is valid only if the text is the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), damaged(digestBytes), damaged(logBytes), async (isDigest, digest, log) => {
      const [key, changed, original] = isDigest
        ? [second!.key, digest, digestBytes]
        : [secondLog, log, logBytes];
      const status = await statusWith(key, changed);
      if (status === 'valid') expect(contentOf(changed)).toBe(contentOf(original));
      else expect(status).toBe('invalid');
    }),
    RUNS,
  );
});

test('a digest whose signature was changed at any place is never valid', async () => {
  const signature = Buffer.from(second!.signature);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        damaged(signature),
        fc.string().map((any) => Buffer.from(any)),
      ),
      async (changed) => {
        fc.pre(changed.toString() !== second!.signature);
        expect(await statusWith(second!.key, digestBytes, { signature: changed.toString() })).toBe('invalid');
      },
    ),
    RUNS,
  );
});

test('no digest text, list of keys, saved metadata or key of an object makes reading throw', () => {
  const json = fc.oneof(
    fc.json(),
    fc.string(),
    damaged(text).map((bytes) => bytes.toString()),
    damaged(Buffer.from(whole.publicKeys())).map((bytes) => bytes.toString()),
  );
  const key = fc.oneof(
    fc.string(),
    damaged(Buffer.from(second!.key)).map((bytes) => bytes.toString()),
  );
  fc.assert(
    fc.property(json, key, (value, name) => {
      expect(['digest', 'problem']).toContain(parseDigest(Buffer.from(value)).kind);
      expect(['keys', 'problem']).toContain(parsePublicKeys(value).kind);
      for (const entry of new SavedMetadataReader().read(Buffer.from(value)))
        expect(['signature', 'problem']).toContain(entry.kind);
      expect(['chained', 'foreign', undefined]).toContain(parseDigestKey(name)?.kind);
      archiveFolderOf(name);
    }),
    RUNS,
  );
});

test('gzip data in any chunks has one hash, or one problem', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(damaged(logBytes), fc.uint8Array().map(Buffer.from)),
      fc.integer({ min: 1, max: 40 }),
      async (bytes, size) => {
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        expect(await hashLogFile(chunks)).toEqual(await hashLogFile([bytes]));
      },
    ),
    RUNS,
  );
});

test('a bomb is refused, not unpacked to its end', async () => {
  const bomb = gzipSync(Buffer.alloc(600 * 1024 * 1024));
  expect(await hashLogFile([bomb])).toEqual({ kind: 'problem', reason: 'too-large' });
});
