import { ANY_CALL, type CallsOnKind, on, PERMISSION, toCalls } from './call';

const MANAGEMENT =
  'only the management account, to which no service control policy applies, and its delegated administrators can call it';

/** Calls that take guardrails, trusted access or accounts away. */
export const CALLS_ON_ORGANIZATIONS = {
  organizationPolicy: toCalls({
    prefix: 'organizations',
    deny: { why: MANAGEMENT },
    groups: [
      {
        names: 'DeletePolicy DetachPolicy DisablePolicyType',
        tell: { rule: 'organization-guardrail-removed' },
      },
      { names: 'UpdatePolicy', tell: { rule: 'organization-guardrail-rewritten' } },
    ],
  }),
  trustedAccess: toCalls({
    prefix: 'organizations',
    by: ['deployment', 'functions'],
    deny: { why: MANAGEMENT },
    groups: [
      {
        names: 'DisableAWSServiceAccess DeregisterDelegatedAdministrator',
        tell: { rule: 'trusted-access-disabled' },
      },
    ],
  }),
  trailAdministration: toCalls({
    prefix: 'cloudtrail',
    by: ['deployment', 'functions'],
    deny: { why: 'only the management account can call it, to which no service control policy applies' },
    groups: [
      { names: 'DeregisterOrganizationDelegatedAdmin', tell: { rule: 'trusted-access-disabled' } },
      {
        names: 'RegisterOrganizationDelegatedAdmin',
        does: ['take'],
        tell: { rule: 'delegated-administrator-registered' },
      },
    ],
  }),
  membership: toCalls({
    prefix: 'organizations',
    by: [],
    deny: { on: 'account' },
    groups: [{ names: 'LeaveOrganization', tell: { rule: 'account-leaving-organization' } }],
  }),
  account: toCalls({
    prefix: 'account',
    by: [],
    deny: { on: 'account' },
    groups: [
      {
        names: 'CloseAccount',
        tell: {
          why: 'no event is published when an account closes itself; a built-in rule detects accounts that the management account closes',
        },
      },
    ],
  }),
  enabledRegion: toCalls({
    prefix: 'account',
    by: [],
    deny: { on: 'account' },
    groups: [
      {
        names: 'DisableRegion',
        tell: { why: 'the functions of the Region that would detect it lose their roles with it' },
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;

const TRUSTED = 'the trust policy of the role controls this; calls that change it raise an alert';

/** Calls on the roles and policies of the pipeline, and on everything that gives others the roles. */
export const CALLS_ON_IDENTITIES = {
  role: toCalls({
    prefix: 'iam',
    by: ['deployment', 'stackSets'],
    groups: [
      {
        names: `CreateRole DeleteRole UpdateRole UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy PutRolePolicy
          DeleteRolePolicy PutRolePermissionsBoundary DeleteRolePermissionsBoundary TagRole UntagRole UpdateRoleDescription`,
        also: { take: 'UpdateAssumeRolePolicy AttachRolePolicy PutRolePolicy' },
        only: { take: 'CreateRole DeleteRolePermissionsBoundary' },
        tell: on('roleName', '{}'),
      },
      {
        names: 'PassRole',
        does: ['take'],
        tell: { why: `${PERMISSION}: the service logs the call that passes the role` },
      },
    ],
  }),
  session: toCalls({
    prefix: 'sts',
    by: ['deployment', 'readers', 'services'],
    groups: [
      { names: 'AssumeRole', does: ['take'], tell: { why: TRUSTED } },
      {
        names: 'AssumeRoleWithSAML AssumeRoleWithWebIdentity',
        does: ['take'],
        deny: {
          why: 'people and pipelines assume exempt roles this way; guardrails protect the identity providers',
        },
        tell: { why: TRUSTED },
      },
    ],
  }),
  managedPolicy: toCalls({
    prefix: 'iam',
    groups: [
      { names: 'CreatePolicy', does: ['take'], tell: on('policyName', '{}') },
      {
        names:
          'CreatePolicyVersion SetDefaultPolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy',
        also: { take: 'CreatePolicyVersion SetDefaultPolicyVersion' },
        tell: on('policyArn', '*/{}'),
      },
    ],
  }),
  identityProvider: toCalls({
    prefix: 'iam',
    groups: [
      {
        names: `CreateSAMLProvider UpdateSAMLProvider DeleteSAMLProvider CreateOpenIDConnectProvider DeleteOpenIDConnectProvider
          AddClientIDToOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint`,
        does: ['take'],
        tell: ANY_CALL,
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
