/**
 * Which rules also match the records that a rule must match. Every entry is meant: a CIS control that counts what
 * another rule wakes people for, root and denied calls whatever they are, the general beside the particular.
 */
export const OVERLAPS: Readonly<Record<string, readonly string[]>> = {
  'access-key-quarantined': ['iam-policy-changed'],
  'account-email-changed': ['root-user-acted'],
  'account-leaving-organization': ['call-denied', 'root-user-acted'],
  'admin-port-opened-to-the-world': ['security-group-changed'],
  'administrator-policy-attached': ['iam-policy-changed'],
  'bucket-acl-opened-to-everyone': ['bucket-policy-changed'],
  'bucket-lifecycle-shortened': ['bucket-policy-changed'],
  'bucket-policy-opened-to-everyone': ['bucket-policy-changed'],
  'bucket-versioning-suspended': ['root-user-acted'],
  'config-recording-stopped': ['call-denied', 'config-changed'],
  'console-login-failed': ['root-console-login-failed', 'root-user-acted'],
  'console-login-failed-at-second-factor': [
    'console-login-failed',
    'root-console-login-failed',
    'root-user-acted',
  ],
  'event-data-store-stopped-or-deleted': ['call-denied'],
  'federation-token-requested': ['root-user-acted'],
  'guardduty-disabled': ['call-denied'],
  'instance-identity-role-used': ['call-denied'],
  'key-disabled-or-scheduled-for-deletion': ['call-denied'],
  'role-trust-opened-to-everyone': ['role-trust-changed'],
  'root-access-key-created': ['root-user-acted'],
  'root-console-login': ['root-user-acted'],
  'root-console-login-failed': [
    'console-login-failed',
    'console-login-failed-at-second-factor',
    'root-user-acted',
  ],
  'root-credentials-changed': ['root-user-acted'],
  'root-session-taken': ['call-denied'],
  'root-user-acted': ['bucket-policy-changed', 'call-denied', 'root-console-login'],
  'trail-stopped-or-deleted': ['call-denied', 'trail-changed'],
};
