import { RuleSet } from '../../lib/constructs/rule/rule-set';
import { RuleSeverity } from '../../lib/constructs/rule/rule-severity';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { Condition } from '../../lib/core/rule/condition';
import { narrowingsOf } from '../../lib/core/rule/narrowed-condition';
import { runTrailwatch } from './run-trailwatch';
import { alertsIn, at, logFile, put, record, useScanFolder } from './scan-folder';

useScanFolder();

/** Takes the place of the built-in rule `call-denied`, which correlations count. */
const OWN = `title: API call denied, but for the scanner
id: 5f994e7b-20e3-449a-8d93-a80b4e4240fa
name: call-denied
logsource: { product: aws, service: cloudtrail }
detection:
  denied: { errorCode|startswith: AccessDenied }
  scanner: { userIdentity.userName: scanner }
  condition: denied and not scanner
level: informational
`;

/** Enough for each correlation that counts such calls. */
function deniedCallsOf(userName: string): readonly JsonObject[] {
  const userIdentity = { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/${userName}`, userName };
  return Array.from({ length: 60 }, (_, place) => ({
    ...record(`List${place}`, `${userName}-${place}`),
    ...{ userIdentity, errorCode: 'AccessDenied', sourceIPAddress: '203.0.113.7' },
  }));
}

describe('a rule of a folder that takes the place of a built-in one', () => {
  beforeEach(() => put('own/call-denied.yml', OWN));

  it.each([[[]], [['--min-severity', 'low']], [['--exclude-rule', 'call-denied']]])(
    'is what correlations count, with %j',
    async (options) => {
      put('logs/a.json', logFile(...deniedCallsOf('scanner')));
      const { stdout } = await runTrailwatch(['scan', at('logs'), '--rules', at('own'), ...options]);
      expect(alertsIn(stdout)).toEqual([]);
    },
  );

  it('is what the correlations of a merged rule set hold, whatever is left out afterwards', () => {
    const merged = RuleSet.builtIn().merge(RuleSet.fromDirectory(at('own')));
    for (const set of [merged, merged.withMinimumSeverity(RuleSeverity.LOW), merged.without('call-denied')]) {
      const probed = set.correlations.find(({ ruleName }) => ruleName === 'permissions-probed');
      expect(probed?._toDocument().rules.map(({ title }) => title)).toEqual([
        'API call denied, but for the scanner',
      ]);
    }
  });
});

/** For calls of one user, of the rules that are named. */
function filterOf(rules: string): string {
  return `title: The scanner asks for everything
name: our-scanner
logsource: { product: aws, service: cloudtrail }
filter:
  rules: ${rules}
  scanner: { userIdentity.userName: scanner }
  condition: not scanner
`;
}

describe('a filter of a folder', () => {
  const alertsOf = async (...options: readonly string[]) => {
    put('logs/a.json', logFile(...deniedCallsOf('scanner'), ...deniedCallsOf('mallory')));
    const scanned = await runTrailwatch(['scan', at('logs'), '--rules', at('own'), ...options]);
    const actors = alertsIn(scanned.stdout).map((alert) => (alert.actor as { name: string }).name);
    return { ...scanned, actors: [...new Set(actors)].sort() };
  };

  it.each([[[]], [['--min-severity', 'low']], [['--exclude-rule', 'call-denied']]])(
    'narrows the built-in rule that it names, also where correlations count it, with %j',
    async (options) => {
      put('own/filter.yml', filterOf('[call-denied]'));
      const { actors, status, stderr } = await alertsOf(...options);
      expect({ actors, status }).toEqual({ actors: ['mallory'], status: 0 });
      if (options.length === 0) expect(stderr).toContain('left out by filter our-scanner');
      expect((await alertsOf(...options)).actors).toEqual(['mallory']);
    },
  );

  it("with 'any' leaves the built-in rules alone, and says that it applies to none", async () => {
    put('own/filter.yml', filterOf('any'));
    const { actors, status, stderr } = await alertsOf();
    expect({ actors, status }).toEqual({ actors: ['mallory', 'scanner'], status: 0 });
    expect(stderr).toContain("the filter applies to no rule: 'any' means the rules");
  });

  it('that names what is neither beside it nor built in is refused', async () => {
    put('own/filter.yml', filterOf('[call-denyed]'));
    const { status, stderr } = await alertsOf();
    expect(status).toBe(2);
    expect(stderr).toContain("no rule has the id or name 'call-denyed'; did you mean 'call-denied'?");
  });

  it('means the rule beside it before a built-in one of the same name', async () => {
    put('own/filter.yml', filterOf('[call-denied]'));
    put('own/rule.yml', OWN.replace(/^id: .*$/m, 'id: own-call-denied').replace(/scanner/g, 'mallory'));
    const { actors } = await alertsOf('--exclude-rule', '5f994e7b-20e3-449a-8d93-a80b4e4240fa');
    expect(actors).toContain('scanner');
  });
});

describe('a correlation of a folder', () => {
  it('counts a built-in rule, which goes on to raise alerts of its own', async () => {
    const document = `title: Denied
name: our-denied
correlation:
  type: event_count
  rules: [call-denied]
  group-by: [userIdentity.arn]
  timespan: 1d
  condition: { gte: 60 }
`;
    put('own/correlation.yml', `${document}---\n${filterOf('[call-denied]')}`);
    put('logs/a.json', logFile(...deniedCallsOf('scanner'), ...deniedCallsOf('mallory')));
    const { stdout } = await runTrailwatch(['scan', at('logs'), '--rules', at('own')]);
    const found = alertsIn(stdout).filter(({ ruleName }) => ruleName === 'our-denied');
    expect(found.map((alert) => (alert.actor as { name: string }).name)).toEqual(['mallory']);
    expect(alertsIn(stdout).length).toBeGreaterThan(60);
  });
});

describe('a rule set of a folder with a filter of a built-in rule', () => {
  beforeEach(() => put('own/filter.yml', filterOf('[call-denied]')));

  it('narrows the rule in each set that it is merged with, once', () => {
    const own = RuleSet.fromDirectory(at('own'));
    expect(own.rules).toEqual([]);
    const merged = [
      RuleSet.builtIn().merge(own),
      own.merge(RuleSet.builtIn()),
      RuleSet.builtIn().merge(own).merge(RuleSet.builtIn().merge(own)),
    ];
    for (const set of merged) {
      const denied = set.rules.find(({ ruleName }) => ruleName === 'call-denied');
      const probed = set.correlations.find(({ ruleName }) => ruleName === 'permissions-probed');
      const [counted] = probed?._toDocument().rules ?? [];
      for (const rule of [denied?._toDocument(), counted]) {
        const names = narrowingsOf(rule?.condition as Condition).map(({ name }) => name);
        expect(names).toEqual(['filter our-scanner']);
      }
      expect(set._warnings()).toEqual([]);
    }
  });

  it('warns where no such rule is', () => {
    expect(RuleSet.fromDirectory(at('own'))._warnings()).toEqual([
      'the filter our-scanner names built-in rules, but the rule set contains none of them; merge it with RuleSet.builtIn()',
    ]);
  });
});

describe('a rule on a field that only the log processor adds', () => {
  const rule = (condition: string) => `title: Sign-in from another country
id: 0b7a0e3c-5b1b-4a26-8a52-0d1f0a3f4e11
name: from-abroad
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: ConsoleLogin }
  home: { trailwatch.country: NL }
  root: { userIdentity.type: Root }
  condition: ${condition}
level: high
`;

  it.each([
    ['selection and home', 0],
    ['selection and not home', 0],
    ['selection and (root or not home)', 1],
  ])('finds nothing by it, and that is told: %s', async (condition, count) => {
    put('own/abroad.yml', rule(condition));
    put('logs/a.json', logFile({ ...record('ConsoleLogin', 'a'), userIdentity: { type: 'Root' } }));
    const { stdout, stderr } = await runTrailwatch([
      'scan',
      at('logs'),
      '--no-builtin',
      '--rules',
      at('own'),
    ]);
    expect(alertsIn(stdout)).toHaveLength(count);
    expect(stderr).toContain('a rule finds nothing by them: from-abroad (trailwatch.country)');
  });
});
