import { resolveText } from '../template/intrinsic';
import { type Call, keyCalls, type Surroundings } from './call';
import type { Deployed, DeployedFunction } from './deployed-function';

/** What Lambda does in the name of a function's role, and why. */
export interface CallOfLambda extends Call {
  readonly operation: string;
}

const NETWORK = [
  ...['AssignPrivateIpAddresses', 'CreateNetworkInterface', 'DeleteNetworkInterface'],
  ...['DescribeNetworkInterfaces', 'DescribeSubnets', 'UnassignPrivateIpAddresses'],
];

/**
 * The calls that Lambda makes with the role: it writes the log, reads the queue, puts what failed on the dead-letter queue, reads the
 * environment, and makes network interfaces.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function callsOfLambda(at: DeployedFunction, around: Surroundings): readonly CallOfLambda[] {
  const { DeadLetterConfig, KmsKeyArn, VpcConfig } = at.properties;
  const dead =
    DeadLetterConfig === undefined ? [] : [arnOf(at, (DeadLetterConfig as { TargetArn: unknown }).TargetArn)];
  const calls: readonly Call[] = [
    ...logs(at),
    ...queuesOf(at, around).flatMap((arn) => [
      ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) => ({
        action: `sqs:${name}`,
        arn,
      })),
      ...keyCalls(arn, ['Decrypt'], around),
    ]),
    ...dead.flatMap((arn) => [
      { action: 'sqs:SendMessage', arn },
      ...keyCalls(arn, ['GenerateDataKey', 'Decrypt'], around),
    ]),
    ...(KmsKeyArn === undefined ? [] : [{ action: 'kms:Decrypt', arn: arnOf(at, KmsKeyArn) }]),
    // The function itself is refused: the calls of Lambda have no ARN of a function.
    ...(VpcConfig === undefined
      ? []
      : NETWORK.map((name) => ({
          action: `ec2:${name}`,
          arn: '*',
          context: { 'lambda:SourceFunctionArn': undefined },
        }))),
  ];
  return calls.map((call) => ({ ...call, operation: 'Lambda' }));
}

function arnOf({ at }: Deployed, value: unknown): string {
  return resolveText(value, at);
}

function logs(at: DeployedFunction): readonly Call[] {
  const { LoggingConfig = {} } = at.properties as {
    readonly LoggingConfig?: { readonly LogGroup?: unknown };
  };
  if (LoggingConfig.LogGroup === undefined) return [];
  const name = arnOf(at, LoggingConfig.LogGroup);
  const { accountId, region } = at.at;
  const [, partition] = at.arn.split(':');
  const group = `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
  return ['CreateLogStream', 'PutLogEvents'].map((action) => ({
    action: `logs:${action}`,
    arn: `${group}:log-stream:2026`,
  }));
}

function queuesOf(at: DeployedFunction, { resources }: Surroundings): readonly string[] {
  return resources
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(
      ({ properties, at: place }) =>
        place === at.at && arnOf({ ...at, at: place }, properties.FunctionName) === at.ref,
    )
    .map((mapping) => arnOf(mapping, mapping.properties.EventSourceArn));
}
