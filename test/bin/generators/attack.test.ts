import { coverageOf, GAPS, REVOKED, rulesByTechnique } from '../../../bin/attack/attack-coverage';
import { renderAttackLayer } from '../../../bin/generators/attack-page';
import { readBuiltIns } from '../../../bin/generators/built-in-rules';

const COVERAGE = coverageOf(readBuiltIns());
const IDS = COVERAGE.map(({ technique }) => technique.id);

describe('the coverage of ATT&CK', () => {
  test('has a rule for every technique of the platform, or a reason why CloudTrail cannot show it', () => {
    expect(IDS.length).toBeGreaterThan(100);
    const open = COVERAGE.filter(
      ({ rules, covered, gap }) => rules.length + covered.length === 0 && gap === undefined,
    );
    expect(open.map(({ technique }) => technique.id)).toEqual([]);
  });

  test('argues about no technique that has rules, and about none that is not of the platform', () => {
    const argued = COVERAGE.filter(({ gap }) => gap !== undefined);
    expect(argued.map(({ technique }) => technique.id)).toEqual(Object.keys(GAPS).sort());
    expect(argued.flatMap(({ rules, covered }) => [...rules, ...covered])).toEqual([]);
  });

  test('counts a rule under the id that replaces a revoked one', () => {
    const tags = ['attack.t1562.008'];
    expect([...rulesByTechnique([{ name: 'one', severity: 'low', tags }]).keys()]).toEqual(['T1685.002']);
    expect(IDS.filter((id) => id in REVOKED)).toEqual([]);
  });

  test('is a layer with each technique once under each of its tactics', () => {
    const layer = JSON.parse(renderAttackLayer());
    expect(layer).toMatchObject({
      versions: { layer: '4.5' },
      domain: 'enterprise-attack',
      filters: { platforms: ['IaaS'] },
    });
    const places = layer.techniques.map(
      ({ techniqueID, tactic }: Readonly<Record<string, string>>) => `${techniqueID} ${tactic}`,
    );
    const expected = COVERAGE.flatMap(({ technique }) =>
      technique.tactics.map((tactic) => `${technique.id} ${tactic}`),
    );
    expect(places).toEqual(expected);
    const [first] = layer.techniques.filter(
      ({ techniqueID }: Readonly<Record<string, string>>) => techniqueID === 'T1036.010',
    );
    expect(first).toMatchObject({ score: 1, comment: 'identity-named-like-aws', enabled: true });
  });
});
