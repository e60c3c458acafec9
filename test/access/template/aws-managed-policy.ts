import type { Policy } from '../../../lib/core/policy/evaluation/policy-document';
import { readPolicy } from './read-policy';

// the statements of AWS's own managed policies that constructs attach, by ARN
const STATEMENTS: Readonly<Record<string, readonly string[]>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ],
  'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess': [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ],
  'arn:aws:iam::aws:policy/AdministratorAccess': ['*'],
};

/**
 * A policy that AWS manages. Throws on one that is not written down here.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function awsManagedPolicy(arn: string): Policy {
  // the same in every partition
  const actions = STATEMENTS[arn.replace(/^arn:[a-z-]+:/, 'arn:aws:')];
  if (actions === undefined) throw new Error(`${arn} is not written down in aws-managed-policy.ts`);
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  const name = arn.split('/').at(-1) ?? arn;
  return readPolicy({ Version: '2012-10-17', Statement: statement }, 'identity', name);
}
