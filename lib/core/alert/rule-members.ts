import { RUNBOOKS, runbookLink } from '../alarm/describe-alarm';
import { CONTROLS, runbookOf } from '../alarm/to-control-alarm';
import type { Rule } from '../rule/rule';
import { oneLine } from '../safe-text/one-line';
import type { Alert } from './alert';
import { stepsOfAttempt } from './failed-attempt';

/** The members of an alert about its rule, for the person on call. */
export type RuleMembers = Pick<Alert, 'ruleName' | 'firstSteps' | 'runbook'>;

/** A rule with these members only. */
export type NamedRule = Pick<Rule, 'name' | 'title' | 'firstSteps'>;

/** How many first steps are included, how much of each, since a task token of Step Functions takes up to 2,048 characters, and of all. */
const MAX_STEPS = 10;
const STEP_LENGTH = 2_400;
const STEPS_LENGTH = 10_000;

/** Minimum room for the last one, which may give the number of those left out. */
const LAST_LENGTH = 60;

/** The pages of the rules of controls, by the names of the rules. */
const PAGES: ReadonlyMap<string, string> = new Map(
  CONTROLS.map((control) => [control.ruleName, runbookLink(RUNBOOKS, runbookOf(control))]),
);

/** A scan raises thousands of alerts of a rule, which all have the same members by their title. */
const KNOWN = new WeakMap<NamedRule, Map<string, RuleMembers>>();

/** The members of the alerts of a rule that have this title. */
export function ruleMembers(rule: NamedRule, title = rule.title): RuleMembers {
  let byTitle = KNOWN.get(rule);
  if (byTitle === undefined) {
    byTitle = new Map();
    KNOWN.set(rule, byTitle);
  }
  const known = byTitle.get(title);
  if (known !== undefined) return known;
  const members = toMembers(rule, title);
  byTitle.set(title, members);
  return members;
}

function toMembers(rule: NamedRule, title: string): RuleMembers {
  const runbook = runbookOfRule(rule.name);
  return {
    ruleName: rule.name,
    firstSteps: boundedSteps(stepsOfAttempt(rule, title)),
    ...(runbook === undefined ? {} : { runbook }),
  };
}

/** The address of the page of a rule; undefined if it has none. */
export function runbookOfRule(name = ''): string | undefined {
  return PAGES.get(name);
}

/** The first steps that are included, each in one line, as many as fit; the last one gives the number of those left out. */
export function boundedSteps(firstSteps: readonly string[] = []): readonly string[] {
  const told: string[] = [];
  let room = STEPS_LENGTH;
  for (const [at, step] of firstSteps.entries()) {
    const left = firstSteps.length - at;
    if (left > 1 && (room <= 0 || at === MAX_STEPS - 1))
      return [...told, `${left} more steps are in the rule.`];
    const line = oneLine(step, Math.min(STEP_LENGTH, left === 1 ? Math.max(room, LAST_LENGTH) : room));
    room -= line.length;
    told.push(line);
  }
  return told;
}

/** The alert with these members of its rule, if it is of version 1, which has none. */
export function withRule(alert: Alert, { ruleName, firstSteps }: RuleMembers): Alert {
  if (alert.version !== 1) return alert;
  return {
    ...alert,
    ...(ruleName === undefined ? {} : { ruleName }),
    ...(firstSteps === undefined ? {} : { firstSteps }),
  };
}
