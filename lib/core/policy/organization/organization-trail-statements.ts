import type { PolicyStatementData } from '../policy-statement-data';
import { type TrailCoordinates, toTrailArn } from '../trail-coordinates';

/** A trail that a delegated administrator creates. Every text may be a CDK token. */
export interface DelegatedTrail {
  readonly trail: TrailCoordinates;
  /** The account of the delegated administrator. */
  readonly account: string;
  /** The role by which CloudTrail writes to the log group; undefined if there is none. */
  readonly logRoleArn?: string;
  /** The key that the log files are encrypted with; undefined if there is none. */
  readonly keyArn?: string;
}

const ON_TRAIL = [
  'cloudtrail:AddTags',
  'cloudtrail:CreateTrail',
  'cloudtrail:DeleteTrail',
  'cloudtrail:GetEventConfiguration',
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
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
 */
export function toOrganizationTrailStatements(delegated: DelegatedTrail): readonly PolicyStatementData[] {
  const { trail, account, logRoleArn, keyArn } = delegated;
  const linkedRole = `arn:${trail.partition}:iam::${account}:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail`;
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
    ...allow('kms:DescribeKey', keyArn),
    ...(logRoleArn === undefined
      ? []
      : [
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: logRoleArn,
            Condition: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } },
          } as const,
        ]),
  ];
}

function allow(Action: string, Resource: string | undefined): readonly PolicyStatementData[] {
  return Resource === undefined ? [] : [{ Effect: 'Allow', Action, Resource }];
}
