import { identity, outcomeOf } from '../compile/predicate/record-facts';
import { compileFieldPath, type FieldPath, readField } from '../record/field-path';
import type { CloudTrailRecord } from '../record/record';
import { recordIdentity } from '../record/record-identity';
import { withoutSession } from '../record/without-session';
import { requiredTexts } from '../rule/required-texts';
import type { Rule } from '../rule/rule';

/** What says who made a call. */
const OF_CALLER: readonly FieldPath[] = [
  'userIdentity.type',
  'userIdentity.arn',
  'userIdentity.invokedBy',
  'userIdentity.sessionContext.sessionIssuer.arn',
].map(compileFieldPath);

/** Who calls for a stack; no caller can choose it. */
const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** The services whose calls make identities, or hand them out. */
const OF_IDENTITIES: ReadonlySet<string> = new Set(['iam.amazonaws.com', 'sts.amazonaws.com']);

const USER = compileFieldPath('requestParameters.userName');
const ROLE = compileFieldPath('requestParameters.roleName');
const TAKEN_ROLE = compileFieldPath('requestParameters.roleArn');

/** What says whom such a call is about. */
const OF_OTHERS: readonly FieldPath[] = [
  ...['eventSource', 'errorCode'].map(compileFieldPath),
  ...[USER, ROLE, TAKEN_ROLE],
];

/** The fields that {@link actorsOf} reads of the records of a rule. */
export function actorFields({ condition }: Pick<Rule, 'condition'>): readonly FieldPath[] {
  const sources = requiredTexts(condition, 'eventSource');
  const mayMake = sources === undefined || [...sources].some((source) => OF_IDENTITIES.has(source));
  return mayMake ? [...OF_CALLER, ...OF_OTHERS] : OF_CALLER;
}

/**
 * The actors that a call is a step of, as ARNs: who made it, and the user or role that it made, changed or took. All sessions of
 * a role are one actor, save those of people; a federated user is the user who let them in. What CloudFormation does is a step of
 * no one: a stack is of many kinds of resources, and who made it raises alerts themselves.
 */
export function actorsOf(record: CloudTrailRecord): readonly string[] {
  const arn = identity.arn(record);
  if (arn === undefined || identity.invokedBy(record) === CLOUDFORMATION) return [];
  const own = identity.type(record) === 'FederatedUser' ? (identity.issuer(record) ?? arn) : arn;
  return [...new Set([withoutPath(withoutSession(own)), ...concernedBy(record, arn)])];
}

/** The ARN of a user without its path, which most calls about the user do not have. */
function withoutPath(arn: string): string {
  return arn.replace(/^(arn:[^:]*:iam::\d{12}:user)\/.*\/([^/]+)$/, '$1/$2');
}

/** The users and roles that a call of IAM or AWS STS was about, if it succeeded. */
function concernedBy(record: CloudTrailRecord, caller: string): readonly string[] {
  if (!OF_IDENTITIES.has(record.eventSource ?? '') || outcomeOf(record)?.status !== 'succeeded') return [];
  const [, partition = ''] = caller.split(':');
  const account = recordIdentity(record).recipientAccountId;
  const user = textOf(record, USER);
  const role = textOf(record, ROLE);
  const [, takenAccount = '', taken] = ROLE_ARN.exec(textOf(record, TAKEN_ROLE) ?? '') ?? [];
  return [
    ...(user === undefined ? [] : [`arn:${partition}:iam::${account}:user/${user}`]),
    ...(role === undefined ? [] : [sessionsOf(role, account, partition)]),
    ...(taken === undefined ? [] : [sessionsOf(taken, takenAccount, partition)]),
  ];
}

/** The name of a role is behind its path. */
const ROLE_ARN = /^arn:[^:]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;

/** What {@link withoutSession} makes of the ARN of any session of a role. */
function sessionsOf(role: string, account: string, partition: string): string {
  return `arn:${partition}:sts::${account}:assumed-role/${role}`;
}

function textOf(record: CloudTrailRecord, path: FieldPath): string | undefined {
  return readField(record, path).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined;
}
