import { repeatsRepetition } from '../../../lib/core/rule/nested-repetition';
import { selectionProblems } from '../sigma/sigma-text-fixture';

describe('a repetition in a repetition', () => {
  test.each(['(a+)+', '(a*)*b', '(?:x(a|b+)c)*', '((a{2,})b)+', '(.*a){3,}', '([^]]+)+', '(a+?)*?'])(
    'is in %s',
    (expression) => {
      expect(repeatsRepetition(expression)).toBe(true);
    },
  );

  test.each([
    'a+b*',
    '(a+)b',
    '(a)+',
    '(a+){2,5}',
    '(a+)?',
    '\\(a+\\)+',
    '[(a+)]+',
    '[\\](a+]+',
    '(ab|c)*x+',
    '[]a(+]+',
    '',
  ])('is not in %s', (expression) => {
    expect(repeatsRepetition(expression)).toBe(false);
  });

  test('is warned about', () => {
    expect(selectionProblems("{eventName|re: '(a+)+$'}")).toEqual([
      "rule.yml:4:21: the regular expression '(a+)+$' repeats a repetition: it is searched for in linear time here, but engines that backtrack may never finish",
    ]);
  });
});
