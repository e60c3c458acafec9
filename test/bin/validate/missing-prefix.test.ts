import { gunzipSync, gzipSync } from 'node:zlib';
import { learnMissingPrefix } from '../../../bin/validate/missing-prefix';
import { PublicKeys } from '../../../lib/core/digest/signature/public-keys';
import { SignedArchive } from '../../digest/signed-archive';
import { SIGNING_KEYS } from '../../digest/signing-key';

const ACCOUNT = '111122223333';
const PREFIX = 'logs/';

function keysOfCloudTrail(): PublicKeys {
  const keys = new PublicKeys();
  keys.add(Object.values(SIGNING_KEYS).map((key) => key.listed()));
  return keys;
}

/** A copy of what lies below the prefix, in which digest files come first that name another one. */
function copyOf({ forged, hasMetadata }: { readonly forged: number; readonly hasMetadata: boolean }) {
  const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 4, prefix: 'logs' }]);
  const objects = new Map<string, { readonly bytes: Buffer; readonly signature: string | undefined }>();
  for (const { key, bytes, metadata } of archive.objects.values()) {
    const signature = hasMetadata ? metadata.signature : undefined;
    objects.set(key.slice(PREFIX.length), { bytes: Buffer.from(bytes), signature });
  }
  const { key } = archive.digests[1]!;
  const text = gunzipSync(archive.objects.get(key)!.bytes).toString();
  for (let day = 1; day <= forged; day += 1) {
    const date = `200${Math.floor(day / 28)}-01-${String((day % 28) + 1).padStart(2, '0')}`;
    const place = key
      .slice(PREFIX.length)
      .replace(/\d{4}\/\d\d\/\d\d/, date.replaceAll('-', '/'))
      .replace(/_\d{8}T/, `_${date.replaceAll('-', '')}T`);
    const bytes = gzipSync(text.replaceAll(key, `evil/${place}`));
    objects.set(place, { bytes, signature: hasMetadata ? 'ab'.repeat(128) : undefined });
  }
  return {
    keys: async function* () {
      yield* [...objects.keys()].sort();
    },
    read: async (at: string) => {
      const { bytes, signature } = objects.get(at)!;
      const chunks = (async function* () {
        yield bytes;
      })();
      return { kind: 'stored' as const, chunks, ...(signature === undefined ? {} : { signature }) };
    },
  };
}

test.each([
  [0, true],
  [0, false],
  [1, true],
  [1, false],
  [60, true],
  [60, false],
])(
  'only authentic digest files teach a copy its prefix: %i forged ones come first, metadata %s',
  async (forged, hasMetadata) => {
    expect(await learnMissingPrefix(copyOf({ forged, hasMetadata }), keysOfCloudTrail())).toBe(PREFIX);
  },
);

test('without public keys, nothing will be proven, and the first digest file decides', async () => {
  expect(await learnMissingPrefix(copyOf({ forged: 1, hasMetadata: true }))).toBe('evil/');
  expect(await learnMissingPrefix(copyOf({ forged: 1, hasMetadata: true }), new PublicKeys())).toBe('evil/');
});
