import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogArchive } from './log-archive-interface';

const KEYS = new WeakMap<ILogArchive, IKey>();

/** Notes the key in KMS that signs the digest files of an archive, where CloudTrail does not. */
export function signWith(archive: ILogArchive, key: IKey): void {
  KEYS.set(archive, key);
}

/** The key in KMS that signs the digest files of an archive of events from outside AWS; undefined where CloudTrail signs them. */
export function signingKeyOf(archive: ILogArchive): IKey | undefined {
  return KEYS.get(archive);
}
