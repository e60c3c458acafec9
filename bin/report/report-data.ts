import type { Alert } from '../../lib/core/alert/alert';
import type { Case } from '../../lib/core/case/case';
import type { Json } from '../../lib/core/json/json-value';

/** What the page filters and counts alerts by. */
export const COLUMN_NAMES = [
  'severity',
  'rule',
  'title',
  'actor',
  'who',
  'address',
  'call',
  'region',
  'account',
  'resource',
  'agent',
  'outcome',
] as const;

/** One of {@link COLUMN_NAMES}. */
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** The different values of a column, and for each alert the place of its value among them. `''` is what is not known. */
export interface Column {
  readonly values: readonly string[];
  readonly ids: readonly number[];
  /** Of alerts with several values the places of the others, by the number of the alert. */
  readonly others?: Readonly<Record<number, readonly number[]>>;
}

/** A condition of a rule, in words. */
export interface ConditionText {
  readonly field: string;
  /** Such as `begins with`. */
  readonly test: string;
  readonly values: readonly string[];
  /** Values that are not named. */
  readonly more: number;
}

/** A rule or correlation that raised alerts. */
export interface ReportRule {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly techniques: readonly string[];
  readonly falsePositives: readonly string[];
  readonly firstSteps: readonly string[];
  readonly runbook?: string;
  /** Those that held of any alert. */
  readonly conditions: readonly ConditionText[];
}

/** Who caused alerts. All sessions of a role are one actor. */
export interface ReportActor {
  /** An ARN, or a name where there is none. */
  readonly key: string;
  readonly name: string;
  readonly type?: string;
  readonly accountId?: string;
}

/** A technique that the rules of the report look for. */
export interface ReportTechnique {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly string[];
  /** How many rules and correlations look for it. */
  readonly rules: number;
}

/** How many alerts a severity has. */
export type SeverityCounts = Readonly<Record<Alert['severity'], number>>;

/** Calls, or errors of calls, that CloudTrail Insights found unusual. Rates are a minute. */
export interface ReportInsight {
  /** Such as `RunInstances calls`, or `AccessDenied errors of GetObject calls`. */
  readonly what: string;
  readonly service: string;
  readonly account: string;
  readonly region: string;
  /** In seconds since 1970: when it began, and when it ended, or was last known to go on. */
  readonly from: number;
  readonly to: number;
  readonly isOver: boolean;
  readonly rate?: number;
  readonly usual?: number;
  /** Those with the largest share first. */
  readonly users: readonly InsightUser[];
}

/** Who had a share in an insight. */
export interface InsightUser {
  /** As the column `actor` has it. */
  readonly actor: string;
  /** The last part of the ARN, or all of what CloudTrail writes. */
  readonly name: string;
  /** Absent where CloudTrail, which names five at most, does not say it. */
  readonly rate?: number;
  readonly usual?: number;
}

/** One attack. */
export type ReportCase = Case;

/** What the page knows of all alerts. */
export interface ReportIndex {
  readonly version: string;
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly title: string;
  readonly scanned: {
    readonly files: number;
    readonly records: number;
    readonly problems: number;
    /** The first of them, as sentences that begin with the file. */
    readonly firstProblems: readonly string[];
    readonly rules: number;
  };
  /** What the report was narrowed to, such as `alerts of high severity or above`. */
  readonly only: readonly string[];
  /** Of all alerts, those that are not in the page among them. */
  readonly total: SeverityCounts;
  /** How many records are not in the page, because it would be too large. */
  readonly recordsLeftOut: number;
  /** In seconds since 1970; null where an alert has no time. In the order of time. */
  readonly times: readonly (number | null)[];
  readonly columns: Readonly<Record<ColumnName, Column>>;
  /** In the order of the column `rule`. */
  readonly rules: readonly ReportRule[];
  /** In the order of the column `actor`. */
  readonly actors: readonly ReportActor[];
  /** Where addresses are, in the order of the column `address`; `''` if that is not known. */
  readonly locations: readonly string[];
  readonly insights: readonly ReportInsight[];
  /** How many insights are not in the page. */
  readonly insightsLeftOut: number;
  /** The most severe first. */
  readonly cases: readonly ReportCase[];
  /** How many cases are not in the page. */
  readonly casesLeftOut: number;
  readonly techniques: readonly ReportTechnique[];
  readonly attackVersion: string;
}

/** A condition that held: its number among those of the rule, and where in the record. */
export type HeldCondition = readonly [condition: number, places: readonly (readonly (string | number)[])[]];

/** All of one alert that the index does not have. */
export interface AlertDetail
  extends Pick<
    Alert,
    | 'id'
    | 'summary'
    | 'eventID'
    | 'eventTime'
    | 'actor'
    | 'userAgent'
    | 'outcome'
    | 'resourceDetails'
    | 'links'
    | 'source'
  > {
  readonly held: readonly HeldCondition[];
  /** The facts that decide how bad the call is, each with its name. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  /** What comes before the first steps of its rule, because no call succeeded. */
  readonly attemptStep?: string;
  /** Absent if it was left out. */
  readonly record?: Json;
  /** With which the call was made. */
  readonly accessKeyId?: string;
}

/** The number of alerts that are compressed together: the unit that is read to show one of them. */
export const ALERTS_A_BLOCK = 128;

/** The ids and classes by which the page finds its data. */
export const DATA_ELEMENTS = { app: 'app', index: 'index', block: 'alert-block' } as const;
