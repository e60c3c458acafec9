import { decodeResponderSettings } from '../../../lib/core/settings/responder-settings';
import { MANAGEMENT, ORGANIZATION } from '../../constructs/synthesize';
import { ARCHIVE_CALLS } from './archive-calls';
import { ATHENA_CALLS } from './athena-calls';
import { operationsOf } from './bundles';
import { type Call, type CallsOf, keyCalls, type Surroundings } from './call';
import { arnAt, type DeployedFunction } from './deployed-function';
import { MONITOR_CALLS } from './monitor-calls';
import { ORGANIZATION_CALLS } from './organization-calls';
import { RESPONSE_OPERATIONS, responseCalls } from './response-calls';
import { WORKER_CALLS } from './worker-calls';

/** A call of Organizations, on what an organization has; nothing where the function knows no organization. */
function inOrganization(action: string, variable: string, resource?: string): CallsOf {
  return ({ environment, arn }) => {
    const [, partition] = arn.split(':');
    const isThere = (environment[variable] ?? 'none') !== 'none';
    const start = `arn:${partition}:organizations::${MANAGEMENT}`;
    return isThere
      ? [{ action: `organizations:${action}`, arn: resource === undefined ? '*' : `${start}:${resource}` }]
      : [];
  };
}

/** What log processors read about accounts, and what people silence. */
const FURTHER_CALLS: Readonly<Record<string, CallsOf>> = {
  ListAccounts: inOrganization('ListAccounts', 'TRAILWATCH_OWN_ORGANIZATION'),
  DescribeOrganizationalUnit: inOrganization(
    'DescribeOrganizationalUnit',
    'TRAILWATCH_OWN_ORGANIZATION',
    `ou/${ORGANIZATION}/ou-ab12-11111111`,
  ),
  ListTagsForResource: inOrganization(
    'ListTagsForResource',
    'TRAILWATCH_ACCOUNT_TAGS',
    `account/${ORGANIZATION}/111122223333`,
  ),
  GetParametersByPath: (at) => {
    const { TRAILWATCH_SILENCES: path } = at.environment;
    return path === undefined
      ? []
      : [{ action: 'ssm:GetParametersByPath', arn: arnAt(at, 'ssm', `parameter${path}`) }];
  },
  StartExecution: ({ environment }, around) =>
    decodeResponderSettings(environment).responses.flatMap(({ machineArn: arn }) =>
      arn === undefined
        ? []
        : [
            { action: 'states:StartExecution', arn },
            ...keyCalls(arn, ['GenerateDataKey', 'Decrypt'], around),
          ],
    ),
  DescribeStacks: ORGANIZATION_CALLS.DescribeStacks as CallsOf,
};

/** Functions that answer custom resources only. */
const OF_ORGANIZATIONS = ['organization-trail', 'organization-administration', 'lake-import'];

const OTHERS: Readonly<Record<string, CallsOf>> = {
  ...WORKER_CALLS,
  ...ARCHIVE_CALLS,
  ...ATHENA_CALLS,
  ...MONITOR_CALLS,
  ...FURTHER_CALLS,
};

/** What a function does with an operation that is in its bundle; undefined where nobody said it. */
function callsFor(job: string, operation: string): CallsOf | undefined {
  if (job === 'regional-response')
    return RESPONSE_OPERATIONS.has(operation) ? responseCalls(operation) : undefined;
  return (OF_ORGANIZATIONS.includes(job) ? ORGANIZATION_CALLS : OTHERS)[operation];
}

/** Those of the operations in the bundle of a job of which it is not said on what they are made. */
export function undecidedAmong(job: string, operations: readonly string[]): readonly string[] {
  return operations.filter((operation) => callsFor(job, operation) === undefined);
}

/** The operations that some entry is about. */
export const DECIDED_OPERATIONS: readonly string[] = [
  ...Object.keys({ ...ORGANIZATION_CALLS, ...OTHERS }),
  ...RESPONSE_OPERATIONS,
];

/** The calls of a function, by the operation of the SDK. */
export function callsOf(
  at: DeployedFunction,
  around: Surroundings,
): readonly (Call & { readonly operation: string })[] {
  const { job } = at;
  if (job === undefined) throw new Error(`${at.name} has no bundle of trailwatch`);
  return operationsOf(job).flatMap((operation) =>
    (callsFor(job, operation)?.(at, around) ?? []).map((call) => ({ ...call, operation })),
  );
}
