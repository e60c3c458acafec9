/** Why the AWS CLI and trailwatch do not agree on an archive, and on what. */
export interface KnownDifference {
  /** `digest: the CLI's word, ours`, each kind of difference once. */
  readonly differences: readonly string[];
  readonly why: string;
}

const NOT_ALL_BYTES =
  'the CLI unpacks digests, and cut log files, without looking at what follows the first gzip member, or whether it is whole';
const NOT_LISTED = 'the CLI looks only at what digests list, never at what else lies in the archive';
const NEXT_SIGNS =
  'the next digest carries the signature too, signed itself: the CLI looks only at the metadata';

/** By the name of the damage. Where a name is not here, the two must agree on every file. */
export const KNOWN_DIFFERENCES: Readonly<Record<string, KnownDifference>> = {
  'append to the digest': {
    differences: ['digest: valid, invalid trailing-data', 'log: valid, unverified digest-invalid'],
    why: NOT_ALL_BYTES,
  },
  'append a member to the digest': {
    differences: ['digest: valid, invalid trailing-data', 'log: valid, unverified digest-invalid'],
    why: NOT_ALL_BYTES,
  },
  'cut the log file': { differences: ['log: valid, invalid damaged-gzip'], why: NOT_ALL_BYTES },
  'remove the signature': {
    differences: ['digest: INVALID, valid', 'log: not named, valid'],
    why: NEXT_SIGNS,
  },
  'replace the signature': { differences: ['log: not named, valid'], why: NEXT_SIGNS },
  'rename a log file': { differences: ['log: not named, extra not-listed'], why: NOT_LISTED },
  'add a log file': { differences: ['log: not named, extra not-listed'], why: NOT_LISTED },
  'replace a digest by an authentic one that names another before it': {
    differences: [
      'digest: valid, invalid not-as-linked',
      'log: INVALID, not named',
      'log: valid, unverified digest-invalid',
    ],
    why: 'the CLI does not compare a digest with the hash and the signature that the next one names for it',
  },
};
