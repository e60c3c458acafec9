import { oneOrMany, type PolicyStatementData } from '../policy-statement-data';
import { type TrailCoordinates, toTrailArn } from '../trail-coordinates';

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

/** The resources of an organization's administration. Every text may be a CDK token. */
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
 * The permissions of the function that administers an organization: with CloudTrail and StackSets only, and for the listed
 * accounts only.
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
  const listed = delegatedAdministrators.map(member);
  // also of the accounts that are no longer listed; CloudFormation changes the policy before it takes an update back
  const left = deregisterRemoved ? member('*') : listed;
  if (hasAccounts) {
    const Action = 'organizations:RegisterDelegatedAdministrator';
    statements.push({ Effect: 'Allow', Action, Resource: listed, Condition });
  }
  statements.push({
    Effect: 'Allow',
    Action: 'organizations:ListDelegatedServicesForAccount',
    Resource: left,
  });
  if (deregisterRemoved) {
    const Action = 'organizations:DeregisterDelegatedAdministrator';
    statements.push({ Effect: 'Allow', Action, Resource: left, Condition });
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

/** A trail that a delegated administrator creates. Every text may be a CDK token. */
export interface DelegatedTrail {
  readonly trail: TrailCoordinates;
  /** The account of the delegated administrator. */
  readonly account: string;
}

const ON_TRAIL = [
  'cloudtrail:AddTags',
  'cloudtrail:CreateTrail',
  'cloudtrail:DeleteTrail',
  'cloudtrail:GetEventConfiguration',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetInsightSelectors',
  'cloudtrail:GetTrail',
  'cloudtrail:GetTrailStatus',
  'cloudtrail:ListTags',
  'cloudtrail:PutEventConfiguration',
  'cloudtrail:PutEventSelectors',
  'cloudtrail:PutInsightSelectors',
  'cloudtrail:RemoveTags',
  'cloudtrail:StartLogging',
  'cloudtrail:StopLogging',
  'cloudtrail:UpdateTrail',
];

/**
 * The permissions of the function that creates and changes a trail of an organization as a delegated administrator: first what it
 * does to the trail by its ARN.
 *
 * A call by ARN concerns the trail of the management account. CreateTrail takes a name, and its documentation does not say for
 * which of the two accounts it is authorized, so it and the tags that come with it are allowed in both.
 *
 * A trail that was there before gets back its key and its role, which only its settings name: so CloudTrail may be given any role
 * of the account, which acts only if it trusts CloudTrail, and any key be described.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
 */
export function toOrganizationTrailStatements(
  delegated: DelegatedTrail,
): readonly [PolicyStatementData, ...PolicyStatementData[]] {
  const { trail, account } = delegated;
  const iam = `arn:${trail.partition}:iam::${account}:role`;
  const linkedRole = `${iam}/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail`;
  return [
    { Effect: 'Allow', Action: ON_TRAIL, Resource: toTrailArn(trail) },
    {
      Effect: 'Allow',
      Action: ['cloudtrail:AddTags', 'cloudtrail:CreateTrail'],
      Resource: toTrailArn({ ...trail, ownerAccount: account }),
    },
    { Effect: 'Allow', Action: 'iam:GetRole', Resource: linkedRole },
    {
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource: linkedRole,
      Condition: { StringEquals: { 'iam:AWSServiceName': 'cloudtrail.amazonaws.com' } },
    },
    {
      Effect: 'Allow',
      Action: ['organizations:DescribeOrganization', 'organizations:ListAWSServiceAccessForOrganization'],
      Resource: '*',
    },
    { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: `arn:${trail.partition}:kms:*:*:key/*` },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `${iam}/*`,
      Condition: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } },
    },
  ];
}
