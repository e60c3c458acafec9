import { partitionOf } from '../../../lib/core/record/region';
import { parseAdministration } from '../../../lib/core/settings/organization-administration';
import { parseOrganizationTrail } from '../../../lib/core/settings/organization-trail';
import { MANAGEMENT } from '../../constructs/synthesize';
import type { Call, CallsOf } from './call';
import { arnAt, type DeployedFunction } from './deployed-function';
import { ownStack } from './monitor-calls';

const ANY = '*';
const TRAIL_SERVICE = 'cloudtrail.amazonaws.com';
const STACK_SETS = 'member.org.stacksets.cloudformation.amazonaws.com';

const without =
  (action: string): CallsOf =>
  () => [{ action, arn: ANY }];

/** The service-linked roles of CloudTrail. */
const TRAIL_ROLE = ['AWSServiceRoleForCloudTrail', TRAIL_SERVICE] as const;
const CONTEXT_ROLE = ['AWSServiceRoleForCloudTrailEventContext', `context.${TRAIL_SERVICE}`] as const;
const STACK_SET_ROLE = [
  'AWSServiceRoleForCloudFormationStackSetsOrgAdmin',
  'stacksets.cloudformation.amazonaws.com',
] as const;

function onRole(at: DeployedFunction, action: string, [role, service]: readonly [string, string]): Call {
  const { accountId, region } = at.at;
  const arn = `arn:${partitionOf(region)}:iam::${accountId}:role/aws-service-role/${service}/${role}`;
  return action === 'iam:GetRole'
    ? { action, arn }
    : { action, arn, context: { 'iam:AWSServiceName': service } };
}

const settingsOf = ({ requests }: DeployedFunction) => requests.map(parseAdministration);

const rolesOf =
  (action: string): CallsOf =>
  (at) =>
    settingsOf(at).flatMap(({ eventContext }) =>
      [TRAIL_ROLE, ...(eventContext ? [CONTEXT_ROLE] : [])].map((role) => onRole(at, action, role)),
    );

/** An account of the organization. A change of the list deregisters accounts that are not in it now. */
function onAccount(action: string, which: 'wanted' | 'any', service?: string): CallsOf {
  return (at) =>
    settingsOf(at).flatMap(({ delegatedAdministrators, deregisterRemoved }) => {
      const accounts =
        which === 'wanted' ? delegatedAdministrators : deregisterRemoved ? ['222233334444'] : [];
      return accounts.map((account) => ({
        action,
        arn: `arn:${partitionOf(at.at.region)}:organizations::${MANAGEMENT}:account/o-exampleorgid/${account}`,
        ...(service === undefined ? {} : { context: { 'organizations:ServicePrincipal': service } }),
      }));
    });
}

/** The trails that a function makes, each in the account that CloudTrail takes it for. */
const onTrails =
  (action: string): CallsOf =>
  (at) =>
    at.requests.map((request) => ({ action, arn: parseOrganizationTrail(request).trailArn }));

/** A delegated administrator creates a trail of the management account: AWS does not say with the ARN of which account. */
const created =
  (action: string): CallsOf =>
  (at) =>
    at.requests
      .map(parseOrganizationTrail)
      .flatMap(({ trailArn, trailName }) =>
        [trailArn, arnAt(at, 'cloudtrail', `trail/${trailName}`)].map((arn) => ({ action, arn })),
      );

/** What `CreateTrail` and `UpdateTrail` look at in the name of the caller. */
const withTrail: CallsOf = (at) =>
  at.requests.map(parseOrganizationTrail).flatMap(({ settings }): readonly Call[] => {
    const { CloudWatchLogsRoleArn: role, KmsKeyId: key } = settings;
    return [
      { action: 'organizations:DescribeOrganization', arn: ANY },
      { action: 'organizations:ListAWSServiceAccessForOrganization', arn: ANY },
      onRole(at, 'iam:GetRole', TRAIL_ROLE),
      onRole(at, 'iam:CreateServiceLinkedRole', TRAIL_ROLE),
      ...(role === ''
        ? []
        : [{ action: 'iam:PassRole', arn: role, context: { 'iam:PassedToService': TRAIL_SERVICE } }]),
      ...(key === '' ? [] : [{ action: 'kms:DescribeKey', arn: key }]),
    ];
  });

