import type { Alert, AlertActor } from '../alert/alert';
import { recordsKnownOf } from '../alert/correlated/actor-command';
import { textAt } from '../alert/from-record/text-at';
import { identity } from '../compile/predicate/record-facts';
import { isFailure } from '../fact/outcome';
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
  readonly resources: readonly string[];
  /** Whether AWS CloudFormation made the call while it deployed a stack. */
  readonly isOfStack: boolean;
  readonly hasFailed: boolean;
}

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

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
    resources: alert.resources,
    isOfStack: (isOne ? identity.invokedBy(record) : alert.sourceIPAddress) === CLOUDFORMATION,
    hasFailed: isFailure(outcome) || FAILED.test(title),
  };
}

/** An alert about several records names its actors, and the keys of the first of them. */
function callersOf({ actor, details = {}, eventTime }: Alert): readonly CallerRecord[] {
  const [key, ...others] = [...(details.sessionKeys ?? []), ...(details.accessKeys ?? [])];
  const first = callerOfActor(actor, eventTime, others.length === 0 ? key : undefined);
  const more = (details.actors ?? []).slice(0, MAX_CALLERS);
  return [first, ...more.map((text) => callerOfActor(actorOfText(text), eventTime))];
}

function actorOfText(text: string): AlertActor {
  return text.startsWith('arn:') ? { name: text, arn: text } : { name: text };
}

function callerOfActor(actor: AlertActor, eventTime: string, accessKeyId?: string): CallerRecord {
  const { type, arn, accountId, name } = actor;
  const userIdentity = {
    ...(type === undefined ? {} : { type }),
    ...(arn === undefined ? { userName: name } : { arn }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  };
  return { eventTime, userIdentity } as unknown as CallerRecord;
}
