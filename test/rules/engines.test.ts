import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import ENGINES_BEFORE_FACTS from './engines-before-facts.json';
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

  it('are at least those that it had before rules could name facts', () => {
    const now = new Map(CASES.map(([name, { engines }]) => [name, engines as readonly string[]]));
    const lost = Object.entries(ENGINES_BEFORE_FACTS).flatMap(([name, before]) =>
      before
        .filter((engine) => now.get(name)?.includes(engine) !== true)
        .map((engine) => `${name}: ${engine}`),
    );
    expect(lost).toEqual([]);
  });
});
