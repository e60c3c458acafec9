import type { Alert } from '../alert/alert';
import { textAt } from '../fact/text-at';
import { callerOf, GIVES_CREDENTIALS, linksOf } from '../lineage/credential-link';
import { MAKES_IDENTITIES, type MadeIdentity, madeBy } from '../lineage/made-identity';
import type { CloudTrailRecord } from '../record/record';
import type { Condition } from '../rule/condition';
import { isBelow, type Severity } from '../rule/rule';
import { type CaseAlert, toCaseAlert } from './case-alert';
import { type CallerRecord, callerRecord, type Issued } from './identities';
import { ENDING_CALLS, type Ending, endedBy } from './lasting-things';

/** An identity that a call created, and the call. */
export interface Making {
  readonly by: CallerRecord;
  readonly made: MadeIdentity;
  readonly eventID: string;
}

/** The maximum number of alerts of each kind, of credentials, of created identities and of ends that are kept: about 200 MB together. */
const MAX_ALERTS = 50_000;
const MAX_ISSUED = 100_000;
const MAX_MADE = 20_000;
const MAX_ENDINGS = 50_000;

/** Of what is left out, what may have begun a case. */
const BEGINNING = ['alerts of high severity or above', 'alerts of medium severity'] as const;

/** And what makes none. */
const MINOR = ['alerts below medium severity', 'calls that end something'] as const;

/**
 * Whether there may be a case where none was found, because of what was left out.
 *
 * @param hasSuspects whether any caller may be linked to others
 */
export function isUndecided(leftOut: ReadonlyMap<string, number>, hasSuspects: boolean): boolean {
  const minor: readonly string[] = MINOR;
  const beginning: readonly string[] = BEGINNING;
  return [...leftOut.keys()].some((name) => (hasSuspects ? !minor.includes(name) : beginning.includes(name)));
}

/** What was left out in words, such as `alerts of medium severity (12)`. */
export function leftOutTexts(leftOut: ReadonlyMap<string, number>): readonly string[] {
  return [...leftOut].map(([what, count]) => `${what} (${count})`);
}

/** What calls with credentials in their answers have, and calls that make an identity or end something. */
const LINKING: Condition = {
  kind: 'and',
  of: [
    {
      kind: 'or',
      of: [
        GIVES_CREDENTIALS,
        MAKES_IDENTITIES,
        { kind: 'equals', field: 'eventName', cased: true, values: [...ENDING_CALLS] },
      ],
    },
    // Services assume roles in most records of most archives; no chain leads to them.
    { kind: 'not', of: { kind: 'equals', field: 'userIdentity.type', cased: true, values: ['AWSService'] } },
  ],
};

/** What the first reading of an archive is searched for beside the rules: who became whom, and what was ended. */
export function linkingCondition(asked: readonly Condition[]): Condition {
  return { kind: 'or', of: [LINKING, ...asked] };
}

/** All that cases are made of, collected before anybody knows which there are. Records and alerts may come in any order. */
export class CaseEvidence {
  /** Below severity medium. */
  readonly quiet: CaseAlert[] = [];
  readonly issued: Issued[] = [];
  readonly makings: Making[] = [];
  /** Calls that end something, whoever made them. */
  readonly endings: Ending[] = [];
  /** Callers that were asked for. */
  readonly asked: CallerRecord[] = [];
  /** What was left out because there is too much of it, by its name. */
  readonly leftOut = new Map<string, number>();
  /** Thousands of severity medium do not take the place of a graver one. */
  private readonly grave: CaseAlert[] = [];
  private readonly medium: CaseAlert[] = [];
  private readonly identities = new Map<string, CallerRecord['userIdentity']>();

  /** @param isAsked whether a record is of the actor for whom a case is asked */
  constructor(private readonly isAsked: (record: CloudTrailRecord) => boolean = () => false) {}

  /** Of severity medium or above. */
  get loud(): readonly CaseAlert[] {
    return [...this.grave, ...this.medium];
  }

  /** The alerts whose id begins so. */
  alertsOf(id: string): readonly CaseAlert[] {
    return [...this.loud, ...this.quiet].filter((alert) => alert.id.startsWith(id));
  }

  takeAlert(alert: Alert): void {
    const { by, ...rest } = toCaseAlert(alert);
    const [kept, name] = this.keptFor(alert.severity);
    this.keep(kept, { ...rest, by: by.map((one) => this.shared(one)) }, MAX_ALERTS, name);
  }

  takeRecord(record: CloudTrailRecord): void {
    const by = this.shared(callerRecord(record));
    const eventID = textAt(record, 'eventID') ?? '';
    for (const link of linksOf(record, () => false)) {
      // The record of a switch of roles is of the session that began, and names who switched.
      const { arn } = link.caller;
      const taker =
        arn === callerOf(record).arn
          ? by
          : this.shared({ ...by, userIdentity: { ...(arn === undefined ? {} : { arn }) } });
      this.keep(this.issued, { by: taker, link, eventID }, MAX_ISSUED, 'credentials that were issued');
    }
    for (const made of madeBy(record))
      this.keep(this.makings, { by, made, eventID }, MAX_MADE, 'identities that were created');
    const keys = endedBy(record);
    const time = textAt(record, 'eventTime') ?? '';
    if (keys.length > 0) this.keep(this.endings, { keys, time, eventID }, MAX_ENDINGS, MINOR[1]);
    if (this.isAsked(record)) this.keep(this.asked, by, MAX_ISSUED, 'calls of the actor');
  }

  private keptFor(severity: Severity): readonly [CaseAlert[], string] {
    if (!isBelow(severity, 'high')) return [this.grave, BEGINNING[0]];
    return isBelow(severity, 'medium') ? [this.quiet, MINOR[0]] : [this.medium, BEGINNING[1]];
  }

  /** Most calls are of a few hundred identities, each kept once. */
  private shared(by: CallerRecord): CallerRecord {
    const text = JSON.stringify(by.userIdentity) ?? '';
    const known = this.identities.get(text) ?? by.userIdentity;
    this.identities.set(text, known);
    return known === undefined ? by : { ...by, userIdentity: known };
  }

  private keep<T>(kept: T[], value: T, most: number, name: string): void {
    if (kept.length < most) kept.push(value);
    else this.leftOut.set(name, (this.leftOut.get(name) ?? 0) + 1);
  }
}
