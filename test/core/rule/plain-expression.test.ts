import { toPlainSearch } from '../../../lib/core/rule/plain-expression';

describe('a plain expression', () => {
  test.each([
    ['^(?:Create|Run)', '', 'RunInstances', true],
    ['^(?:Create|Run)', '', 'DescribeRuns', false],
    ['deploy|github', 'i', 'CI-GitHub-role', true],
    ['^(?:Admin)?(?:Stop|Disable)[A-Za-z]*(?:Cluster|Key)(?:20[0-9][0-9])?$', '', 'DisableKey2020', true],
    ['^(?:Admin)?(?:Stop|Disable)[A-Za-z]*(?:Cluster|Key)$', '', 'AdminDisableAccessKey', true],
    ['"(?:max(?:imum)?size)":0[,}]', 'i', '{"maximumSize":0}', true],
    ['\\.example\\.org$', 'i', 'a.Example.org', true],
    ['a|^b', '', 'ca', true],
  ])('%s with %j on %s', (expression, flags, text, found) => {
    expect(toPlainSearch(expression, flags)?.(text)).toBe(found);
  });

  test.each([
    ['[a-z]*b', 'a repetition that may begin anywhere'],
    ['^[a-z]*[0-9]*$', 'two repetitions'],
    ['^a|[b]*c', 'a repetition in an alternative of the whole'],
    ['^(?:a|b)*$', 'a repetition of a group'],
    ['^a*$', 'a repetition of a character'],
    ['^(?:[a-c]+)?(?:[a-c]+)?$', 'two repetitions in groups'],
    ['(?:a|a)'.repeat(11), 'more ways than may be tried'],
    ['a?'.repeat(11), 'more ways than may be tried'],
    ['('.repeat(30) + ')'.repeat(30), 'deep groups'],
    ['a.b', 'any character'],
    ['[^a]', 'a list of what is not there'],
    ['\\d', 'a class'],
    ['(?i)a', 'a flag inside'],
    ['(?=a)', 'lookahead'],
    ['a{2}', 'a count'],
    ['a??', 'a lazy question mark'],
    ['é', 'another letter'],
    ['(a', 'an open group'],
    ['a)', 'a closed group'],
    ['[', 'an open list'],
  ])('is not %s: %s', (expression) => {
    expect(toPlainSearch(expression, '')).toBeUndefined();
  });

  it('is none where lines have beginnings of their own', () => {
    expect(toPlainSearch('^a', 'm')).toBeUndefined();
  });

  it('ends in time on a text that fits nearly everywhere', () => {
    const search = toPlainSearch(`^[a-z]*${'(?:aa|ab)'.repeat(10)}$`, '');
    expect(search?.('a'.repeat(50_000))).toBe(true);
    expect(search?.(`${'a'.repeat(50_000)}!`)).toBe(false);
  });
});
