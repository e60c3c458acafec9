import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { exactEnginesOf } from './exact-engines';

const CASES = readBuiltInFiles().flatMap(({ parsed }) =>
  parsed.rules.map((found) => [found.rule.name, found] as const),
);

describe('the engines that a rule claims', () => {
  it.each(CASES)('%s names those that say it exactly, and no other', (_name, { rule, engines }) => {
    expect(engines).toEqual(exactEnginesOf(rule.condition));
  });

  it('are more than the log processor for most rules', () => {
    expect(CASES.filter(([, { engines }]) => engines.length > 1).length).toBeGreaterThan(CASES.length / 2);
  });
});
