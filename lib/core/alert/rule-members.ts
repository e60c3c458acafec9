import { RUNBOOKS, runbookLink } from '../alarm/describe-alarm';
import { CONTROLS, runbookOf } from '../alarm/to-control-alarm';
import type { Rule } from '../rule/rule';
import { oneLine } from '../safe-text/one-line';
import type { Alert } from './alert';

/** What an alert says about its rule for the person on call. */
export type RuleMembers = Pick<Alert, 'ruleName' | 'firstSteps' | 'runbook'>;

/** A rule as far as such members tell it. */
export type NamedRule = Pick<Rule, 'name' | 'firstSteps'>;

/** How many first steps are included, how much of each, since a task token of Step Functions takes up to 2,048 characters, and of all. */
const MAX_STEPS = 10;
const STEP_LENGTH = 2_400;
const STEPS_LENGTH = 10_000;

/** The pages of the rules of controls, by the names of the rules. */
const PAGES: ReadonlyMap<string, string> = new Map(
  CONTROLS.map((control) => [control.ruleName, runbookLink(RUNBOOKS, runbookOf(control))]),
);

/** A scan raises thousands of alerts of a rule, which all have the same members. */
const KNOWN = new WeakMap<NamedRule, RuleMembers>();

/** The members of the alerts of a rule. */
export function ruleMembers(rule: NamedRule): RuleMembers {
  const known = KNOWN.get(rule);
  if (known !== undefined) return known;
  const members = toMembers(rule);
  KNOWN.set(rule, members);
  return members;
}

function toMembers({ name, firstSteps }: NamedRule): RuleMembers {
  const runbook = runbookOfRule(name);
  return {
    ruleName: name,
    firstSteps: boundedSteps(firstSteps),
    ...(runbook === undefined ? {} : { runbook }),
  };
}

/** The address of the page of a rule; undefined if it has none. */
export function runbookOfRule(name = ''): string | undefined {
  return PAGES.get(name);
}

/** The first steps that are included, each in one line, as many as fit. */
export function boundedSteps(firstSteps: readonly string[] = []): readonly string[] {
  const told: string[] = [];
  let left = STEPS_LENGTH;
  for (const step of firstSteps.slice(0, MAX_STEPS)) {
    if (left <= 0) break;
    const line = oneLine(step, Math.min(STEP_LENGTH, left));
    left -= line.length;
    told.push(line);
  }
  return told;
}

/** The alert with what is known of its rule from elsewhere, if it is of version 1, which does not say it. */
export function withRule(alert: Alert, { ruleName, firstSteps }: RuleMembers): Alert {
  if (alert.version !== 1) return alert;
  return {
    ...alert,
    ...(ruleName === undefined ? {} : { ruleName }),
    ...(firstSteps === undefined ? {} : { firstSteps }),
  };
}
