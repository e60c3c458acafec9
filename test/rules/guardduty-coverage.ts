/** The document, from the root. */
export const GUARDDUTY_COVERAGE_PATH = 'docs/reference/guardduty-coverage.md';

/** What stands beside a type of finding: names of rules and correlations, and why not, or what is less. */
export interface FindingCoverage {
  readonly by: readonly string[];
  readonly reason?: string;
}

const ADDRESSES =
  'needs a list of addresses that are known to be bad, which ages within days; a filter or a rule of your own can name yours (`sourceIPAddress|cidr`).';
const TOR = 'needs the list of exit nodes of Tor, which changes every hour.';
const USUAL =
  'GuardDuty learns what is usual for an identity; the rules name calls that are seldom usual for anyone.';

/** GuardDuty's types of findings whose source is CloudTrail: management events, or data events of S3. */
export const FINDING_TYPES: Readonly<Record<string, FindingCoverage>> = {
  'AttackSequence:IAM/CompromisedCredentials': {
    by: [
      'new-user-made-administrator',
      'instance-credentials-used-elsewhere',
      'account-inventoried-with-access-key',
    ],
    reason: 'GuardDuty joins findings of a day; correlations join calls of an hour.',
  },
  'AttackSequence:S3/CompromisedData': {
    by: ['bucket-emptied-and-deleted', 'objects-encrypted-with-callers-key-in-bulk', 'many-objects-read'],
  },
  'CredentialAccess:IAMUser/AnomalousBehavior': {
    by: [
      'many-secrets-read',
      'secrets-read-in-batches',
      'many-parameters-decrypted',
      'windows-password-read',
    ],
    reason: USUAL,
  },
  'CredentialAccess:IAMUser/CompromisedCredentials': {
    by: ['access-key-quarantined'],
    reason: 'AWS knows more keys that were published than those that it quarantines.',
  },
  'DefenseEvasion:IAMUser/AnomalousBehavior': {
    by: ['trail-stopped-or-deleted', 'trail-weakened', 'guardduty-disabled', 'flow-logs-deleted'],
    reason: USUAL,
  },
  'DefenseEvasion:IAMUser/BedrockLoggingDisabled': {
    by: ['model-safeguards-removed', 'prompt-logging-reduced'],
  },
  'Discovery:IAMUser/AnomalousBehavior': {
    by: [
      'account-inventoried-with-access-key',
      'account-inventoried-in-session',
      'iam-inventoried',
      'permissions-probed',
    ],
    reason: USUAL,
  },
  'Discovery:S3/AnomalousBehavior': {
    by: ['settings-of-many-buckets-read', 'objects-listed'],
    reason: USUAL,
  },
  'Discovery:S3/MaliciousIPCaller': { by: [], reason: ADDRESSES },
  'Discovery:S3/MaliciousIPCaller.Custom': { by: [], reason: ADDRESSES },
  'Discovery:S3/TorIPCaller': { by: [], reason: TOR },
  'Exfiltration:IAMUser/AnomalousBehavior': {
    by: ['image-or-snapshot-shared', 'database-snapshot-shared', 'bucket-replicated-to-another-account'],
    reason: USUAL,
  },
  'Exfiltration:S3/AnomalousBehavior': { by: ['many-objects-read'], reason: USUAL },
  'Exfiltration:S3/MaliciousIPCaller': { by: [], reason: ADDRESSES },
  'Impact:IAMUser/AnomalousBehavior': {
    by: [
      'many-large-resources-deleted',
      'many-resources-deleted',
      'people-locked-out',
      'instances-started-in-bulk',
    ],
    reason: USUAL,
  },
  'Impact:S3/AnomalousBehavior.Delete': {
    by: ['many-objects-deleted', 'many-object-batches-deleted'],
    reason: USUAL,
  },
  'Impact:S3/AnomalousBehavior.Permission': {
    by: ['bucket-policy-opened-to-everyone', 'bucket-acl-opened-to-everyone', 'object-made-public'],
    reason: USUAL,
  },
  'Impact:S3/AnomalousBehavior.Write': {
    by: ['encryption-of-many-objects-changed', 'ransom-note-uploaded'],
    reason: USUAL,
  },
  'Impact:S3/MaliciousIPCaller': { by: [], reason: ADDRESSES },
  'InitialAccess:IAMUser/AnomalousBehavior': {
    by: ['console-login-without-mfa', 'federation-token-requested', 'console-session-from-keys'],
    reason: USUAL,
  },
  'PenTest:IAMUser/KaliLinux': { by: ['attack-tool-used'] },
  'PenTest:IAMUser/ParrotLinux': { by: ['attack-tool-used'] },
  'PenTest:IAMUser/PentooLinux': { by: ['attack-tool-used'] },
  'PenTest:S3/KaliLinux': { by: ['attack-tool-used'] },
  'PenTest:S3/ParrotLinux': { by: ['attack-tool-used'] },
  'PenTest:S3/PentooLinux': { by: ['attack-tool-used'] },
  'Persistence:IAMUser/AnomalousBehavior': {
    by: ['access-key-for-another-user', 'login-profile-for-another-user', 'role-trusted-from-outside'],
    reason: USUAL,
  },
  'Policy:IAMUser/RootCredentialUsage': { by: ['root-user-acted', 'root-console-login'] },
  'Policy:IAMUser/ShortTermRootCredentialUsage': { by: ['root-session-taken', 'root-user-acted'] },
  'Policy:S3/AccountBlockPublicAccessDisabled': { by: ['public-access-block-removed'] },
  'Policy:S3/BucketAnonymousAccessGranted': {
    by: ['bucket-policy-opened-to-everyone', 'bucket-acl-opened-to-everyone'],
  },
  'Policy:S3/BucketBlockPublicAccessDisabled': { by: ['public-access-block-removed'] },
  'Policy:S3/BucketPublicAccessGranted': {
    by: ['bucket-policy-opened-to-everyone', 'bucket-acl-opened-to-everyone'],
  },
  'PrivilegeEscalation:IAMUser/AnomalousBehavior': {
    by: ['administrator-policy-attached', 'administrator-policy-written', 'escalation-policy-written'],
    reason: USUAL,
  },
  'Recon:IAMUser/MaliciousIPCaller': { by: [], reason: ADDRESSES },
  'Recon:IAMUser/MaliciousIPCaller.Custom': { by: [], reason: ADDRESSES },
  'Recon:IAMUser/TorIPCaller': { by: [], reason: TOR },
  'Stealth:IAMUser/CloudTrailLoggingDisabled': { by: ['trail-stopped-or-deleted'] },
  'Stealth:IAMUser/PasswordPolicyChange': { by: ['password-policy-changed'] },
  'Stealth:S3/ServerAccessLoggingDisabled': { by: ['bucket-access-logging-disabled'] },
  'UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B': {
    by: ['console-login-by-iam-user', 'console-login-without-mfa'],
    reason:
      'GuardDuty compares the places of sign-ins all over the world; a record has an address and no place.',
  },
  'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS': {
    by: ['call-through-foreign-endpoint'],
  },
  'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS': {
    by: ['instance-credentials-used-from-public-address', 'instance-credentials-used-elsewhere'],
  },
  'UnauthorizedAccess:IAMUser/MaliciousIPCaller': { by: [], reason: ADDRESSES },
  'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom': { by: [], reason: ADDRESSES },
  'UnauthorizedAccess:IAMUser/TorIPCaller': { by: [], reason: TOR },
  'UnauthorizedAccess:S3/MaliciousIPCaller.Custom': { by: [], reason: ADDRESSES },
  'UnauthorizedAccess:S3/TorIPCaller': { by: [], reason: TOR },
};

/** The page. */
export function renderGuardDutyCoverage(): string {
  const rows = Object.entries(FINDING_TYPES).map(([type, { by, reason = '' }]) => {
    const names = by.map((name) => `\`${name}\``).join(', ');
    return `| ${type} | ${names === '' ? '–' : names} | ${reason} |\n`;
  });
  const covered = Object.values(FINDING_TYPES).filter(({ by }) => by.length > 0).length;
  return `<!-- Generated by \`npm run cover:sigma\` from test/rules/guardduty-coverage.ts; never edited. -->

# Beside GuardDuty

The [types of findings](https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html) of Amazon GuardDuty whose source is
CloudTrail, management events or data events of S3, and the rules and correlations that report the same, or the reason why none does. Findings of custom
detection rules, whose conditions AWS publishes and you choose, are left out. Of ${rows.length} types, ${covered} have rules.

GuardDuty and trailwatch belong together: GuardDuty knows bad addresses and what is usual; trailwatch names the call, evaluates what you can
read, and sees an organization’s archive again whenever you ask.

| type | rules and correlations | what is less |
| --- | --- | --- |
${rows.join('')}`;
}
