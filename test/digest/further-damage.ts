import * as damage from './damage';
import type { DamageEffect, DamageKind } from './damage-kinds';
import { DEFAULT_PLAN, logText, SignedArchive } from './signed-archive';

type Edit = (json: Record<string, unknown>) => void;

function ofDigest(name: string, change: damage.Damage): DamageKind {
  return {
    name: `${name} of a digest`,
    apply: (archive, hour) => {
      const { key } = archive.digests[hour]!;
      change(archive, key);
      return { wrong: [key], lost: [hour] };
    },
  };
}

function edited(member: string, edit: Edit): DamageKind {
  return ofDigest(`edit ${member}`, damage.editDigest(edit));
}

function mixed({ name, apply }: DamageKind): DamageKind {
  return { name, apply: (archive, hour) => ({ ...apply(archive, hour), isMixed: true }) };
}

/** Every member that a digest file is documented to have, changed by itself: the signature is over the whole text. */
export const EDITED_MEMBERS: readonly DamageKind[] = [
  edited('awsAccountId', (json) => {
    json.awsAccountId = '999988887777';
  }),
  edited('digestStartTime', (json) => {
    json.digestStartTime = (json.digestStartTime as string).replace(/\d\dZ$/, '00Z');
  }),
  edited('digestEndTime', (json) => {
    json.digestEndTime = (json.digestEndTime as string).replace(/\d\dZ$/, '00Z');
  }),
  mixed(
    edited('digestS3Bucket', (json) => {
      json.digestS3Bucket = 'another-bucket';
    }),
  ),
  edited('digestS3Object', (json) => {
    json.digestS3Object = `${json.digestS3Object as string}.old`;
  }),
  edited('digestPublicKeyFingerprint', (json) => {
    json.digestPublicKeyFingerprint = '0'.repeat(32);
  }),
  edited('digestSignatureAlgorithm', (json) => {
    json.digestSignatureAlgorithm = 'none';
  }),
  edited('previousDigestS3Object', (json) => {
    json.previousDigestS3Object = 'nowhere';
  }),
  edited('previousDigestHashValue', (json) => {
    json.previousDigestHashValue = '0'.repeat(64);
  }),
  edited('previousDigestSignature', (json) => {
    json.previousDigestSignature = '00'.repeat(256);
  }),
  edited('the links', (json) => {
    for (const name of Object.keys(json)) if (name.startsWith('previousDigest')) json[name] = null;
  }),
  edited('a log file hash', (json) => {
    const [log] = json.logFiles as { hashValue: string }[];
    log!.hashValue = '0'.repeat(64);
  }),
  edited('a log file key', (json) => {
    const [log] = json.logFiles as { s3Object: string }[];
    log!.s3Object = `${log!.s3Object}.old`;
  }),
  edited('a log file hash algorithm', (json) => {
    const [log] = json.logFiles as { hashAlgorithm: string }[];
    log!.hashAlgorithm = 'MD5';
  }),
  edited('the list of log files (emptied)', (json) => {
    json.logFiles = [];
  }),
  edited('the list of log files (removed)', (json) => {
    delete json.logFiles;
  }),
];

/** Other damage to the digest file of an hour that has hours before and after it. */
export const FURTHER_DIGEST_DAMAGE: readonly DamageKind[] = [
  ofDigest('flip a bit', damage.flipBit),
  ofDigest(
    'put a byte order mark before the text',
    damage.editText((text) => `\ufeff${text}`),
  ),
  ofDigest(
    'add a line break to the text',
    damage.editText((text) => `${text}\n`),
  ),
  ofDigest(
    'put a list in place',
    damage.editText((text) => `[${text}]`),
  ),
  {
    name: 'give a digest the signature of the one before',
    apply: (archive, hour) => {
      const { key } = archive.digests[hour]!;
      const { metadata } = damage.objectAt(archive, archive.digests[hour - 1]!.key);
      damage.objectAt(archive, key).metadata = metadata;
      return { wrong: [key], lost: [] };
    },
  },
  {
    name: 'put the digest before in the place of a digest',
    apply: (archive, hour) => {
      const { key } = archive.digests[hour]!;
      damage.copyTo(archive, archive.digests[hour - 1]!.key, key);
      return { wrong: [key], lost: [hour] };
    },
  },
  {
    name: 'swap two digests',
    apply: (archive, hour) => {
      const keys = [archive.digests[hour]!.key, archive.digests[hour + 1]!.key] as const;
      damage.swap(archive, ...keys);
      return { wrong: keys, lost: [hour, hour + 1] };
    },
  },
  {
    name: 'delete two digests in a row',
    apply: (archive, hour) => {
      const keys = [archive.digests[hour]!.key, archive.digests[hour + 1]!.key];
      for (const key of keys) damage.remove(archive, key);
      return { wrong: keys, lost: [hour, hour + 1] };
    },
  },
  {
    name: 'delete a digest with its log files',
    apply: (archive, hour) => {
      const { key, logKeys } = archive.digests[hour]!;
      for (const it of [key, ...logKeys]) damage.remove(archive, it);
      return { wrong: [key, ...logKeys], lost: [hour] };
    },
  },
  {
    name: 'move a digest to another second',
    apply: (archive, hour) => {
      const { key } = archive.digests[hour]!;
      const moved = key.replace(/\d\dZ\.json/, '59Z.json');
      damage.moveTo(archive, key, moved);
      return { wrong: [key, moved], lost: [hour] };
    },
  },
];

