import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import { parseEventPattern } from '../../lib/core/pattern/event-pattern/event-pattern';
import type { EventObject } from '../../lib/core/pattern/event-pattern/event-value';
import { toEnvelope } from '../../lib/core/pattern/event-pattern/to-envelope';
import { toBusPatterns } from '../../lib/core/placement/to-bus-patterns';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { corpusRecords, describeCorpus } from './corpus';

/** How many events may be sent to the home bus for each record that matches. */
const MAX_FORWARDED_PER_MATCH = 3;

describeCorpus('what the built-in rules have a bus forward of real records', () => {
  const { rules } = decodeRules(readFileSync(join(__dirname, '../../dist/rules/built-in.json'), 'utf8'));
  const { patterns, leftOut } = toBusPatterns(rules);
  const seen = rules.filter((rule) => !leftOut.some((out) => out.rule === rule));
  const predicates = seen.map(({ condition }) => toPredicate(condition));
  const records = corpusRecords();
  const isMatch = records.map((record) => predicates.some((matches) => matches(record)));
  const tests = patterns.map(({ text }) => {
    const parsed = parseEventPattern(text);
    if ('problems' in parsed) throw new Error(parsed.problems[0]?.message);
    return parsed.pattern;
  });
  const isForwardedBy = tests.map((pattern) =>
    records.map((record) => pattern.matches(toEnvelope(record as EventObject))),
  );
  const isForwarded = records.map((_, index) => isForwardedBy.some((forwarded) => forwarded[index]));
  const countOf = (flags: readonly (boolean | undefined)[]) => flags.filter(Boolean).length;

  test('is at most three events for each match, and every match', () => {
    const matches = countOf(isMatch);
    expect(matches).toBeGreaterThan(300);
    expect(countOf(isForwarded)).toBeLessThanOrEqual(MAX_FORWARDED_PER_MATCH * matches);
    expect(records.filter((_, index) => isMatch[index] && !isForwarded[index])).toEqual([]);
  });

  test('is nothing that some pattern sends nearly always', () => {
    for (const forwarded of isForwardedBy) expect(countOf(forwarded) / records.length).toBeLessThan(0.1);
  });

  test('is as docs/alerts/routes.md says', () => {
    const routes = readFileSync(join(__dirname, '../../docs/alerts/routes.md'), 'utf8');
    const [forwarded, matched] = [countOf(isForwarded), countOf(isMatch)];
    expect(routes).toContain(`${patterns.length} EventBridge rules`);
    expect(routes).toContain(`of ${records.length.toLocaleString('en-US')} real records`);
    expect(routes).toContain(`${forwarded} are sent and ${matched} match`);
  });
});
