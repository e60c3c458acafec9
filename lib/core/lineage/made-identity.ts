import { identity, outcomeOf } from '../compile/predicate/record-facts';
import { isFailure } from '../fact/outcome';
import { listAt, objectAt, textAt } from '../fact/text-at';
import type { JsonObject } from '../json/json-value';
import type { CloudTrailRecord } from '../record/record';
import { recordIdentity } from '../record/record-identity';
import type { Condition } from '../rule/condition';

/** What gives access. */
export type MadeKind =
  | 'user'
  | 'access key'
  | 'console password'
  | 'role'
  | 'instance'
  | 'function'
  | 'Identity Center user';

/** A user, a key or another identity that a call created. */
export interface MadeIdentity {
  readonly kind: MadeKind;
  readonly name: string;
  readonly time: string;
  /** The mark in records of its use: see {@link MadeIdentities.usedBy}. */
  readonly mark: string;
}

/** The maximum length of a text that is kept. */
const MAX_TEXT = 512;

/** The maximum number of instances of one call that are followed. */
const MAX_INSTANCES = 100;

const MAKERS: Readonly<Record<string, (record: CloudTrailRecord) => readonly Made[]>> = {
  CreateUser: (record) => [
    ...madePrincipal('user', objectAt(record, 'responseElements', 'user')),
    ...madePerson(record),
  ],
  CreateRole: (record) => madePrincipal('role', objectAt(record, 'responseElements', 'role')),
  CreateAccessKey: (record) =>
    madeOf('access key', textAt(record, 'responseElements', 'accessKey', 'accessKeyId'), 'key').map(
      (made) => ({ ...made, name: withUser(made.name, record) }),
    ),
  CreateLoginProfile: (record) => {
    const user = textAt(record, 'requestParameters', 'userName');
    const { recipientAccountId } = recordIdentity(record);
    if (user === undefined) return [];
    return [{ kind: 'console password', name: user, mark: `login:${recipientAccountId}/${user}` }];
  },
  RunInstances: (record) =>
    listAt(record, 'responseElements', 'instancesSet', 'items')
      .slice(0, MAX_INSTANCES)
      .flatMap((item) => madeOf('instance', textAt(item, 'instanceId'), 'session')),
  CreateFunction20141111: madeFunction,
  CreateFunction20150331: madeFunction,
};

/** Holds for every record of a call that created an identity, and for some others. */
export const MAKES_IDENTITIES: Condition = {
  ...{ kind: 'equals', field: 'eventName', values: Object.keys(MAKERS), cased: true },
};

type Made = Omit<MadeIdentity, 'time'>;

function madeOf(kind: MadeKind, name: string | undefined, sort: string): readonly Made[] {
  return name === undefined ? [] : [{ kind, name, mark: `${sort}:${name}` }];
}

/** Others may have had the ARN before, or have it afterwards; the id is this one's. */
function madePrincipal(kind: 'user' | 'role', made: JsonObject | undefined): readonly Made[] {
  const id = textAt(made, `${kind}Id`);
  const found = madeOf(kind, textAt(made, 'arn'), 'arn');
  return id === undefined ? found : found.map((one) => ({ ...one, mark: `id:${id}` }));
}

/**
 * A user of IAM Identity Center. Records hide the name; the id is in `onBehalfOf` of the person's calls.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/sso-cloudtrail-use-cases.html
 */
function madePerson(record: CloudTrailRecord): readonly Made[] {
  if (textAt(record, 'eventSource') === 'iam.amazonaws.com') return [];
  const id =
    textAt(record, 'responseElements', 'userId') ?? textAt(record, 'responseElements', 'user', 'userId');
  return madeOf('Identity Center user', id, 'person');
}

/**
 * Lambda names the session of an execution role after the function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
function madeFunction(record: CloudTrailRecord): readonly Made[] {
  const response = objectAt(record, 'responseElements');
  const session = textAt(response, 'functionName');
  const role = textAt(response, 'role');
  if (session === undefined || role === undefined) return [];
  const name = textAt(response, 'functionArn') ?? session;
  return [{ kind: 'function', name, mark: `function:${role}/${session}` }];
}

function withUser(key: string, record: CloudTrailRecord): string {
  const user =
    textAt(record, 'responseElements', 'accessKey', 'userName') ??
    textAt(record, 'requestParameters', 'userName');
  return user === undefined ? key : `${key} of user ${user}`;
}

/** The identities that the call of a record created; empty if it failed. */
export function madeBy(record: CloudTrailRecord): readonly MadeIdentity[] {
  const eventName = textAt(record, 'eventName') ?? '';
  if (!Object.hasOwn(MAKERS, eventName) || isFailure(outcomeOf(record))) return [];
  const time = textAt(record, 'eventTime') ?? '';
  return (MAKERS[eventName]?.(record) ?? []).map(({ kind, name, mark }) => ({
    ...{ kind, time },
    ...{ name: name.slice(0, MAX_TEXT), mark: mark.slice(0, MAX_TEXT) },
  }));
}

/** Finds which of some identities made a call. */
export class MadeIdentities<T extends { readonly made: MadeIdentity }> {
  private readonly byMark = new Map<string, T>();

  constructor(identities: readonly T[]) {
    for (const identity of identities) this.byMark.set(identity.made.mark, identity);
  }

  /** The identities with which the call was made, each once; one of the same name that existed before is another one. */
  usedBy(record: CloudTrailRecord): readonly T[] {
    if (this.byMark.size === 0) return [];
    const time = textAt(record, 'eventTime') ?? '';
    const used = marksOf(record).flatMap((mark) => this.byMark.get(mark) ?? []);
    return [...new Set(used)].filter(({ made }) => time >= made.time);
  }
}

/** The marks of the identities that made the call of a record, in the form of {@link MadeIdentity.mark}. */
function marksOf(record: CloudTrailRecord): readonly string[] {
  const issuer = identity.issuer(record);
  const [id, ...rest] = (identity.principalId(record) ?? '').split(':');
  const session = rest.join(':');
  const user = identity.userName(record);
  return [
    ...marked('key', identity.accessKey(record)),
    ...marked('arn', identity.arn(record)),
    ...marked('arn', issuer),
    ...marked('id', id === '' ? undefined : id),
    ...marked('id', identity.issuerId(record)),
    ...marked('session', session.startsWith('i-') ? session : undefined),
    ...marked('function', issuer === undefined || session === '' ? undefined : `${issuer}/${session}`),
    ...marked('person', identity.person(record)),
    ...(record.eventName === 'ConsoleLogin' && user !== undefined
      ? marked('login', `${identity.accountId(record)}/${user}`)
      : []),
  ];
}

function marked(sort: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`${sort}:${text}`];
}
