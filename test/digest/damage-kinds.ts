import { gzipSync } from 'node:zlib';
import * as damage from './damage';
import { logText, type SignedArchive } from './signed-archive';

/** What must be so of an archive after it was damaged: worked out from what was done alone, and from AWS's documentation. */
export interface DamageEffect {
  /** Files that are not what CloudTrail delivered: none may be valid. */
  readonly wrong: readonly string[];
  /** The hours that are not proven any more, counted from 0. */
  readonly lost: readonly number[];
  /** Whether the archive still proves everything that it should: the exit status is 0. */
  readonly isHarmless?: boolean;
  /** Whether digest files now name two buckets: then the bucket must be named, or nothing is validated. */
  readonly isMixed?: boolean;
  /** Hours that should be proven, where not all of them. */
  readonly dueHours?: number;
}

/** Something that is done to an archive of one trail. */
export interface DamageKind {
  readonly name: string;
  readonly apply: (archive: SignedArchive, hour: number) => DamageEffect;
}

const HARMLESS: DamageEffect = { wrong: [], lost: [], isHarmless: true };

function ofDigest(name: string, change: damage.Damage): DamageKind {
  return {
    name: `${name} a digest`,
    apply: (archive, hour) => {
      const { key } = archive.digests[hour]!;
      change(archive, key);
      return { wrong: [key], lost: [hour] };
    },
  };
}

/** The next digest file carries the signature: only the newest hour is not proven, or waits as it does without any. */
function ofMetadata(name: string, change: damage.Damage, newest: Partial<DamageEffect>): DamageKind {
  return {
    name: `${name} a digest`,
    apply: (archive, hour) => {
      const { key } = archive.digests[hour]!;
      change(archive, key);
      const isNewest = hour === archive.digests.length - 1;
      return { wrong: [key], lost: [], ...(isNewest ? newest : {}) };
    },
  };
}

function ofLog(name: string, change: damage.Damage): DamageKind {
  return {
    name: `${name} a log file`,
    apply: (archive, hour) => {
      const [key = ''] = archive.digests[hour]!.logKeys;
      change(archive, key);
      return { wrong: [key], lost: [hour] };
    },
  };
}

/** Damage to the digest file of any hour. */
export const DIGEST_DAMAGE: readonly DamageKind[] = [
  ofDigest('delete', damage.remove),
  ofDigest('rewrite', damage.rewriteDigest),
  ofDigest("forge under CloudTrail's fingerprint", damage.forgeDigestAsCloudTrail),
  ofDigest('forge under another fingerprint', (archive, key) => damage.forgeDigest(archive, key)),
  ofDigest('cut', damage.truncate),
  ofDigest('append a byte to', damage.appendBytes),
  ofDigest('append a member to', damage.appendMember),
  ofDigest('prepend a member to', damage.prependMember),
  ofDigest('empty', damage.empty),
  ofDigest('unpack', damage.unpack),
  ofDigest('replace with a log file', damage.replaceText),
  ofMetadata('give another signature to', damage.replaceSignature, { lost: [7] }),
  ofMetadata('garble the signature of', damage.garbleSignature, { isHarmless: true, dueHours: 7 }),
];

/** Damage to a log file of any hour. */
export const LOG_DAMAGE: readonly DamageKind[] = [
  ofLog('spoil the checksum in the header of', damage.spoilHeaderCrc),
  ofLog('delete', damage.remove),
  ofLog('change', damage.replaceText),
  ofLog('cut', damage.truncate),
  ofLog('empty', damage.empty),
  ofLog('append a byte to', damage.appendBytes),
  ofLog('append a member to', damage.appendMember),
  ofLog('prepend a member to', damage.prependMember),
  ofLog('unpack', damage.unpack),
  {
    name: 'change a log file and its hash in the digest',
    apply: (archive, hour) => {
      const { key, logKeys } = archive.digests[hour]!;
      damage.replaceText(archive, logKeys[0]!);
      damage.recomputeHash(archive, key, logKeys[0]!);
      return { wrong: [key, logKeys[0]!], lost: [hour] };
    },
  },
  {
    name: 'rename a log file',
    apply: (archive, hour) => {
      const [key = ''] = archive.digests[hour]!.logKeys;
      const renamed = key.replace(/_[0-9a-f]+\.json/, '_renamed.json');
      damage.moveTo(archive, key, renamed);
      return { wrong: [key, renamed], lost: [hour] };
    },
  },
  {
    name: 'swap two log files of an hour',
    apply: (archive, hour) => {
      const [one = '', other = ''] = archive.digests[hour]!.logKeys;
      damage.swap(archive, one, other);
      return { wrong: [one, other], lost: [hour] };
    },
  },
];

