import { type OneOrMany, oneOrMany, type PolicyStatementData } from './policy-statement-data';

/**
 * Maximum length of an endpoint policy in a VPC, including white space (AWS PrivateLink Guide, "Control access using endpoint
 * policies").
 */
export const MAX_ENDPOINT_POLICY_LENGTH = 20_480;

/** The principals whose requests an endpoint allows, and the owners of the resources: an organization, or accounts. */
export interface EndpointPerimeter {
  readonly organizationId?: string;
  /** Read where there is no organization. */
  readonly accounts: readonly string[];
}

/** Buckets by their ARNs. */
export interface EndpointBuckets {
  /** Buckets that are read. */
  readonly read: readonly string[];
  /** Buckets that are read and written. */
  readonly written: readonly string[];
}

/**
 * Requests of one service: by principals of the organization or accounts, to their resources. Callers in the VPC with credentials
 * of another account cannot send data to that account.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
 */
export function toServiceStatement(
  service: string,
  perimeter: EndpointPerimeter,
  resources: OneOrMany = '*',
): PolicyStatementData {
  return toOwnStatement('AllowOwnRequests', [`${service}:*`], resources, perimeter);
}

const READING_OBJECTS = ['s3:GetObject', 's3:GetObjectVersion'];
const READING_BUCKETS = ['s3:ListBucket', 's3:ListBucketVersions'];

/** Requests to the buckets alone. A request that deletes or changes what protects them does not pass, no matter who signs it. */
export function toBucketStatements(
  { read, written }: EndpointBuckets,
  perimeter: EndpointPerimeter,
): readonly PolicyStatementData[] {
  const all = [...read, ...written];
  const objectsOf = (bucketArns: readonly string[]) => oneOrMany(bucketArns.map((arn) => `${arn}/*`));
  const statements = [
    toOwnStatement('AllowReadingObjects', READING_OBJECTS, objectsOf(all), perimeter),
    toOwnStatement('AllowListing', READING_BUCKETS, oneOrMany(all), perimeter),
    toOwnStatement(
      'AllowWritingObjects',
      ['s3:AbortMultipartUpload', 's3:PutObject'],
      objectsOf(written),
      perimeter,
    ),
  ];
  return statements.filter(({ Resource }) => Resource.length > 0);
}

/**
 * Functions of custom resources answer CloudFormation by a request that CloudFormation signed, to a bucket of AWS: neither
 * belongs to the organization.
 *
 * @param region without its dashes, as in the bucket's name
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
 */
export function toStackAnswerStatement(partition: string, region: string): PolicyStatementData {
  return {
    ...{ Sid: 'AllowAnswersToCloudFormation', Effect: 'Allow', Principal: '*' },
    Action: 's3:PutObject',
    Resource: `arn:${partition}:s3:::cloudformation-custom-resource-response-${region}/*`,
  };
}

function toOwnStatement(
  Sid: string,
  actions: readonly string[],
  Resource: OneOrMany,
  { organizationId, accounts }: EndpointPerimeter,
): PolicyStatementData {
  const own: Readonly<Record<string, OneOrMany>> =
    organizationId === undefined
      ? { 'aws:PrincipalAccount': oneOrMany(accounts), 'aws:ResourceAccount': oneOrMany(accounts) }
      : { 'aws:PrincipalOrgID': organizationId, 'aws:ResourceOrgID': organizationId };
  return {
    ...{ Sid, Effect: 'Allow', Principal: '*', Action: oneOrMany(actions), Resource },
    Condition: { StringEquals: own },
  };
}
