import { gzipSync } from 'node:zlib';
import * as damage from './damage';
import { logText, type PlannedDigest, type SignedArchive } from './signed-archive';

/** What became of a digest file, for those who know. */
export type DigestState =
  | 'whole'
  | 'deleted'
  /** The text cannot be read; the reason that is reported. */
  | { readonly unreadable: 'damaged-gzip' | 'trailing-data' | 'bad-format' }
  /** Another text, which lists one log file less if it had one. */
  | { readonly rewritten: 'under the known key' | 'under an unknown key' }
  | { readonly signature: 'another' | 'none' };

/** What became of a log file. */
export type LogState =
  | 'whole'
  | 'deleted'
  | { readonly invalid: 'wrong-hash' | 'damaged-gzip' | 'trailing-data' };

type DigestMutation = readonly [damage.Damage, DigestState];
type LogMutation = readonly [damage.Damage, LogState];

/** All that is done to digest files, by name. */
export const DIGEST_MUTATIONS: Readonly<Record<string, DigestMutation>> = {
  'delete the digest': [damage.remove, 'deleted'],
  'rewrite the digest': [damage.rewriteDigest, { rewritten: 'under the known key' }],
  'forge the digest under the known fingerprint': [
    damage.forgeDigestAsCloudTrail,
    { rewritten: 'under the known key' },
  ],
  'forge the digest under its own fingerprint': [damage.forgeDigest, { rewritten: 'under an unknown key' }],
  'cut the digest': [damage.truncate, { unreadable: 'damaged-gzip' }],
  'append to the digest': [damage.appendBytes, { unreadable: 'trailing-data' }],
  'append a member to the digest': [damage.appendMember, { unreadable: 'trailing-data' }],
  'replace the digest with a log file': [damage.replaceText, { unreadable: 'bad-format' }],
  'replace the signature': [damage.replaceSignature, { signature: 'another' }],
  'remove the signature': [damage.removeSignature, { signature: 'none' }],
  'compress the digest anew': [damage.recompress, 'whole'],
};

/** All that is done to log files, by name. */
export const LOG_MUTATIONS: Readonly<Record<string, LogMutation>> = {
  'delete the log file': [damage.remove, 'deleted'],
  'change the log file': [damage.replaceText, { invalid: 'wrong-hash' }],
  'cut the log file': [damage.truncate, { invalid: 'damaged-gzip' }],
  'empty the log file': [damage.empty, { invalid: 'damaged-gzip' }],
  'append to the log file': [damage.appendBytes, { invalid: 'trailing-data' }],
  'append a member to the log file': [damage.appendMember, { invalid: 'trailing-data' }],
  'compress the log file anew': [damage.recompress, 'whole'],
};

/** An archive, what was done to it, and what should therefore be so. */
export class MutatedArchive {
  readonly added = new Set<string>();
  private readonly digestStates = new Map<string, DigestState>();
  private readonly logStates = new Map<string, LogState>();

  constructor(readonly archive: SignedArchive) {}

  stateOfDigest({ key }: PlannedDigest): DigestState {
    return this.digestStates.get(key) ?? 'whole';
  }

  stateOfLog(key: string): LogState {
    return this.logStates.get(key) ?? 'whole';
  }

  /** Does it to one of the digests; nothing to one that was changed before. */
  mutateDigest(name: string, index: number): void {
    const digest = this.archive.digests[index % this.archive.digests.length];
    const [change, state] = DIGEST_MUTATIONS[name]!;
    if (digest === undefined || this.digestStates.has(digest.key)) return;
    change(this.archive, digest.key);
    this.digestStates.set(digest.key, state);
  }

  mutateLog(name: string, index: number): void {
    const key = this.logAt(index);
    const [change, state] = LOG_MUTATIONS[name]!;
    if (key === undefined || this.logStates.has(key)) return;
    change(this.archive, key);
    this.logStates.set(key, state);
  }

  /** Adds a log file in the minute of another, or moves that one there. */
  addLog(index: number, isMoved: boolean): void {
    const key = this.logAt(index);
    if (key === undefined || this.logStates.has(key)) return;
    const newKey = key.replace(/_[0-9a-f]+\.json\.gz$/, `_added${index}.json.gz`);
    if (isMoved) damage.moveTo(this.archive, key, newKey);
    else
      this.archive.put({
        ...damage.objectAt(this.archive, key),
        key: newKey,
        bytes: gzipSync(logText(newKey)),
      });
    this.logStates.set(key, isMoved ? 'deleted' : 'whole');
    this.added.add(newKey);
  }

  swapLogs(index: number, otherIndex: number): void {
    const [key, otherKey] = [this.logAt(index), this.logAt(otherIndex)];
    if (key === undefined || otherKey === undefined || key === otherKey) return;
    if (this.logStates.has(key) || this.logStates.has(otherKey)) return;
    damage.swap(this.archive, key, otherKey);
    for (const swapped of [key, otherKey]) this.logStates.set(swapped, { invalid: 'wrong-hash' });
  }

  private logAt(index: number): string | undefined {
    const { logKeys } = this.archive;
    return logKeys[index % logKeys.length];
  }
}
