import { listAt, objectAt, textAt } from '../../lib/core/alert/from-record/text-at';
import { isFailure, toOutcome } from '../../lib/core/alert/from-record/to-outcome';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { recordIdentity } from '../../lib/core/record/record-identity';

/** What gives access. */
export type MadeKind = 'user' | 'access key' | 'console password' | 'role' | 'instance';

/** A user, a key or another identity that a call created. */
export interface MadeIdentity {
  readonly kind: MadeKind;
  readonly name: string;
  readonly time: string;
  /** The mark in records of its use: see {@link marksOf}. */
  readonly mark: string;
}

/** The maximum length of a text that is kept. */
const MAX_TEXT = 512;

/** The maximum number of instances of one call that are followed. */
const MAX_INSTANCES = 100;

const MAKERS: Readonly<Record<string, (record: CloudTrailRecord) => readonly Made[]>> = {
  CreateUser: (record) => madePrincipal('user', objectAt(record, 'responseElements', 'user')),
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

function withUser(key: string, record: CloudTrailRecord): string {
  const user =
    textAt(record, 'responseElements', 'accessKey', 'userName') ??
    textAt(record, 'requestParameters', 'userName');
  return user === undefined ? key : `${key} of user ${user}`;
}

/** The identities that the call of a record created; empty if it failed. */
export function madeBy(record: CloudTrailRecord): readonly MadeIdentity[] {
  const eventName = textAt(record, 'eventName') ?? '';
  if (!Object.hasOwn(MAKERS, eventName) || isFailure(toOutcome(record))) return [];
  const time = textAt(record, 'eventTime') ?? '';
  return (MAKERS[eventName]?.(record) ?? []).map(({ kind, name, mark }) => ({
    ...{ kind, time },
    ...{ name: name.slice(0, MAX_TEXT), mark: mark.slice(0, MAX_TEXT) },
  }));
}

/** The marks of the identities that made the call of a record, in the form of {@link MadeIdentity.mark}. */
export function marksOf({ eventName, userIdentity }: CloudTrailRecord): readonly string[] {
  const arn = textAt(userIdentity, 'arn');
  const principal = textAt(userIdentity, 'principalId') ?? '';
  const user = textAt(userIdentity, 'userName');
  return [
    ...marked('key', textAt(userIdentity, 'accessKeyId')),
    ...marked('arn', arn),
    ...marked('arn', textAt(userIdentity, 'sessionContext', 'sessionIssuer', 'arn')),
    ...marked('id', principal === '' ? undefined : principal.split(':')[0]),
    ...marked('id', textAt(userIdentity, 'sessionContext', 'sessionIssuer', 'principalId')),
    ...marked('session', principal.includes(':i-') ? principal.slice(principal.indexOf(':') + 1) : undefined),
    ...(eventName === 'ConsoleLogin' && user !== undefined
      ? marked('login', `${textAt(userIdentity, 'accountId')}/${user}`)
      : []),
  ];
}

function marked(sort: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`${sort}:${text}`];
}