/** What custom resources do. */
export const ORGANIZATION_CALLS: Readonly<Record<string, CallsOf>> = {
  DescribeStacks: (at) => [{ action: 'cloudformation:DescribeStacks', arn: ownStack(at) }],
  DescribeOrganization: without('organizations:DescribeOrganization'),
  ListAWSServiceAccessForOrganization: without('organizations:ListAWSServiceAccessForOrganization'),
  EnableAWSServiceAccess: (at) =>
    settingsOf(at).flatMap(({ stackSets }) =>
      [TRAIL_SERVICE, ...(stackSets ? [STACK_SETS] : [])].map((service) => ({
        ...{ action: 'organizations:EnableAWSServiceAccess', arn: ANY },
        context: { 'organizations:ServicePrincipal': service },
      })),
    ),
  DescribeOrganizationsAccess: (at) =>
    settingsOf(at).flatMap(({ stackSets }) =>
      stackSets ? [{ action: 'cloudformation:DescribeOrganizationsAccess', arn: ANY }] : [],
    ),
  ActivateOrganizationsAccess: (at) =>
    settingsOf(at).flatMap(({ stackSets }) =>
      stackSets
        ? [
            { action: 'cloudformation:ActivateOrganizationsAccess', arn: ANY },
            onRole(at, 'iam:CreateServiceLinkedRole', STACK_SET_ROLE),
          ]
        : [],
    ),
  CreateServiceLinkedRole: rolesOf('iam:CreateServiceLinkedRole'),
  GetRole: rolesOf('iam:GetRole'),
  ListDelegatedAdministrators: () => [
    {
      ...{ action: 'organizations:ListDelegatedAdministrators', arn: ANY },
      context: { 'organizations:ServicePrincipal': TRAIL_SERVICE },
    },
  ],
  ListDelegatedServicesForAccount: onAccount('organizations:ListDelegatedServicesForAccount', 'any'),
  RegisterOrganizationDelegatedAdmin: (at, around) => [
    { action: 'cloudtrail:RegisterOrganizationDelegatedAdmin', arn: ANY },
    ...onAccount('organizations:RegisterDelegatedAdministrator', 'wanted', TRAIL_SERVICE)(at, around),
  ],
  DeregisterOrganizationDelegatedAdmin: (at, around) => [
    { action: 'cloudtrail:DeregisterOrganizationDelegatedAdmin', arn: ANY },
    ...onAccount('organizations:DeregisterDelegatedAdministrator', 'any', TRAIL_SERVICE)(at, around),
  ],
  CreateTrail: (at, around) => [...created('cloudtrail:CreateTrail')(at, around), ...withTrail(at, around)],
  AddTags: created('cloudtrail:AddTags'),
  UpdateTrail: onTrails('cloudtrail:UpdateTrail'),
  DeleteTrail: onTrails('cloudtrail:DeleteTrail'),
  PutEventSelectors: onTrails('cloudtrail:PutEventSelectors'),
  PutInsightSelectors: onTrails('cloudtrail:PutInsightSelectors'),
  PutEventConfiguration: onTrails('cloudtrail:PutEventConfiguration'),
  GetEventConfiguration: onTrails('cloudtrail:GetEventConfiguration'),
  StopLogging: onTrails('cloudtrail:StopLogging'),
  RemoveTags: onTrails('cloudtrail:RemoveTags'),
  ListTags: onTrails('cloudtrail:ListTags'),
  // These three are of the organization's trail here, and of the monitor's trails and the responses elsewhere.
  GetTrail: onTrails('cloudtrail:GetTrail'),
  GetTrailStatus: onTrails('cloudtrail:GetTrailStatus'),
  GetEventSelectors: onTrails('cloudtrail:GetEventSelectors'),
  GetInsightSelectors: onTrails('cloudtrail:GetInsightSelectors'),
  StartLogging: onTrails('cloudtrail:StartLogging'),
  // AWS knows no resource of imports: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
  ListImports: without('cloudtrail:ListImports'),
  GetImport: without('cloudtrail:GetImport'),
  StopImport: without('cloudtrail:StopImport'),
  StartImport: (at) => [
    { action: 'cloudtrail:StartImport', arn: ANY },
    ...at.requests.map(({ roleArn }) => ({
      ...{ action: 'iam:PassRole', arn: String(roleArn) },
      context: { 'iam:PassedToService': TRAIL_SERVICE },
    })),
  ],
};
