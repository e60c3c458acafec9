import { type AlarmOutcome, toCorrelationAlarm, toRuleAlarm } from '../alarm/to-rule-alarm';
import type { AlertRoute } from '../alert/alert';
import { toMetricFilter } from '../compile/metric-filter/to-metric-filter';
import type { Correlation } from '../rule/correlation';
import { rulesBehind } from '../rule/document-rules';
import type { Rule } from '../rule/rule';
import type { Selection } from '../selector/selection';
import { expectedRecords } from './expected-records';
import { type Logged, loggedOf } from './logged-records';
import { whyLeftOut } from './to-bus-patterns';

/** The routes on which a record comes by itself. */
export type Route = Exclude<AlertRoute, 'archive-search' | 'cli'>;

/** The records of a rule or correlation that a route sees. */
export interface Placement {
  readonly route: Route;
  readonly sees: 'all' | 'some' | 'none';
  /** Why it does not see the rest, as sentences; empty when it sees all. */
  readonly reasons: readonly string[];
}

const COUNTS_NOTHING = 'it looks at one record at a time; let the log processor count';

/** What each route sees for a rule, given what a trail logs; without a trail, given any logged record. */
export function placeRule(rule: Rule, selection?: Selection): readonly Placement[] {
  const logged = loggedFor([rule], selection);
  const refused = whyLeftOut(rule);
  return [
    place('log-file', logged, []),
    place('event-bus', logged, refused === undefined ? [] : [refused]),
    place('metric-alarm', logged, reasonsOf(toRuleAlarm(rule, toMetricFilter))),
  ];
}

/**
 * The same for a correlation, and the records that it counts.
 *
 * @param alerting the rules of its set that raise alerts
 */
export function placeCorrelation(
  correlation: Correlation,
  alerting: readonly Rule[],
  selection?: Selection,
): readonly Placement[] {
  const logged = loggedFor(rulesBehind(correlation, alerting), selection);
  return [
    place('log-file', logged, []),
    place('event-bus', logged, [COUNTS_NOTHING]),
    place('metric-alarm', logged, reasonsOf(toCorrelationAlarm(correlation, toMetricFilter))),
  ];
}

function loggedFor(rules: readonly Rule[], selection: Selection | undefined): Logged {
  if (selection === undefined) return { amount: 'all', reasons: [] };
  const expected = rules.flatMap(({ condition }) => expectedRecords(condition));
  if (expected.length === 0) return { amount: 'none', reasons: ['no record can satisfy it'] };
  return loggedOf(expected, selection);
}

/** A route sees nothing of a rule that its engine cannot express; of others, as much as is logged. */
function place(route: Route, { amount, reasons }: Logged, refused: readonly string[]): Placement {
  if (refused.length > 0) return { route, sees: 'none', reasons: refused };
  return { route, sees: amount, reasons };
}

function reasonsOf(outcome: AlarmOutcome): readonly string[] {
  return outcome.kind === 'refused' ? outcome.reasons : [];
}