function added(name: string, keyOf: (logKey: string) => string): DamageKind {
  return {
    name: `add ${name}`,
    apply: (archive, hour) => {
      const key = keyOf(archive.digests[hour]!.logKeys[0]!);
      archive.put({ bucket: 'audit-archive', key, bytes: gzipSync(logText(key)), metadata: {} });
      return { wrong: [key], lost: [] };
    },
  };
}

const DAY = '2026/10/01';
const renamed = (name: string) => (key: string) => key.replace(/_[0-9a-f]+\.json/, `_${name}.json`);

/** Objects that CloudTrail did not deliver. */
export const ADDITIONS: readonly DamageKind[] = [
  added('a log file', renamed('added')),
  added('an object with another name', (key) => key.replace(/[^/]+$/, 'notes.json.gz')),
  added('an object in a folder below the day', (key) => key.replace(`${DAY}/`, `${DAY}/sub/`)),
  added('an object on 31 February', (key) => key.replace(DAY, '2026/02/31')),
  added('an object in year=2026', (key) => key.replace(DAY, 'year=2026/month=10')),
  added('an object in the folder of the Region', (key) => key.replace(`${DAY}/`, '')),
  added('an object in the folder of the month', (key) => key.replace(`${DAY}/`, '2026/10/')),
  added('an object of the future', (key) => key.replace(DAY, '2099/10/01')),
  added('an Insights file', (key) => key.replaceAll('CloudTrail', 'CloudTrail-Insight')),
  added('a network activity file', (key) => key.replaceAll('CloudTrail', 'CloudTrail-NetworkActivity')),
  added('an object among the digest files', (key) =>
    key.replace('/CloudTrail/', '/CloudTrail-Digest/').replace(/[^/]+$/, 'digest.json.gz'),
  ),
  added('a digest file above its date', (key) =>
    key
      .replace('/CloudTrail/', '/CloudTrail-Digest/')
      .replace(new RegExp(`${DAY}/[^/]+$`), '2026/digest.json.gz'),
  ),
  {
    name: 'plant a digest of an invented trail, with a log file',
    apply: (archive, hour) => plant(archive, hour, (key) => key.replace('_audit_', '_zzz_')),
  },
  {
    name: 'plant a digest between two others, with a log file',
    apply: (archive, hour) => plant(archive, hour, (key) => key.replace(/(\d\d)Z\.json/, '59Z.json')),
  },
];

function plant(archive: SignedArchive, hour: number, rename: (key: string) => string): DamageEffect {
  const digest = archive.digests[hour]!;
  const log = renamed('planted')(digest.logKeys[0]!);
  archive.put({ bucket: 'audit-archive', key: log, bytes: gzipSync(logText(log)), metadata: {} });
  const key = rename(digest.key);
  damage.copyTo(archive, digest.key, key);
  damage.editDigest((json) => {
    json.digestS3Object = key;
    json.logFiles = [
      {
        ...{ s3Bucket: 'audit-archive', s3Object: log, hashAlgorithm: 'SHA-256' },
        hashValue: damage.textHash(archive, log),
      },
    ];
  })(archive, key);
  damage.forgeDigest(archive, key, false);
  return { wrong: [key, log], lost: [] };
}

/** What changes bytes and no content, or is lost without any loss of proof. */
export const HARMLESS_CHANGES: readonly DamageKind[] = [
  {
    name: 'compress a digest anew',
    apply: (archive, hour) => {
      damage.recompress(archive, archive.digests[hour]!.key);
      return HARMLESS;
    },
  },
  {
    name: 'compress a log file anew',
    apply: (archive, hour) => {
      damage.recompress(archive, archive.digests[hour]!.logKeys[0]!);
      return HARMLESS;
    },
  },
  {
    name: 'lose the metadata of a digest that the next one names',
    apply: (archive, hour) => {
      damage.removeSignature(archive, archive.digests[hour]!.key);
      return HARMLESS;
    },
  },
];
