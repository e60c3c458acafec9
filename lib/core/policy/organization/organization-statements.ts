import { oneOrMany, type PolicyStatementData } from '../policy-statement-data';

/** A service, and the role by which it acts in the management account. */
export interface LinkedRole {
  readonly service: string;
  readonly roleName: string;
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/using-service-linked-roles.html */
export const TRAIL_ROLE: LinkedRole = {
  service: 'cloudtrail.amazonaws.com',
  roleName: 'AWSServiceRoleForCloudTrail',
};
export const CONTEXT_ROLE: LinkedRole = {
  service: 'context.cloudtrail.amazonaws.com',
  roleName: 'AWSServiceRoleForCloudTrailEventContext',
};

/** CloudFormation creates this one when it gets trusted access. */
const STACK_SETS_ROLE: LinkedRole = {
  service: 'stacksets.cloudformation.amazonaws.com',
  roleName: 'AWSServiceRoleForCloudFormationStackSetsOrgAdmin',
};
const STACK_SETS_SERVICE = 'member.org.stacksets.cloudformation.amazonaws.com';

/** What is administered. Every text may be a CDK token. */
export interface AdministeredOrganization {
  readonly partition: string;
  /** The management account. */
  readonly account: string;
  readonly delegatedAdministrators: readonly string[];
  readonly stackSets: boolean;
  readonly eventContext: boolean;
  readonly deregisterRemoved: boolean;
}

/**
 * What the function that administers an organization may do: with CloudTrail and StackSets only, and register none but the accounts
 * that are listed.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator-permissions.html
 */
export function toAdministrationStatements(
  organization: AdministeredOrganization,
): readonly PolicyStatementData[] {
  const { stackSets, eventContext } = organization;
  return [
    {
      Effect: 'Allow',
      Action: ['organizations:DescribeOrganization', 'organizations:ListAWSServiceAccessForOrganization'],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: 'organizations:EnableAWSServiceAccess',
      Resource: '*',
      Condition: ofService(TRAIL_ROLE.service, ...(stackSets ? [STACK_SETS_SERVICE] : [])),
    },
    ...[TRAIL_ROLE, ...(eventContext ? [CONTEXT_ROLE] : [])].flatMap((role) => [
      toCreation(organization, role),
      { Effect: 'Allow' as const, Action: 'iam:GetRole', Resource: arnOf(organization, role) },
    ]),
    ...(stackSets
      ? [
          toCreation(organization, STACK_SETS_ROLE),
          {
            Effect: 'Allow' as const,
            Action: [
              'cloudformation:DescribeOrganizationsAccess',
              'cloudformation:ActivateOrganizationsAccess',
            ],
            Resource: '*',
          },
        ]
      : []),
    ...toDelegationStatements(organization),
  ];
}

function toDelegationStatements(organization: AdministeredOrganization): readonly PolicyStatementData[] {
  const { partition, account, delegatedAdministrators, deregisterRemoved } = organization;
  const hasAccounts = delegatedAdministrators.length > 0;
  if (!hasAccounts && !deregisterRemoved) return [];
  const Condition = ofService(TRAIL_ROLE.service);
  const member = (id: string) => `arn:${partition}:organizations::${account}:account/o-*/${id}`;
  const verbs = [
    ...(hasAccounts ? ['RegisterOrganizationDelegatedAdmin'] : []),
    ...(deregisterRemoved ? ['DeregisterOrganizationDelegatedAdmin'] : []),
  ];
  const statements: PolicyStatementData[] = [
    { Effect: 'Allow', Action: 'organizations:ListDelegatedAdministrators', Resource: '*', Condition },
    { Effect: 'Allow', Action: verbs.map((verb) => `cloudtrail:${verb}`), Resource: '*' },
  ];
  if (hasAccounts) {
    const Resource = delegatedAdministrators.map(member);
    statements.push(
      { Effect: 'Allow', Action: 'organizations:RegisterDelegatedAdministrator', Resource, Condition },
      { Effect: 'Allow', Action: 'organizations:ListDelegatedServicesForAccount', Resource },
    );
  }
  if (deregisterRemoved) {
    statements.push({
      ...{ Effect: 'Allow', Action: 'organizations:DeregisterDelegatedAdministrator', Condition },
      // of the accounts that are no longer listed
      Resource: member('*'),
    });
  }
  return statements;
}

function ofService(...services: readonly string[]): NonNullable<PolicyStatementData['Condition']> {
  return { StringEquals: { 'organizations:ServicePrincipal': oneOrMany(services) } };
}

function toCreation(organization: AdministeredOrganization, role: LinkedRole): PolicyStatementData {
  return {
    Effect: 'Allow',
    Action: 'iam:CreateServiceLinkedRole',
    Resource: arnOf(organization, role),
    Condition: { StringEquals: { 'iam:AWSServiceName': role.service } },
  };
}

function arnOf({ partition, account }: AdministeredOrganization, { service, roleName }: LinkedRole): string {
  return `arn:${partition}:iam::${account}:role/aws-service-role/${service}/${roleName}`;
}
