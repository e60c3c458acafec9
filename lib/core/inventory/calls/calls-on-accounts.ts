import { ANY_CALL, type CallsOnKind, on, PERMISSION, toCalls } from './call';

const MANAGEMENT =
  'only the management account and its delegates call it, which no service control policy binds';

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
      { names: 'UpdatePolicy', tell: { rule: 'organization-changed' } },
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
    deny: { why: 'only the management account calls it, which no service control policy binds' },
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
          why: 'no record of an account that closes itself is published; a built-in rule reports those that the management account closes',
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
        tell: { why: 'the functions of the Region, which would tell, lose their roles with it' },
      },
    ],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;

const TRUSTED = 'the trust policy of the role names who may; calls that change it are told';

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
        tell: { why: `${PERMISSION}: the call that takes the role is logged by its service` },
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
        deny: { why: 'people and pipelines sign in to exempt roles this way; identity providers are kept' },
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
