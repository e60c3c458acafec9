import { type CallsOnKind, toCalls } from './call';

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
} satisfies Readonly<Record<string, CallsOnKind>>;
