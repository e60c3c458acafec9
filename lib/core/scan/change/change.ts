import { actorOf, errorCodeOf, identity, origin, roleSessionOf } from '../../compile/predicate/record-facts';
import { toPredicate } from '../../compile/predicate/to-predicate';
import { all, any, isExactly, isNull, not } from '../../fact/fact';
import type { Target } from '../../fact/targets/target';
import { subjectsOf } from '../../fact/targets/target-parts';
import { targetsOf } from '../../fact/targets/targets-of';
import { requestOf, textAt } from '../../fact/text-at';
import type { JsonObject } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import type { Condition } from '../../rule/condition';
import { type Values, valuesOf } from './values';

/** A call that changes a resource, or that was to. */
export interface Change {
  /** ISO 8601. */
  readonly time: string;
  readonly call: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly actor: string;
  readonly actorArn: string;
  /** Name of the role's session; empty for other identities. */
  readonly session: string;
  readonly source: string;
  readonly means: Means;
  /** Empty if the call succeeded. */
  readonly error: string;
  readonly eventId: string;
  /** What the call changes or makes, without what it only mentions. */
  readonly resources: readonly Target[];
  /** Its parameters, by their paths. */
  readonly values: Values;
}

/** What the names of calls that only read begin with; records of old versions do not show it otherwise. */
const READS = [
  ...['Get', 'List', 'Describe', 'Head', 'Lookup', 'Search', 'BatchGet', 'Scan', 'Query', 'Select'],
  ...['Validate', 'Simulate', 'Preview', 'Check', 'Test', 'Discover'],
];

/** Calls that use a resource, and leave it as it is. */
const USES = [
  ...['Assume', 'Console', 'Switch', 'Invoke', 'Publish', 'Send', 'Execute', 'Signal'],
  ...['Decrypt', 'Encrypt', 'GenerateData', 'RunTask', 'RunJob', 'RunScheduled'],
  ...[
    'Query',
    'Session',
    'Execution',
    'Build',
    'Automation',
    'Pipeline',
    'Job',
    'Sync',
    'Crawler',
    'Task',
  ].map((noun) => `Start${noun}`),
];

/** Holds for a call that leaves everything as it is: it only reads, as the record says or by its name, or it uses a resource. */
const NO_CHANGE = any(
  isExactly('readOnly', 'true'),
  all(not(isExactly('readOnly', 'false')), isBegunWith(READS)),
  isBegunWith(USES),
);

/** Holds for every record with a {@link Change}, and for some others. */
export const CHANGES: Condition = all(
  not(NO_CHANGE),
  any(isNull('eventCategory'), isExactly('eventCategory', 'Management')),
);

function isBegunWith(values: readonly string[]): Condition {
  return { kind: 'startsWith', field: 'eventName', values, cased: true };
}

/** The change in a record; undefined for read calls, data events and insights. */
export function toChange(record: CloudTrailRecord): Change | undefined {
  const call = textAt(record, 'eventName') ?? '';
  const { eventCategory = 'Management', managementEvent } = record;
  if (changesNothing(record) || call === '' || eventCategory !== 'Management' || managementEvent === false)
    return undefined;
  const actor = actorOf(record);
  const resources = subjectsOf(call, targetsOf(record));
  const names = new Set(resources.flatMap(({ name, arn = name }) => [name, arn]));
  return {
    ...{ time: textAt(record, 'eventTime') ?? '', call, service: textAt(record, 'eventSource') ?? '' },
    ...{ region: textAt(record, 'awsRegion') ?? '', account: textAt(record, 'recipientAccountId') ?? '' },
    ...{ actor: actor.name, actorArn: actor.arn ?? '', session: roleSessionOf(record)?.session ?? '' },
    ...{ source: origin.source(record) ?? '', means: toMeans(record) },
    ...{ error: errorCodeOf(record) ?? '', eventId: textAt(record, 'eventID') ?? '' },
    resources,
    values: valuesOf(requestOf(record) ?? {}, names),
  };
}

const hasNoChange = toPredicate(NO_CHANGE);

/** Whether a call leaves everything as it is: it only reads, or it uses a resource. */
export function changesNothing(record: CloudTrailRecord): boolean {
  return hasNoChange(record as unknown as JsonObject);
}

/** The means of a call. `console`, and `person` with a program of theirs, are changes by hand. */
type Means =
  | 'CloudFormation'
  | 'Terraform'
  | 'OpenTofu'
  | 'Pulumi'
  | 'service'
  | 'console'
  | 'person'
  | 'program';

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** A caller may write anything, so it shows only what most probably made the call. */
const TOOLS = ['Terraform', 'OpenTofu', 'Pulumi'] as const;

/** User agents of the console, before records had `sessionCredentialFromConsole`. */
const CONSOLE =
  /^\[?(?:S3Console\/|AWSCloudTrail, |(?:console|signin|cloudtrail|ec2|lambda)\.amazonaws\.com)/i;

const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com$/;

/** The means of a record's call. */
export function toMeans(record: CloudTrailRecord): Means {
  const agent = origin.agent(record) ?? '';
  const by = identity.invokedBy(record);
  const source = origin.source(record) ?? '';
  if ([by, agent, source].includes(CLOUDFORMATION)) return 'CloudFormation';
  const program = origin.program(record);
  const tool = TOOLS.find((one) => one === program);
  if (tool !== undefined) return tool;
  if (by !== undefined && by !== 'AWS Internal') return 'service';
  if (identity.type(record) === 'AWSService') return 'service';
  // What AWS Organizations does in a new account, it may do as root.
  if (SERVICE.test(source)) return 'service';
  if (textAt(record, 'sessionCredentialFromConsole') === 'true' || CONSOLE.test(agent)) return 'console';
  return isPerson(record) ? 'person' : 'program';
}

/** Whether a change was made by a person, past what manages the resource. */
export function isByHand(means: Means): means is 'console' | 'person' {
  return means === 'console' || means === 'person';
}

/**
 * People are users, the root user, and sessions of IAM Identity Center; a session of another role is a program until it appears
 * in the console.
 */
function isPerson(record: CloudTrailRecord): boolean {
  const type = identity.type(record) ?? '';
  return (
    ['IAMUser', 'Root', 'FederatedUser'].includes(type) || roleSessionOf(record)?.isIdentityCenter === true
  );
}
