import type { EstateStack, EstateTemplate } from '../../../../lib/core/estate/estate';

export const ACCOUNT = '111122223333';

type Resources = EstateTemplate['Resources'];

/** A stack under review with these resources, and what else its template has. */
export function stackOf(
  Resources: Resources,
  more: Partial<EstateStack> & { readonly rest?: object } = {},
): EstateStack {
  const { rest = {}, ...place } = more;
  return {
    ...{
      name: 'Audit',
      account: ACCOUNT,
      region: 'eu-central-1',
      partition: 'aws',
      file: 'Audit.template.json',
    },
    ...place,
    template: { Resources, ...rest },
  };
}

/** A statement that allows, with the rest of its elements. */
export function allow(action: unknown, resource: unknown, more: object = {}) {
  return { Effect: 'Allow', Action: action, Resource: resource, ...more };
}

/** A statement that denies. */
export function deny(action: unknown, resource: unknown, more: object = {}) {
  return { Effect: 'Deny', Action: action, Resource: resource, ...more };
}

export function document(...Statement: readonly unknown[]) {
  return { Version: '2012-10-17', Statement };
}

/** A role with one inline policy, or none; Lambda takes it. */
export function role(statements: readonly unknown[], properties: object = {}) {
  const Policies =
    statements.length === 0 ? [] : [{ PolicyName: 'Own', PolicyDocument: document(...statements) }];
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  return {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: document(trust), Policies, ...properties },
  };
}

export const LOGS = { 'Fn::GetAtt': ['Logs', 'Arn'] };
export const OBJECTS = { 'Fn::Join': ['', [LOGS, '/*']] };

/** A trail, its bucket and its key; bucket and key with the statements of their policies. */
export function trailStack(
  bucketStatements: readonly unknown[],
  more: Resources = {},
  keyStatements: readonly unknown[] = [],
): Resources {
  return {
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { S3BucketName: { Ref: 'Logs' }, IsLogging: true, KMSKeyId: { Ref: 'Key' } },
    },
    Logs: { Type: 'AWS::S3::Bucket', Properties: {} },
    LogsPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Logs' }, PolicyDocument: document(...bucketStatements) },
    },
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document(...keyStatements) } },
    ...more,
  };
}
