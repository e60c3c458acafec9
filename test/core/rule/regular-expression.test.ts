import { compileExpression } from '../../../lib/core/rule/regular-expression';

describe('a regular expression', () => {
  test.each([
    ['^(a|b)+[^c]?.{2,3}$', '', 'abxyz', true],
    ['(?i)GET', '', 'forget', true],
    ['\\d+\\s\\w', '', '12 a', true],
    ['a+?b', '', 'aab', true],
  ])('%s with %j on %s', (expression, flags, text, found) => {
    const compiled = compileExpression(expression, flags);
    expect('reason' in compiled ? compiled.reason : compiled.isFoundIn(text)).toBe(found);
  });

  test.each(['(a+)+$', '(a|a)*b', '(.*)*(.*)*(.*)*x', '(x+x+)+y'])(
    '%s takes no long time on a long text',
    (expression) => {
      const compiled = compileExpression(expression, '');
      expect('reason' in compiled ? compiled.reason : compiled.isFoundIn(`${'a'.repeat(50_000)}!`)).toBe(
        false,
      );
    },
  );

  test.each([
    ['(?=a)', 'lookaround is not supported, because it has no linear-time search'],
    ['(?<!a)b', 'lookaround is not supported, because it has no linear-time search'],
    ['(a)\\1', 'references to groups are not supported, because they have no linear-time search'],
    ['(?<n>a)\\k<n>', 'references to groups are not supported, because they have no linear-time search'],
    ['(?>a)', 'atomic groups and possessive repetitions are not supported'],
    ['a++', 'atomic groups and possessive repetitions are not supported'],
    ['((a{10}){10}){11}', 'its repetitions multiply to more than 1000'],
    ['a{1001}', 'a repetition is larger than 1000'],
    ['a{3,2}', 'the repetition {3,2} ends before it begins'],
    ['(', 'missing closing ): `(`'],
    ['[a', 'missing closing ]: `[a`'],
    ['*', 'missing argument to repetition operator: `*`'],
    ['a{1000}b{1000}c{1000}', 'it has 3002 steps once compiled, more than 2000'],
    ['a'.repeat(5000), 'it has 5000 characters, more than 4096'],
    ['('.repeat(1500) + ')'.repeat(1500), 'expression nests too deeply'],
  ])('fails for %.30s', (expression, fault) => {
    expect(compileExpression(expression, '')).toEqual({
      reason: expect.stringContaining(fault),
      size: expect.any(Number),
    });
  });
});
