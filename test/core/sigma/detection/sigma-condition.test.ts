import type { Condition } from '../../../../lib/core/rule/condition';
import { parseSigma } from '../../../../lib/core/sigma/sigma-file';
import { problemsOf, ruleWith } from '../sigma-text-fixture';

const SELECTIONS = ['sel_a', 'sel_b', 'filter_main', '_c'];
const DETECTION = SELECTIONS.map((name) => `${name}: {eventName: ${name}}`).join('\n');

describe('a condition', () => {
  test.each([
    ['sel_a', 'sel_a'],
    ['sel_a and sel_b', '(sel_a & sel_b)'],
    ['sel_a or sel_b and filter_main', '(sel_a | (sel_b & filter_main))'],
    ['(sel_a or sel_b) and filter_main', '((sel_a | sel_b) & filter_main)'],
    ['not sel_a and sel_b', '(!sel_a & sel_b)'],
    ['not (sel_a or sel_b)', '!(sel_a | sel_b)'],
    ['not not sel_a', 'sel_a'],
    ['sel_a and not 1 of filter_*', '(sel_a & !filter_main)'],
    ['1 of sel_*', '(sel_a | sel_b)'],
    ['all of sel_*', '(sel_a & sel_b)'],
    ['any of sel_*', '(sel_a | sel_b)'],
    ['1 of them', '(sel_a | sel_b | filter_main)'],
    ['all of them', '(sel_a & sel_b & filter_main)'],
    ['1 of *_a', 'sel_a'],
    ['1 of s*_*', '(sel_a | sel_b)'],
    ['1 of sel_a', 'sel_a'],
    ['1 of _*', '_c'],
    ['_c', '_c'],
    ['sel_a AND NOT sel_b', '(sel_a & !sel_b)'],
    ['((sel_a)and(sel_b))', '(sel_a & sel_b)'],
    ['[sel_a, sel_b and filter_main]', '(sel_a | (sel_b & filter_main))'],
  ])('%s', (condition, expected) => {
    const { rules, problems } = parseSigma(ruleWith(`${DETECTION}\ncondition: ${condition}`), 'rule.yml');
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(shown(rules[0]!.rule.condition)).toBe(expected);
  });

  test.each([
    ['sel_c', "8:14: there is no selection 'sel_c'; did you mean 'sel_a'?"],
    [
      'sel_a and',
      "8:20: the condition ends after 'and', where a selection, '1 of', 'all of' or '(' is missing",
    ],
    ['sel_a sel_b', "8:20: expected 'and', 'or' or the end, found 'sel_b'"],
    ['(sel_a', "8:15: the condition ends after 'sel_a', where ')' is missing"],
    ['sel_a)', "8:19: expected 'and', 'or' or the end, found ')'"],
    ['and sel_a', "8:14: expected a selection, '1 of', 'all of' or '(', found 'and'"],
    ["''", "8:14: the condition is empty, where a selection, '1 of', 'all of' or '(' is missing"],
    ['2 of sel_*', "8:14: '2 of' is not part of Sigma; write '1 of' or 'all of'"],
    ['sel_*', "8:14: 'sel_*' matches several selections; write '1 of sel_*' or 'all of sel_*'"],
    ['them', "8:14: 'them' matches several selections; write '1 of them' or 'all of them'"],
    ['1 of sel', "8:19: no selection matches 'sel'; did you mean 'sel*'?"],
    ['1 of filtr_*', "8:19: no selection matches 'filtr_*'; did you mean 'filter*'?"],
    ['1 of', "8:16: the condition ends after 'of', where 'them' or a name such as 'selection_*' is missing"],
    [
      'sel_a | count() by x > 5',
      "8:20: the aggregation 'count' after '|' was removed from Sigma; Sigma 2 has correlation rules for it",
    ],
    [
      'sel_a | near sel_b',
      "8:20: the search for events near one another ('near') after '|' was removed from Sigma; Sigma 2 has correlation rules for it",
    ],
    [`${'('.repeat(60)}sel_a`, '8:64: parentheses are nested more than 50 deep'],
    ['{a: b}', "8:14: 'condition' may be a text or a list of texts"],
  ])('fails for %s', (condition, problem) => {
    expect(problemsOf(ruleWith(`${DETECTION}\ncondition: ${condition}`))).toEqual([`rule.yml:${problem}`]);
  });

  test('fails when it is missing', () => {
    expect(problemsOf(ruleWith(DETECTION))).toEqual([
      "rule.yml:4:3: the detection has no 'condition'; write one, such as 'condition: selection'",
    ]);
  });

  test('fails with a time frame, which means that one record is not enough', () => {
    expect(problemsOf(ruleWith(`${DETECTION}\ntimeframe: 5m\ncondition: sel_a and sel_b`))).toEqual([
      "rule.yml:8:3: 'timeframe' was removed from Sigma, and without it the rule means something else; Sigma 2 has correlation rules for it",
    ]);
  });

  test('warns of selections that it does not use, but for hidden ones', () => {
    expect(problemsOf(ruleWith(`${DETECTION}\ncondition: 1 of sel_*`))).toEqual([
      "rule.yml:6:3: no condition uses the selection 'filter_main'",
    ]);
  });

  test('finds its place in a quoted text', () => {
    expect(problemsOf(ruleWith(`${DETECTION}\ncondition: 'sel_a or nothing'`))).toContain(
      "rule.yml:8:24: there is no selection 'nothing'",
    );
  });

  test('fails when it writes a selection out too often', () => {
    const values = Array.from({ length: 2000 }, (_, index) => `value-${index}`).join(', ');
    const uses = Array.from({ length: 500 }, () => 's').join(' or ');
    expect(problemsOf(ruleWith(`s: {eventName: [${values}]}\ncondition: ${uses}`))[0]).toContain(
      "the condition uses 's' so often that the rule becomes too large; use each selection once",
    );
  });
});

function shown(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
      return `(${condition.of.map(shown).join(' & ')})`;
    case 'or':
      return `(${condition.of.map(shown).join(' | ')})`;
    case 'not':
      return `!${shown(condition.of)}`;
    case 'equals':
      return condition.values.join();
    default:
      return condition.kind;
  }
}
