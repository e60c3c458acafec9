import { gunzipSync, gzipSync } from 'node:zlib';
import { type ArchivedObject, logText, type SignedArchive, sha256, toSign } from './signed-archive';
import { ATTACKERS_KEY } from './signing-key';

/** Does something to one object of an archive. */
export type Damage = (archive: SignedArchive, key: string) => void;

/** The object of the key, which must be there. */
export function objectAt(archive: SignedArchive, key: string): ArchivedObject {
  const object = archive.objects.get(key);
  if (object === undefined) throw new Error(`no object ${key}`);
  return object;
}

export const remove: Damage = (archive, key) => {
  archive.objects.delete(key);
};

export const appendBytes: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  object.bytes = Buffer.concat([object.bytes, Buffer.from('\0')]);
};

export const appendMember: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  object.bytes = Buffer.concat([object.bytes, gzipSync('')]);
};

export const prependMember: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  object.bytes = Buffer.concat([gzipSync(''), object.bytes]);
};

export const truncate: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  object.bytes = object.bytes.subarray(0, -5);
};

export const empty: Damage = (archive, key) => {
  objectAt(archive, key).bytes = Buffer.alloc(0);
};

/** The same text in other bytes. */
export const recompress: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  object.bytes = gzipSync(gunzipSync(object.bytes), { level: 0 });
};

/** The same data behind a header whose checksum is wrong. */
export const spoilHeaderCrc: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  const header = Buffer.from(object.bytes.subarray(0, 10));
  header[3] = 0x02;
  object.bytes = Buffer.concat([header, Buffer.from([7, 7]), object.bytes.subarray(10)]);
};

export const unpack: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  object.bytes = gunzipSync(object.bytes);
};

export const replaceText: Damage = (archive, key) => {
  objectAt(archive, key).bytes = gzipSync(logText(`not ${key}`));
};

/** Changes the text of a digest file and leaves the signature. */
export function editDigest(change: (json: Record<string, unknown>) => void): Damage {
  return (archive, key) => {
    const object = objectAt(archive, key);
    const json = JSON.parse(gunzipSync(object.bytes).toString()) as Record<string, unknown>;
    change(json);
    object.bytes = gzipSync(JSON.stringify(json));
  };
}

/** Takes the first log file out of a digest file, or moves the start of its time. */
export const rewriteDigest: Damage = editDigest((json) => {
  const logs = json.logFiles as unknown[];
  if (logs.length > 0) logs.shift();
  else json.digestStartTime = (json.digestStartTime as string).replace(/\d\dZ$/, '00Z');
});

/** The same, and signs it with a key that CloudTrail does not have. Its text may have been rewritten before. */
export const forgeDigest = (archive: SignedArchive, key: string, isToRewrite = true): void => {
  if (isToRewrite) rewriteDigest(archive, key);
  editDigest((json) => {
    json.digestPublicKeyFingerprint = ATTACKERS_KEY.fingerprint;
  })(archive, key);
  resign(archive, key);
};

/** The same under the fingerprint of CloudTrail's key. */
export const forgeDigestAsCloudTrail: Damage = (archive, key) => {
  rewriteDigest(archive, key);
  resign(archive, key);
};

export const replaceSignature: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  object.metadata = { ...object.metadata, signature: ATTACKERS_KEY.sign('another text') };
};

export const garbleSignature: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  object.metadata = { ...object.metadata, signature: 'no signature' };
};

export const removeSignature: Damage = (archive, key) => {
  objectAt(archive, key).metadata = {};
};

/** Bytes and metadata of two objects change places. */
export function swap(archive: SignedArchive, key: string, otherKey: string): void {
  const one = objectAt(archive, key);
  const other = objectAt(archive, otherKey);
  archive.put({ ...other, key });
  archive.put({ ...one, key: otherKey });
}

export function copyTo(archive: SignedArchive, key: string, newKey: string): void {
  archive.put({ ...objectAt(archive, key), key: newKey });
}

export function moveTo(archive: SignedArchive, key: string, newKey: string): void {
  copyTo(archive, key, newKey);
  remove(archive, key);
}

/** SHA-256 of the unpacked text of a log file. */
export function textHash(archive: SignedArchive, key: string): string {
  return sha256(gunzipSync(objectAt(archive, key).bytes).toString());
}

/** Puts the hash of what lies there now for a log file into the digest that lists it, as an attacker would. */
export function recomputeHash(archive: SignedArchive, digestKey: string, logKey: string): void {
  const text = gunzipSync(objectAt(archive, logKey).bytes).toString();
  editDigest((json) => {
    for (const log of json.logFiles as { s3Object: string; hashValue: string }[]) {
      if (log.s3Object === logKey) log.hashValue = sha256(text);
    }
  })(archive, digestKey);
}

function resign(archive: SignedArchive, key: string): void {
  const object = objectAt(archive, key);
  const signature = ATTACKERS_KEY.sign(toSign(gunzipSync(object.bytes).toString()));
  object.metadata = { ...object.metadata, signature };
}

/** Changes one bit in the middle of the compressed data. */
export const flipBit: Damage = (archive, key) => {
  const object = objectAt(archive, key);
  const bytes = Buffer.from(object.bytes);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 1;
  object.bytes = bytes;
};

/** Replaces the text, whatever it means, and compresses it again. */
export function editText(change: (text: string) => string): Damage {
  return (archive, key) => {
    const object = objectAt(archive, key);
    object.bytes = gzipSync(change(gunzipSync(object.bytes).toString()));
  };
}
