import { Unknown } from '../estate/values/value';
import { isPublic } from '../statement/statement';
import type { EvidenceKey } from './evidence';
import { judgeKnown, type PostureCheck } from './posture-check';

/** Checks on a KMS key that trails encrypt with. */
export const KEY_CHECKS: readonly PostureCheck<EvidenceKey>[] = [
  {
    ...{ name: 'key-enabled', severity: 'critical' },
    ...{ securityHub: ['KMS.3'], cis: [], prowler: ['kms_cmk_not_deleted_unintentionally'] },
    asks: 'The key is enabled, and not pending deletion.',
    remedy:
      'aws kms cancel-key-deletion, then aws kms enable-key: without the key no log file can be written or read',
    judge: ({ state }) =>
      judgeKnown(state, (known) => (known === 'Enabled' ? undefined : `its state is ${known}`)),
  },
  {
    ...{ name: 'key-rotation', severity: 'medium' },
    ...{ securityHub: ['KMS.4'], cis: ['3.6'], prowler: ['kms_cmk_rotation_enabled'] },
    asks: 'Automatic rotation is on for an enabled key whose material KMS generated.',
    remedy: 'aws kms enable-key-rotation; in an app, enableKeyRotation of the key',
    // Of a key that is not enabled KMS rotates nothing, whatever is set, and sets nothing: key-enabled tells it.
    judge: ({ state, isRotatable, isRotated }) =>
      isRotatable === false || !(state instanceof Unknown || state === 'Enabled')
        ? undefined
        : judgeKnown(isRotated, (is) => (is ? undefined : 'rotation is off')),
  },
  {
    ...{ name: 'key-not-public', severity: 'critical' },
    ...{ securityHub: ['KMS.5'], cis: [], prowler: ['kms_key_not_publicly_accessible'] },
    asks: 'No statement of the key policy allows everyone without a condition.',
    remedy:
      'name principals, or add a condition on aws:PrincipalOrgID; trailwatch trails policy key prints what trails need',
    judge: ({ policy }) =>
      judgeKnown(policy, (statements) =>
        statements.some(isPublic) ? 'a statement allows everyone' : undefined,
      ),
  },
];
