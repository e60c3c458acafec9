import { specialised } from '../fact/fact';
import { FACT_TESTS } from '../fact/fact-tests';
import { didYouMean } from '../problem/nearest-word';
import type { ProblemList } from '../problem/problem';
import type { Condition } from '../rule/condition';
import { readTexts } from './text/sigma-text';
import { entryOf, type YamlMap } from './yaml/yaml-node';

/**
 * What a rule looks for: its detection and the facts that its key `trailwatch.facts` names, `{ outcome: [denied, failed] }`. All of them
 * must hold, each for any of its values. A fact is specialised by the event source and name of the detection, so that it costs no
 * engine that the detection has.
 *
 * @returns undefined, with a problem, if a fact or a value of one is not known
 */
export function withFacts(
  document: YamlMap,
  detection: Condition,
  problems: ProblemList,
): Condition | undefined {
  const block = entryOf(document, 'trailwatch')?.value;
  const facts = block?.kind === 'map' ? entryOf(block, 'facts')?.value : undefined;
  if (facts === undefined) return detection;
  const before = problems.all.length;
  const tests = facts.kind === 'map' ? testsOf(facts, problems) : [];
  if (facts.kind !== 'map')
    problems.error(
      'invalid-trailwatch',
      "'trailwatch.facts': expected a map of facts, such as { outcome: succeeded }",
      facts.at,
    );
  if (problems.all.length > before) return undefined;
  const of = tests.map((test) => specialised(test, detection)).filter((test) => !isEmpty('and', test));
  if (of.some((test) => isEmpty('or', test))) {
    const message = "'trailwatch.facts': no record that satisfies the detection has these facts";
    problems.error('invalid-trailwatch', message, facts.at);
    return undefined;
  }
  return of.length === 0 ? detection : { kind: 'and', of: [detection, ...of] };
}

function testsOf(facts: YamlMap, problems: ProblemList): readonly Condition[] {
  return facts.entries.flatMap(({ key, at }) => {
    const fact = Object.hasOwn(FACT_TESTS, key) ? FACT_TESTS[key] : undefined;
    if (fact === undefined) {
      const names = Object.keys(FACT_TESTS);
      const message = `'${key}' is not a fact; it may be ${names.join(', ')}${didYouMean(key, names)}`;
      problems.error('invalid-trailwatch', message, at);
      return [];
    }
    const values = readTexts(facts, key, problems);
    const unknown = values.filter((value) => !fact.isValue(value));
    for (const value of unknown) {
      const message = `'${value}' is not a value of the fact '${key}'; it may be ${fact.values.join(', ')}${didYouMean(value, fact.values)}`;
      problems.error('invalid-trailwatch', message, at);
    }
    if (values.length === 0)
      problems.error(
        'invalid-trailwatch',
        `the fact '${key}' has no value; it may be ${fact.values.join(', ')}`,
        at,
      );
    return unknown.length > 0 || values.length === 0 ? [] : [fact.test(values)];
  });
}

/** Whether a condition always holds, as an empty `and`, or never, as an empty `or`. */
function isEmpty(kind: 'and' | 'or', condition: Condition): boolean {
  return condition.kind === kind && condition.of.length === 0;
}