function ofLog(name: string, change: damage.Damage): DamageKind {
  return {
    name: `${name} of a log file`,
    apply: (archive, hour) => {
      const [key = ''] = archive.digests[hour]!.logKeys;
      change(archive, key);
      return { wrong: [key], lost: [hour] };
    },
  };
}

/** Other damage to the log files of an hour that has hours before and after it. */
export const FURTHER_LOG_DAMAGE: readonly DamageKind[] = [
  ofLog('flip a bit', damage.flipBit),
  ofLog(
    'add a space to the text',
    damage.editText((text) => `${text} `),
  ),
  ofLog(
    'put a byte order mark before the text',
    damage.editText((text) => `\ufeff${text}`),
  ),
  ofLog(
    'remove the records',
    damage.editText(() => '{"Records":[]}'),
  ),
  {
    name: 'put the other log file of the hour in the place of a log file',
    apply: (archive, hour) => {
      const [key = '', other = ''] = archive.digests[hour]!.logKeys;
      damage.copyTo(archive, other, key);
      return { wrong: [key], lost: [hour] };
    },
  },
  {
    name: 'put the digest in the place of a log file',
    apply: (archive, hour) => {
      const { key: digestKey, logKeys } = archive.digests[hour]!;
      damage.copyTo(archive, digestKey, logKeys[0]!);
      return { wrong: [logKeys[0]!], lost: [hour] };
    },
  },
  {
    name: 'delete all log files of an hour',
    apply: (archive, hour) => {
      const { logKeys } = archive.digests[hour]!;
      for (const key of logKeys) damage.remove(archive, key);
      return { wrong: logKeys, lost: [hour] };
    },
  },
  {
    name: 'swap log files of two hours',
    apply: (archive, hour) => {
      const keys = [archive.digests[hour]!.logKeys[0]!, archive.digests[hour + 1]!.logKeys[0]!] as const;
      damage.swap(archive, ...keys);
      return { wrong: keys, lost: [hour, hour + 1] };
    },
  },
  {
    name: 'change a log file and forge the digest with its hash',
    apply: (archive, hour) => {
      const { key, logKeys } = archive.digests[hour]!;
      damage.replaceText(archive, logKeys[0]!);
      damage.recomputeHash(archive, key, logKeys[0]!);
      damage.forgeDigest(archive, key, false);
      return { wrong: [key, logKeys[0]!], lost: [hour] };
    },
  },
];

const renamed = (key: string, name: string) => key.replace(/_[0-9a-f]+\.json/, `_${name}.json`);

function copied(name: string, change: (archive: SignedArchive, copy: string) => void): DamageKind {
  return {
    name,
    apply: (archive, hour) => {
      const [key = ''] = archive.digests[hour]!.logKeys;
      const copy = renamed(key, 'copy');
      damage.copyTo(archive, key, copy);
      change(archive, copy);
      return { wrong: [copy], lost: [] };
    },
  };
}

/** Other objects that CloudTrail did not deliver. */
export const FURTHER_ADDITIONS: readonly DamageKind[] = [
  {
    name: 'add a log file beside AWSLogs, under a name that no log file has',
    apply: (archive) => {
      put(archive, 'notes/readme.txt');
      return { wrong: ['notes/readme.txt'], lost: [] };
    },
  },
  copied('add a copy of a log file', () => undefined),
  copied('add an empty object with the name of a log file', damage.empty),
  copied('add an unpacked object with the name of a log file', damage.unpack),
  {
    name: 'copy a digest to another second',
    apply: (archive, hour) => {
      const { key } = archive.digests[hour]!;
      const copy = key.replace(/\d\dZ\.json/, '59Z.json');
      damage.copyTo(archive, key, copy);
      return { wrong: [copy], lost: [] };
    },
  },
  {
    name: 'copy a genuine digest and its log file from the bucket of an attacker',
    apply: (archive, hour) => fromAttackersBucket(archive, hour),
  },
];

/** CloudTrail signs for whoever has a trail: a trail of the same name in another account delivers to its owner's bucket. */
function fromAttackersBucket(archive: SignedArchive, hour: number): DamageEffect {
  const other = new SignedArchive([
    { accountId: '111122223333', hours: hour + 1, logs: 1, bucket: 'attacker-bucket', trailName: 'theirs' },
  ]);
  const { key, logKeys } = other.digests[hour]!;
  const [logKey = ''] = logKeys;
  for (const it of [key, logKey]) archive.put({ ...damage.objectAt(other, it), bucket: DEFAULT_PLAN.bucket });
  return { wrong: [key, logKey], lost: [], isMixed: true };
}

function harmless(name: string, change: (archive: SignedArchive, hour: number) => void): DamageKind {
  return {
    name,
    apply: (archive, hour) => {
      change(archive, hour);
      return { wrong: [], lost: [], isHarmless: true };
    },
  };
}

const put = (archive: SignedArchive, key: string, text = logText(key)) =>
  archive.put({ bucket: DEFAULT_PLAN.bucket, key, bytes: Buffer.from(text), metadata: {} });

/** Other changes that lose nothing. */
export const FURTHER_HARMLESS_CHANGES: readonly DamageKind[] = [
  harmless('compress everything anew', (archive) => {
    for (const key of archive.keys) damage.recompress(archive, key);
  }),
  harmless('add an object beside AWSLogs that is no log file', (archive) =>
    put(archive, 'notes/readme.txt', 'These are the logs of all accounts.\n'),
  ),
  harmless('add an object of AWS Config', (archive) =>
    put(archive, 'AWSLogs/111122223333/Config/eu-west-1/2026/10/1/ConfigHistory/file.json.gz'),
  ),
];
