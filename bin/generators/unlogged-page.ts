import { UNLOGGED } from '../../lib/core/calls/unlogged-actions';

/** The document of what CloudTrail does not log, from the root. */
export const UNLOGGED_PATH = 'docs/reference/unlogged.md';

/** Where else to look, for each service that CloudTrail never logs something of. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  iot: 'logs of AWS IoT Core in CloudWatch Logs',
  xray: 'nothing: telemetry that the daemon sends',
  logs: 'nothing; `PutLogEvents` and reading log events are not recorded. Let few roles read the log groups',
  iam: 'the call that passes the role has it in its parameters, such as `CreateFunction`',
  'execute-api': 'access logs of Amazon API Gateway',
  dax: 'nothing; the calls that DAX makes of DynamoDB are data events of its role',
  ec2messages: 'session logs of AWS Systems Manager in Amazon S3 or CloudWatch Logs',
  elasticache: 'slow log and engine log of the cache, and VPC flow logs',
  elasticfilesystem: 'audit logs of the host that mounts the file system, and VPC flow logs',
  es: 'audit logs of Amazon OpenSearch Service',
  'kafka-cluster': 'broker logs of Amazon MSK',
  memorydb: 'slow log of the cluster, and VPC flow logs',
  'neptune-db': 'audit logs of Amazon Neptune',
  'rds-db': 'audit logs of the database, or Database Activity Streams',
};

/** Actions that no record shows, and those that only data events show. */
export function renderUnlogged(): string {
  const entries = Object.entries(UNLOGGED).sort(([one], [other]) => (one < other ? -1 : 1));
  const never = entries.flatMap(([prefix, { '': names }]) =>
    names === undefined ? [] : [`| \`${prefix}\` | ${actions(names)} | ${ELSEWHERE[prefix]} |`],
  );
  const selected = entries.flatMap(([prefix, types]) =>
    Object.entries(types).flatMap(([type, names]) =>
      type === '' ? [] : [`| \`${prefix}\` | \`${type}\` | ${actions(names)} |`],
    ),
  );
  return `## Never

| prefix of IAM | actions | look instead in |
| --- | --- | --- |
${never.join('\n')}

## Only as data events

| prefix of IAM | \`resources.type\` of the selector | actions |
| --- | --- | --- |
${selected.join('\n')}
`;
}

function actions(names: string): string {
  return names === '*' ? 'every action' : names.split(' ').join(', ');
}
