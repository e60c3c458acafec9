import type { LiveKey } from './live-estate';
import { isPublic, statementsOf } from './live-policy';
import { judgeKnown, type PostureCheck } from './posture-check';

/** Checks on a KMS key that trails encrypt with. */
export const KEY_CHECKS: readonly PostureCheck<LiveKey>[] = [
  {
    ...{ name: 'key-enabled', severity: 'critical' },
    ...{ securityHub: ['KMS.3'], cis: [], prowler: ['kms_cmk_not_deleted_unintentionally'] },
    asks: 'The key is enabled, and not waiting for its deletion.',
    remedy:
      'aws kms cancel-key-deletion, then aws kms enable-key: without the key no log file can be written or read',
    judge: ({ metadata }) =>
      judgeKnown(metadata, ({ KeyState }) =>
        KeyState === 'Enabled' ? undefined : `its state is ${KeyState}`,
      ),
  },
  {
    ...{ name: 'key-rotation', severity: 'medium' },
    ...{ securityHub: ['KMS.4'], cis: ['3.6'], prowler: ['kms_cmk_rotation_enabled'] },
    asks: 'A key whose material is of KMS rotates.',
    remedy: 'aws kms enable-key-rotation; in an app, enableKeyRotation of the key',
    judge: ({ metadata, rotation }) => {
      // KMS rotates keys of its own by itself, and no key material that was imported or is kept elsewhere.
      const isOwn =
        'unknown' in metadata ||
        (metadata.value.KeyManager !== 'AWS' && (metadata.value.Origin ?? 'AWS_KMS') === 'AWS_KMS');
      return isOwn
        ? judgeKnown(rotation, ({ KeyRotationEnabled }) =>
            KeyRotationEnabled === true ? undefined : 'rotation is off',
          )
        : undefined;
    },
  },
  {
    ...{ name: 'key-not-public', severity: 'critical' },
    ...{ securityHub: ['KMS.5'], cis: [], prowler: ['kms_key_not_publicly_accessible'] },
    asks: 'The policy of the key lets nobody in without saying who.',
    remedy:
      'name principals, or add a condition on aws:PrincipalOrgID; trailwatch policy key prints what trails need',
    judge: ({ policy }) =>
      judgeKnown(policy, (text) =>
        statementsOf(text).some(isPublic) ? 'a statement lets everybody in' : undefined,
      ),
  },
];
