import { type Call, type CallsOf, keyArn, keyCalls, type Surroundings } from './call';
import { arnAt, type DeployedFunction } from './deployed-function';

const SINK_KEYS = 'TRAILWATCH_ORIGIN_KEY_ARNS';

/** A value of the environment that a function does not work without. */
export function setting({ environment, name }: DeployedFunction, ...variables: readonly string[]): string {
  const value = variables.map((variable) => environment[variable]).find((text) => text !== undefined);
  if (value === undefined) throw new Error(`${name} has none of ${variables.join(', ')}`);
  return value;
}

/** The ARN of what is given by its name or its ARN. */
export function named(
  at: DeployedFunction,
  name: string,
  [service, start]: readonly [string, string],
): string {
  return name.startsWith('arn:') ? name : arnAt(at, service, start + name);
}

/** A call on a log group. */
export function onLogGroup(action: string, variable: string): CallsOf {
  return (at) => {
    const arn = named(at, setting(at, variable), ['logs', 'log-group:']);
    // CloudWatch Logs compares the ARN with `:*` at its end; the service's own reference has it without.
    return [arn, `${arn}:*`].map((each) => ({ action: `logs:${action}`, arn: each }));
  };
}

function tableArn(at: DeployedFunction): string {
  return named(at, setting(at, 'TRAILWATCH_TABLE_NAME', 'TRAILWATCH_CLAIM_TABLE'), ['dynamodb', 'table/']);
}

/**
 * What DynamoDB asks of a key in the name of who uses a table.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const TABLE_KEY = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'];

/** A call on the table of claims. */
function onTable(action: string): CallsOf {
  return (at, around) => {
    const arn = tableArn(at);
    return [{ action: `dynamodb:${action}`, arn }, ...keyCalls(arn, TABLE_KEY, around)];
  };
}

/** The table of another function, of which only heartbeats are read. */
function heartbeats(at: DeployedFunction, around: Surroundings): readonly Call[] {
  const { TRAILWATCH_HEARTBEAT_TABLE: name = 'none' } = at.environment;
  if (name === 'none') return [];
  const arn = named(at, name, ['dynamodb', 'table/']);
  const context = { 'dynamodb:LeadingKeys': ['heartbeat|2026-11-30T01'] };
  return [{ action: 'dynamodb:Query', arn, context }, ...keyCalls(arn, ['Decrypt'], around)];
}

/** To the queues whose addresses a function has: `https://sqs.<Region>.amazonaws.com/<account>/<name>`. */
function toQueues(at: DeployedFunction, around: Surroundings): readonly Call[] {
  const variables = Object.keys(at.environment).filter((name) => name.endsWith('QUEUE_URL'));
  if (variables.length === 0)
    throw new Error(`${at.name} sends to a queue, and has no TRAILWATCH_…QUEUE_URL`);
  return variables.flatMap((variable) => {
    const [name = '', account = ''] = setting(at, variable).split('/').reverse();
    const arn = arnAt(at, 'sqs', name).replace(at.at.accountId, account);
    return [{ action: 'sqs:SendMessage', arn }, ...keyCalls(arn, ['GenerateDataKey', 'Decrypt'], around)];
  });
}

/** A call with each key that signs: where it is of another account, it is asked for by its alias. */
function withMacKeys(action: string, variables: readonly string[]): CallsOf {
  return (at, { resources }) =>
    setting(at, ...variables)
      .split(',')
      .map((name) => ({
        ...{ action: `kms:${action}`, arn: keyArn(name, at, resources) },
        ...(/:alias\//.test(name) ? { context: { 'kms:RequestAlias': name.split(':').at(-1) } } : {}),
      }));
}

/** What functions do that raise alerts, and those that pass them on. */
export const WORKER_CALLS: Readonly<Record<string, CallsOf>> = {
  Publish: (at, around) => {
    const arn = setting(
      at,
      'TRAILWATCH_CHAT_TOPIC_ARN',
      'TRAILWATCH_ALERT_TOPIC_ARN',
      'TRAILWATCH_TOPIC_ARN',
    );
    return [{ action: 'sns:Publish', arn }, ...keyCalls(arn, ['GenerateDataKey', 'Decrypt'], around)];
  },
  GetItem: onTable('GetItem'),
  PutItem: onTable('PutItem'),
  Query: (at, around) => [...onTable('Query')(at, around), ...heartbeats(at, around)],
  UpdateItem: onTable('UpdateItem'),
  SendMessage: toQueues,
  SendMessageBatch: toQueues,
  GenerateMac: withMacKeys('GenerateMac', ['TRAILWATCH_MAC_KEY_ARN']),
  VerifyMac: withMacKeys('VerifyMac', [SINK_KEYS, 'TRAILWATCH_MAC_KEY_ARN']),
  FilterLogEvents: onLogGroup('FilterLogEvents', 'TRAILWATCH_LOG_GROUP_NAME'),
  BatchImportFindings: (at) => [
    { action: 'securityhub:BatchImportFindings', arn: setting(at, 'TRAILWATCH_PRODUCT_ARN') },
  ],
  PutRecord: (at) => [
    {
      action: 'firehose:PutRecord',
      arn: named(at, setting(at, 'TRAILWATCH_DELIVERY_STREAM_NAME'), ['firehose', 'deliverystream/']),
    },
  ],
  PutEvents: (at) => [
    {
      action: 'events:PutEvents',
      arn: named(at, setting(at, 'TRAILWATCH_EVENT_BUS_NAME'), ['events', 'event-bus/']),
    },
  ],
};
