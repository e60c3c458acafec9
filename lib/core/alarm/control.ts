/** API calls that a control names, and their service. */
export interface CallList {
  /** Such as `iam.amazonaws.com`. */
  readonly eventSource: string;
  readonly eventNames: readonly string[];
  /** Whether the control's pattern tests the service; `sinceCis`: only the pattern on Security Hub's page does. */
  readonly asksForSource: 'always' | 'sinceCis' | 'never';
}

/** Names of calls, from a text with a space between them. */
export function calls(names: string): readonly string[] {
  return names.split(' ');
}

/** A condition that is not a list of calls. */
export interface FilterText {
  /** The filter pattern, letter for letter. */
  readonly pattern: string;
}

/** The variant of a control without its noise. */
export interface QuietControl {
  /** A separate pattern, or some of the control's calls. */
  readonly filter: FilterText | QuietCalls;
  /**
   * How many matches in a period raise the alarm.
   *
   * @default 1
   */
  readonly threshold?: number;
  /** What is left out and why: a sentence or two for the runbook. */
  readonly leftOut: string;
}

/** Some of the control's calls. */
export interface QuietCalls {
  /** The calls that are kept; the control's own where absent. */
  readonly eventNames?: readonly string[];
  /** Whether failed calls count. */
  readonly failures: boolean;
  /** Whether calls count that an AWS service made on behalf of a principal. */
  readonly serviceCalls: boolean;
}

/**
 * One of Security Hub's controls on metric filters: the exact patterns, as data. Name, title, severity, description, first
 * steps and id are those of the built-in rule, so that a record raises one alert on whichever route it is found.
 */
export interface Control {
  /** Security Hub's own, such as `CloudWatch.1`. */
  readonly id: string;
  /** The name of the built-in rule, which ends the alarm's name. */
  readonly ruleName: string;
  /** Built-in rules that report other records of the pattern. */
  readonly otherRules?: readonly string[];
  /** The recommendations in the CIS benchmark 1.2, and in 1.4 where it has one. */
  readonly cis: { readonly v1_2: string; readonly v1_4?: string };
  readonly filter: FilterText | CallList;
  readonly quiet: QuietControl;
}

/** The source of a control's pattern: Security Hub's current page, or the CIS benchmarks 1.2 and 1.4. */
export type ControlWording = 'security-hub' | 'cis';

/** The metric filter pattern that makes a control pass, letter for letter. */
export function toControlPattern({ filter }: Control, wording: ControlWording = 'security-hub'): string {
  if (isText(filter)) return filter.pattern;
  const { asksForSource, eventSource, eventNames } = filter;
  const hasSource =
    asksForSource === 'always' || (asksForSource === 'sinceCis' && wording === 'security-hub');
  const asked = eventNames.map((name) => `($.eventName=${name})`).join(' || ');
  return hasSource ? `{($.eventSource=${eventSource}) && (${asked})}` : `{${asked}}`;
}

/** The metric filter pattern of the same control without its noise. */
export function toQuietPattern({ filter, quiet }: Control): string {
  if (isText(quiet.filter)) return quiet.filter.pattern;
  const { eventSource, eventNames, failures, serviceCalls } = toQuietCalls(filter, quiet.filter);
  const clauses = [
    `($.eventSource = "${eventSource}")`,
    `(${eventNames.map((name) => `($.eventName = "${name}")`).join(' || ')})`,
    ...(failures ? [] : ['($.errorCode NOT EXISTS)']),
    ...(serviceCalls ? [] : ['($.userIdentity.invokedBy NOT EXISTS)']),
  ];
  return `{ ${clauses.join(' && ')} }`;
}

function toQuietCalls(filter: FilterText | CallList, quiet: QuietCalls) {
  if (isText(filter)) throw new Error('a control that is no list of calls has a quiet pattern of its own');
  return { ...filter, ...quiet, eventNames: quiet.eventNames ?? filter.eventNames };
}

function isText(filter: FilterText | CallList | QuietCalls): filter is FilterText {
  return 'pattern' in filter;
}
