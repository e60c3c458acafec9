import type { Alert, AlertActor } from '../alert/alert';
import { recordsKnownOf } from '../alert/correlated/actor-command';
import { identity } from '../compile/predicate/record-facts';
import { isFailure } from '../fact/outcome';
import { textAt } from '../fact/text-at';
import { isJsonObject } from '../json/json-value';
import type { CloudTrailRecord } from '../record/record';
import type { Severity } from '../rule/rule';
import { type CallerRecord, callerRecord } from './identities';

/** What a case keeps of an alert. */
export interface CaseAlert {
  readonly id: string;
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly eventTime: string;
  /** The call of the first of its records. */
  readonly call: string;
  /** Of its records, the first ones. */
  readonly eventIDs: readonly string[];
  /** Who called, as records say it; several for an alert about the calls of several. */
  readonly by: readonly CallerRecord[];
  readonly address?: string;
  /** Whether those who called are the ones whose sign-ins were tried from the address. */
  readonly isOnSignIns: boolean;
  readonly resources: readonly string[];
  /** Whether a service of AWS made the call, as it was told to earlier: AWS CloudFormation while it deploys a stack, AWS Backup by a plan. */
  readonly isOfService: boolean;
  /** Whether it names other accounts, which may be one's own. */
  readonly namesAccounts: boolean;
  readonly hasFailed: boolean;
}

const SERVICES: ReadonlySet<string | undefined> = new Set([
  ...['cloudformation.amazonaws.com', 'backup.amazonaws.com'],
]);

/** How the title of an alert begins whose calls changed nothing. */
const FAILED = /^(?:Denied|Failed): /;

/** The maximum number of callers of one alert. */
const MAX_CALLERS = 100;

/** What a case keeps of an alert. */
export function toCaseAlert(alert: Alert): CaseAlert {
  const { id, ruleId, title, severity, summary, eventTime, sourceIPAddress, outcome } = alert;
  const records = recordsKnownOf(alert.record);
  const record = alert.record as CloudTrailRecord;
  const isOne = records.length === 0;
  return {
    ...{ id, ruleId, title, severity, summary, eventTime },
    call: isOne ? alert.eventName : (textAt(records[0], 'eventName') ?? ''),
    eventIDs: isOne ? [alert.eventID] : records.flatMap((one) => textAt(one, 'eventID') ?? []),
    by: isOne ? [callerRecord(record)] : callersOf(alert),
    ...(sourceIPAddress === undefined ? {} : { address: sourceIPAddress }),
    isOnSignIns: !isOne && isOnSignIns(alert),
    resources: alert.resources,
    isOfService: SERVICES.has(isOne ? identity.invokedBy(record) : alert.sourceIPAddress),
    namesAccounts: (alert.details?.otherAccounts ?? []).length > 0,
    hasFailed: isFailure(outcome) || FAILED.test(title),
  };
}

/** Calls by which people sign in. */
const SIGN_INS: ReadonlySet<string> = new Set([
  ...['ConsoleLogin', 'UserAuthentication', 'CredentialChallenge', 'CredentialVerification'],
]);

/** An alert about several people that are known only by their sign-ins from one address. */
function isOnSignIns({ record, details: { actors = [], calls = [] } = {} }: Alert): boolean {
  const group = isJsonObject(record.group) ? Object.keys(record.group) : [];
  const isOfAddress =
    group.includes('sourceIPAddress') && !group.some((field) => field.startsWith('userIdentity.'));
  return isOfAddress && actors.length > 1 && calls.length > 0 && calls.every((call) => SIGN_INS.has(call));
}

/** How the name of the first of several actors says that there are others. */
const MORE = / and (?:at least )?\d+ more$/;

/** An alert about several records names its actors, and the keys of the first of them. */
function callersOf(alert: Alert): readonly CallerRecord[] {
  const { actor, details = {} } = alert;
  const [key, ...others] = [...(details.sessionKeys ?? []), ...(details.accessKeys ?? [])];
  if (details.actors === undefined)
    return [callerOfActor(actor, alert, others.length === 0 ? key : undefined)];
  const accounts = new Map(
    recordsKnownOf(alert.record).map((record) => [
      textAt(record, 'actor'),
      textAt(record, 'recipientAccountId'),
    ]),
  );
  const first = actor.arn ?? actor.name.replace(MORE, '');
  return details.actors.slice(0, MAX_CALLERS).map((text) => {
    if (text === first) return callerOfActor({ ...actor, name: text }, alert);
    if (text.startsWith('arn:')) return callerOfActor({ name: text, arn: text }, alert);
    // Records of one kind of call name who calls alike.
    const accountId = accounts.get(text) ?? actor.accountId;
    const type = actor.arn === undefined ? actor.type : undefined;
    return callerOfActor(
      {
        name: text,
        ...(type === undefined ? {} : { type }),
        ...(accountId === undefined ? {} : { accountId }),
      },
      alert,
    );
  });
}

function callerOfActor(
  { type, arn, accountId, name }: AlertActor,
  { eventTime, awsRegion }: Alert,
  accessKeyId?: string,
): CallerRecord {
  const userIdentity = {
    ...(type === undefined ? {} : { type }),
    ...(arn === undefined ? { userName: name } : { arn }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  };
  return { eventTime, awsRegion, userIdentity } as unknown as CallerRecord;
}
