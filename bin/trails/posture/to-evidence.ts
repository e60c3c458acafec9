import { toEncryptionProperties, toLifecycleProperties } from '../../../lambda/aws/s3/get-bucket-settings';
import { Unknown, type Value } from '../../../lib/core/estate/values/value';
import type { EvidenceBucket, EvidenceKey } from '../../../lib/core/posture/evidence';
import { statementsOf } from '../../../lib/core/statement/statement';
import { type Known, mapKnown } from '../../places/ask-place';
import type { BucketSettings, LiveBucket, LiveKey } from './live-estate';

/** Grantee groups of an ACL that represent the public, or everyone with an AWS account. */
const PUBLIC_GROUP = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** What was read, or an unknown value with the reason. */
export function openOf<T>(known: Known<T>): T | Unknown {
  return 'value' in known ? known.value : new Unknown(known.unknown, 'import');
}

/** What checks ask of a bucket that is there. */
export function toEvidenceBucket({ name, keyRoots }: LiveBucket, settings: BucketSettings): EvidenceBucket {
  const { publicAccess, versioning, lock, encryption, lifecycle, logging, policy, acl } = settings;
  const properties = {
    PublicAccessBlockConfiguration: propertyOf(publicAccess, (answer) => ({
      ...answer?.PublicAccessBlockConfiguration,
    })),
    VersioningConfiguration: propertyOf(versioning, ({ Status, MFADelete }) => ({ Status, MFADelete })),
    ObjectLockEnabled: propertyOf(
      lock,
      (answer) => answer?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled',
    ),
    BucketEncryption: propertyOf(encryption, toEncryptionProperties),
    LifecycleConfiguration: propertyOf(lifecycle, (answer) => ({
      Rules: (answer?.Rules ?? []).map(toLifecycleProperties),
    })),
    LoggingConfiguration: propertyOf(logging, ({ LoggingEnabled }) => LoggingEnabled),
  };
  return {
    name,
    keyRoots,
    properties: Object.fromEntries(
      Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    policy: openOf(mapKnown(policy, statementsOf)),
    isPolicyPublic: openOf(settings.isPolicyPublic),
    publicGrantee: openOf(
      mapKnown(acl, ({ Grants = [] }) =>
        Grants.map(({ Grantee }) => PUBLIC_GROUP.exec(Grantee?.URI ?? '')?.[1]).find(Boolean),
      ),
    ),
  };
}

/** A property as a template has it: without members that are not set, and with dates as text. */
function propertyOf<T>(known: Known<T>, read: (answer: T) => unknown): Value | undefined {
  const value = openOf(mapKnown(known, read));
  return value instanceof Unknown || value === undefined ? value : JSON.parse(JSON.stringify(value));
}

/** What checks ask of a key. */
export function toEvidenceKey({ metadata, rotation, policy }: LiveKey): EvidenceKey {
  return {
    state: openOf(mapKnown(metadata, ({ KeyState = '' }) => KeyState)),
    isRotatable: openOf(
      mapKnown(
        metadata,
        ({ KeyManager, Origin = 'AWS_KMS' }) => KeyManager !== 'AWS' && Origin === 'AWS_KMS',
      ),
    ),
    isRotated: openOf(mapKnown(rotation, ({ KeyRotationEnabled }) => KeyRotationEnabled === true)),
    policy: openOf(mapKnown(policy, statementsOf)),
  };
}
