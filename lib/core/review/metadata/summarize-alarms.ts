import { createHash } from 'node:crypto';
import type { AlarmDefinition } from '../../alarm/alarm-definition';
import { canonicalText } from '../../json/canonical-text';
import type { RuleDecisions } from './decisions';
import { plainText, toRuleLine } from './rule-line';
import { HASH_LENGTH } from './rule-meaning';

/** The rule of an alarm on metric filters. Its hash is of what is counted, and when that fires. */
export function summarizeAlarm(definition: AlarmDefinition): RuleDecisions {
  const { rule, patterns, threshold, periodSeconds, periods } = definition;
  const text = canonicalText({ patterns, threshold, periodSeconds, periods }, (name) => name === 'patterns');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
  return { rules: [toRuleLine(rule, plainText(rule.name), hash)], allowList: [], filters: [] };
}
