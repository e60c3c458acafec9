import type { PolicyStatementData } from '../policy-statement-data';
import { type TrailCoordinates, toTrailArn } from '../trail-coordinates';

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
 * What the function may do that creates a trail of an organization as a delegated administrator, and changes it.
 *
 * A call by ARN is about the trail of the management account. CreateTrail takes a name, and its documentation does not say for which
 * of the two accounts it is authorized, so it and the tags that come with it are allowed in both.
 *
 * A trail that was there before gets back its key and its role, which only its settings name: so CloudTrail may be given any role of the
 * account, which acts only if it trusts CloudTrail, and any key be described.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
 */
export function toOrganizationTrailStatements(delegated: DelegatedTrail): readonly PolicyStatementData[] {
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
