import { identity, outcomeOf } from '../compile/predicate/record-facts';
import { isFailure } from '../fact/outcome';
import { listAt, objectAt, textAt } from '../fact/text-at';
import type { CloudTrailRecord } from '../record/record';
import type { Condition } from '../rule/condition';

/** The maximum length of a text that is kept. */
export const MAX_TEXT = 512;

const SWITCH = 'SwitchRole';

/** Holds for every record with a {@link CredentialLink}, and for some others. */
export const GIVES_CREDENTIALS: Condition = {
  kind: 'or',
  of: [
    ...['credentials.accessKeyId', 'assumedRoleUser.arn', 'federatedUser.arn', 'credentialSet'].map(
      (name): Condition => ({ kind: 'exists', field: `responseElements.${name}` }),
    ),
    { kind: 'equals', field: 'eventName', values: [SWITCH], cased: true },
  ],
};

/** The callers in records. */
export interface Caller {
  readonly key?: string;
  readonly arn?: string;
  readonly principal?: string;
  readonly sourceIdentity?: string;
}

/** Credentials that a call returned to its caller. */
export interface CredentialLink {
  /** Whether the call was made by the requested actor itself. */
  readonly isOwn: boolean;
  readonly time: string;
  readonly call: string;
  readonly caller: Caller;
  readonly given: Caller;
  /** The role, or the other identity of the credentials. */
  readonly target: string;
}

/**
 * The credentials that a call returned: any call with credentials in its response, such as `AssumeRole`, `GetSessionToken`,
 * `AssumeRoot` and `GetSigninToken`, and a role switch in the console. Empty if the call failed.
 *
 * @param isOwn whether a record is a call of the requested actor
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export function linksOf(
  record: CloudTrailRecord,
  isOwn: (record: CloudTrailRecord) => boolean,
): readonly CredentialLink[] {
  const found = [...givenBySwitch(record), ...givenByResponse(record)];
  if (found.length === 0 || isFailure(outcomeOf(record))) return [];
  const call = cut(textAt(record, 'eventName')) ?? '';
  const time = cut(textAt(record, 'eventTime')) ?? '';
  return found.map(({ caller, by, given, target = given.arn ?? call }) => ({
    ...{ isOwn: isOwn(by), time, call, caller, given, target },
  }));
}

interface Given {
  /** The record as the caller's. */
  readonly by: CloudTrailRecord;
  readonly caller: Caller;
  readonly given: Caller;
  readonly target?: string | undefined;
}

/** The identity of such an event is the session that was switched to. */
function givenBySwitch(record: CloudTrailRecord): readonly Given[] {
  if (textAt(record, 'eventName') !== SWITCH) return [];
  const from = cut(textAt(record, 'additionalEventData', 'SwitchFrom'));
  const { key: _, ...given } = callerOf(record);
  if (from === undefined || given.arn === undefined || given.arn === from) return [];
  const by = { ...record, userIdentity: { arn: from } };
  return [{ by, caller: { arn: from }, given, target: cut(identity.issuer(record)) }];
}

function givenByResponse(record: CloudTrailRecord): readonly Given[] {
  const response = objectAt(record, 'responseElements');
  if (response === undefined) return [];
  // IAM Roles Anywhere answers with a list.
  const parts = [response, ...listAt(response, 'credentialSet').slice(0, 10)];
  const caller = callerOf(record);
  return parts.flatMap((part) => {
    const given = present({
      key: textAt(part, 'credentials', 'accessKeyId'),
      arn: textAt(part, 'assumedRoleUser', 'arn') ?? textAt(part, 'federatedUser', 'arn'),
      principal:
        textAt(part, 'assumedRoleUser', 'assumedRoleId') ?? textAt(part, 'federatedUser', 'federatedUserId'),
      sourceIdentity: textAt(part, 'sourceIdentity'),
    });
    if (given.key === undefined && given.arn === undefined) return [];
    const target = textAt(part, 'roleArn') ?? targetOf(record);
    return [{ by: record, caller, given, target: cut(target) }];
  });
}

/** The requested role; `AssumeRoot` names an account instead. */
function targetOf(record: CloudTrailRecord): string | undefined {
  return (
    textAt(record, 'requestParameters', 'roleArn') ?? textAt(record, 'requestParameters', 'targetPrincipal')
  );
}

/** The caller in a record. */
export function callerOf(record: CloudTrailRecord): Caller {
  return present({
    key: identity.accessKey(record),
    arn: identity.arn(record),
    principal: identity.principalId(record),
    sourceIdentity: identity.sourceIdentity(record),
  });
}

function present(texts: Readonly<Record<keyof Caller, string | undefined>>): Caller {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, cut(text)]])),
  );
}

function cut(text: string | undefined): string | undefined {
  return text?.slice(0, MAX_TEXT);
}
