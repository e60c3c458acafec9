import type { Outcome } from '../fact/outcome';
import { MAX_TARGETS, type Target } from '../fact/targets/target';
import type { JsonObject } from '../json/json-value';
import type { Severity } from '../rule/rule';

/** The way on which a record reached trailwatch. */
export type AlertRoute = 'log-file' | 'event-bus' | 'metric-alarm' | 'archive-search' | 'cli';

/** Who did it. Members that the record does not have are absent. */
export interface AlertActor {
  /** `userIdentity.type`. */
  readonly type?: string;
  readonly arn?: string;
  /** The actor's common name: user, role and session, service, or `root`. */
  readonly name: string;
  readonly accountId?: string;
  /** Whether the session or the sign-in used multi-factor authentication; absent when the record does not say. */
  readonly mfa?: boolean;
}

/** Where an address is, and whose network it belongs to, as far as a database contains it. */
export interface AlertSourceLocation {
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly city?: string;
  /** The number of the autonomous system. */
  readonly asNumber?: number;
  readonly asOrganization?: string;
}

/** An organizational unit of an organization. */
export interface AlertUnit {
  readonly id: string;
  readonly name: string;
}

/** An account as AWS Organizations describes it. */
export interface AlertAccount {
  readonly name: string;
  /** The units that the account is in, from the root down; absent where they are not known. */
  readonly organizationalUnits?: readonly AlertUnit[];
  /** The tags of the account that alerts show, by key, empty where the account has none; absent where they are not known. */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Where the record was found. A route without files leaves out `bucket` and `key`; only what came from a log group has
 * `logGroup` and `logStream`.
 */
export interface AlertSource {
  readonly bucket?: string;
  readonly key?: string;
  /** The record's place in its file, from 0. */
  readonly index?: number;
  readonly logGroup?: string;
  readonly logStream?: string;
}

/** Whether there may be more resources than an alert names. */
export function mayLackResources(alert: {
  readonly resources: readonly (string | Target)[];
  readonly details?: AlertDetails | undefined;
}): boolean {
  const { resources, details = {} } = alert;
  return resources.length >= MAX_TARGETS || (details[CUT_FACTS]?.includes(CUT_RESOURCES) ?? false);
}

/** The name under which details list the facts that have more values than they show. */
export const CUT_FACTS = 'more';

/** The name under which details have what the rule looked for and found, unless another member has it. */
export const MATCHED = 'matched';

/** What {@link CUT_FACTS} of a correlation has where a record has more resources than are kept. */
export const CUT_RESOURCES = 'resources';

/** The name under which details of a correlation say how many values of each cut fact are left out: `24 addresses`. */
export const LEFT_OUT = 'leftOut';

/** The facts that decide how bad a call is, by their names, such as `sharedWith`; at most ten values each, and {@link CUT_FACTS}. */
export type AlertDetails = Readonly<Record<string, readonly string[]>>;

/** Pages of the AWS Management Console, for users who sign in to the account. */
export interface AlertLinks {
  /** The record in the event history; of an alert about several records the last one, which decided. */
  readonly record?: string;
  /** The first of several records. */
  readonly firstRecord?: string;
  /** The actor's events in the event history of the Region. */
  readonly actor?: string;
}

/** The version of the documents that are written now. */
export const ALERT_VERSION = 2;

/**
 * What people get: the same document from every route, a contract. Version 2 has every member of version 1 with the same
 * meaning, and adds members. The schema is `docs/alert.schema.json`.
 *
 * `id` is the hex SHA-256 of `ruleId \n recipientAccountId \n eventID`; the same record and rule give the same id on every
 * route and at every delivery. For a correlation, this account is the one that the group names, if it names one.
 */
export interface Alert {
  /** 1: written by an earlier version of trailwatch, without the members that version 2 adds. */
  readonly version: 1 | typeof ALERT_VERSION;
  readonly id: string;
  readonly ruleId: string;
  /** The name by which people know the rule. Since version 2. */
  readonly ruleName?: string;
  /** The rule's title; `Denied: ` or `Failed: ` precedes it if the call did not succeed and the title does not say so itself. */
  readonly title: string;
  /** The rule's, or the lower one that the rule states for calls that did not succeed. */
  readonly severity: Severity;
  readonly tags: readonly string[];
  /** One sentence: who did what, where, from where, and how it ended. */
  readonly summary: string;
  readonly eventID: string;
  /** Of an alert about several records, that of the one that decided. */
  readonly eventTime: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  readonly actor: AlertActor;
  readonly sourceIPAddress?: string;
  /** Where `sourceIPAddress` is; only of alerts of `trailwatch scan --geoip`. Since version 2. */
  readonly sourceLocation?: AlertSourceLocation;
  /**
   * The name of the account of `recipientAccountId`, and its place in the organization, in alerts of the log processor and
   * realtime alerts of an organization; the name alone in alerts of `trailwatch scan --accounts`. Since version 2.
   */
  readonly recipientAccount?: AlertAccount;
  readonly userAgent?: string;
  readonly errorCode?: string;
  /** How the call ended; absent if the alert is not about one call. */
  readonly outcome?: Outcome;
  /**
   * What the call acted on, at most 20: ARNs, and since version 2 a name or id where the record has no ARN. A correlation
   * names those of its records, a storm resources or files.
   */
  readonly resources: readonly string[];
  /** What is known of each of `resources`, in their order; empty for a storm. Since version 2. */
  readonly resourceDetails?: readonly Target[];
  /** The facts that decide how serious the call is; empty if none is known. Since version 2. */
  readonly details?: AlertDetails;
  /**
   * What to do first, at most ten steps, each in one line; empty if the rule has none. If no call succeeded, the first one states
   * that nothing was changed. Since version 2.
   */
  readonly firstSteps?: readonly string[];
  /** The address of the page with what to do, where the rule has one. Since version 2. */
  readonly runbook?: string;
  /** Since version 2. */
  readonly links?: AlertLinks;
  /** Command lines that show more, of an alert about several records: `trailwatch actor`. Since version 2. */
  readonly commands?: readonly string[];
  /** Present if alerts of the same rule, actor and target were sent within four weeks, and this one has nothing new. Since version 2. */
  readonly repeat?: true;
  /** The id of an earlier alert, if this one says that what it was about is over. Severity, rule and account are those of that alert. Since version 2. */
  readonly closes?: string;
  /** The id of an earlier alert about the same actor, if this one says what came after it: steps add up to twice as much. Since version 2. */
  readonly updates?: string;
  readonly route: AlertRoute;
  readonly source: AlertSource;
  readonly record: JsonObject;
}
