import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { Decisions } from '../../../../lib/core/review/metadata/decisions';
import { decodeDecisions } from '../../../../lib/core/review/metadata/decode-decisions';
import { encodeDecisions, type Likeness } from '../../../../lib/core/review/metadata/encode-decisions';
import { summarizeRules } from '../../../../lib/core/review/metadata/summarize-rules';
import type { Condition } from '../../../../lib/core/rule/condition';
import type { Correlation } from '../../../../lib/core/rule/correlation';
import { narrowed } from '../../../../lib/core/rule/narrowed-condition';
import type { Rule } from '../../../../lib/core/rule/rule';
import { decodeRules } from '../../../../lib/core/rule/rule-document';

const BUILT_IN = decodeRules(readFileSync(join(__dirname, '../../../../dist/rules/built-in.json'), 'utf8'));

const EQUALS: Condition = {
  kind: 'equals',
  field: 'eventName',
  values: ['StopLogging', 'DeleteTrail'],
  cased: false,
};

function rule(name: string, changes: Partial<Rule> = {}): Rule {
  return {
    ...{ id: name, name, title: 'Title', description: 'Text.', severity: 'high', tags: ['attack.t1562.008'] },
    ...{
      falsePositives: [],
      references: [],
      author: 'us',
      status: 'test',
      firstSteps: [],
      condition: EQUALS,
    },
    ...changes,
  };
}

function correlation(name: string, rules: readonly Rule[], changes: Partial<Correlation> = {}): Correlation {
  const { condition: _, ...words } = rule(name);
  return {
    ...{
      ...words,
      kind: 'event_count',
      rules,
      groupBy: ['sourceIPAddress'],
      aliases: {},
      timespanSeconds: 600,
    },
    ...{ fields: [], bounds: [{ operator: 'gte', value: 5 }], generate: false },
    ...changes,
  };
}

const decisionsOf = (rules: readonly Rule[], correlations: readonly Correlation[] = []): Decisions => ({
  construct: 'LogProcessor',
  rules: summarizeRules({ rules, correlations }),
});

const encode = (rules: readonly Rule[], correlations: readonly Correlation[] = []) =>
  encodeDecisions(decisionsOf(rules, correlations));

function templateOf(metadata: unknown, logicalId = 'Function') {
  return {
    Resources: { [logicalId]: { Type: 'AWS::Lambda::Function', Metadata: { Trailwatch: metadata } } },
  };
}

/** What is left out of a rule: `role arn:…` by role. */
function allowing(of: Rule, ...arns: string[]): Rule {
  const issuer = 'userIdentity.sessionContext.sessionIssuer';
  const role: Condition = { kind: 'equals', field: `${issuer}.type`, values: ['Role'], cased: false };
  const named: Condition = { kind: 'equals', field: `${issuer}.arn`, values: arns, cased: false };
  const condition: Condition = { kind: 'not', of: { kind: 'and', of: [role, named] } };
  return { ...of, condition: narrowed(of.condition, [{ name: 'allow list roles', condition }]) };
}

describe('rules in the metadata of a resource', () => {
  test('stand with severity, id, hash and techniques under their names', () => {
    const tags = ['attack.t1562.008', 'attack.defense-evasion', 'attack.T1078', 'attack.t1562.008'];
    const rules = [
      rule('stopped', {
        id: '344c20d8-c290-44bf-93d8-35c1ef15d0ab',
        tags,
        failureSeverity: 'low',
        minimumSeverity: 'medium',
      }),
    ];
    expect(encode(rules, [correlation('many', rules, { severity: 'medium', tags: [] })])).toEqual({
      Construct: 'LogProcessor',
      Rules: {
        many: expect.stringMatching(/^medium many [0-9a-f]{12} \[\]$/),
        stopped: expect.stringMatching(
          /^high,failed:low,from:medium 344c20d8-c290-44bf-93d8-35c1ef15d0ab [0-9a-f]{12} \[T1078,T1562\.008\]$/,
        ),
      },
      AllowList: {},
      Filters: {},
    });
  });

  test.each<[string, Partial<Rule>]>([
    ['title', { title: 'Other words' }],
    ['description', { description: 'Other words.' }],
    ['first steps', { firstSteps: ['Call me.'] }],
    ['false positives', { falsePositives: ['None'] }],
    ['references', { references: ['https://example.com'] }],
    ['author', { author: 'them' }],
    ['status', { status: 'stable' }],
    ['tags that are no techniques', { tags: ['attack.t1562.008', 'attack.impact', 'ours'] }],
    [
      'the order of values',
      { condition: { ...EQUALS, values: ['DeleteTrail', 'StopLogging'] } as Condition },
    ],
  ])('stay as they are when the words change: %s', (_, changes) => {
    expect(encode([rule('a', changes)], [correlation('c', [rule('a', changes)])])).toEqual(
      encode([rule('a')], [correlation('c', [rule('a')])]),
    );
  });

  test.each<[string, Partial<Rule>]>([
    ['a value', { condition: { ...EQUALS, values: ['StopLogging'] } as Condition }],
    ['letter case', { condition: { ...EQUALS, cased: true } as Condition }],
    ['the field', { condition: { ...EQUALS, field: 'eventSource' } as Condition }],
    ['the relation', { condition: { ...EQUALS, kind: 'contains' } as Condition }],
    ['a negation', { condition: { kind: 'not', of: EQUALS } }],
    ['the severity', { severity: 'low' }],
    ['the severity of failures', { failureSeverity: 'low' }],
    ['the minimum severity', { minimumSeverity: 'high' }],
    ['techniques', { tags: ['attack.t1078'] }],
    ['the id', { id: 'other' }],
  ])('change when the meaning changes: %s', (_, changes) => {
    expect(encode([rule('a', changes)]).Rules).not.toEqual(encode([rule('a')]).Rules);
  });

  test.each<[string, Partial<Correlation>]>([
    ['the timeframe', { timespanSeconds: 601 }],
    ['the threshold', { bounds: [{ operator: 'gte', value: 6 }] }],
    ['the group', { groupBy: [] }],
    ['the kind', { kind: 'temporal' }],
    ['the counted fields', { fields: ['eventName'] }],
    ['an alias', { aliases: { who: { a: 'userIdentity.arn' } } }],
    ['whether counted rules raise alerts', { generate: true }],
    ['what is counted', { rules: [rule('a', { condition: { ...EQUALS, cased: true } as Condition })] }],
  ])('of correlations change when the meaning changes: %s', (_, changes) => {
    const before = encode([], [correlation('c', [rule('a')])]);
    expect(encode([], [correlation('c', [rule('a')], changes)]).Rules).not.toEqual(before.Rules);
  });

  test('the order of counted rules means something for an ordered correlation alone', () => {
    const [a, b] = [rule('a'), rule('b')];
    const of = (kind: Correlation['kind'], rules: readonly Rule[]) =>
      encode([], [correlation('c', rules, { kind })]);
    expect(of('temporal', [a, b])).toEqual(of('temporal', [b, a]));
    expect(of('temporal_ordered', [a, b])).not.toEqual(of('temporal_ordered', [b, a]));
  });

  test('of one name stand with their ids, but for the first', () => {
    const rules = [rule('a', { id: '2' }), rule('a', { id: '1' })];
    expect(
      Object.entries(encode(rules).Rules ?? {}).map(([key, line]) => `${key}: ${line.slice(0, 6)}`),
    ).toEqual(['a: high 1', 'a (2): high 2']);
  });
});

describe('what rules leave out', () => {
  const ADMIN = 'arn:aws:iam::111122223333:role/Admin';

  test('is a line for each entry, which names the rules, and no rule has another hash', () => {
    const [a, b] = [rule('a'), rule('b', { severity: 'low' })];
    const without = encode([a, b]);
    expect(encode([allowing(a, ADMIN, 'arn:aws:iam::*:role/x'), b])).toEqual({
      ...without,
      AllowList: { [`role ${ADMIN}`]: 'a', 'role arn:aws:iam::*:role/x': 'a' },
    });
  });

  test.each([
    ['all rules', ['a', 'b', 'c', 'd'], 'all rules'],
    ['all below a severity', ['c', 'd'], 'all rules below medium'],
    ['all but one', ['a', 'b', 'd'], 'all rules but: c'],
    ['one', ['b'], 'b'],
  ])('says shortly which rules it is for: %s', (_, names, expected) => {
    const severities = { a: 'critical', b: 'medium', c: 'low', d: 'low' } as const;
    const rules = Object.entries(severities).map(([name, severity]) => {
      const one = rule(name, { severity });
      return names.includes(name) ? allowing(one, ADMIN) : one;
    });
    const encoded = encode(rules);
    expect(encoded.AllowList).toEqual({ [`role ${ADMIN}`]: expected });
    expect(decodeDecisions(templateOf(encoded)).resources[0]?.rules?.allowList).toEqual([
      { key: `role ${ADMIN}`, rules: names },
    ]);
  });

  test('of what a correlation counts names the correlation, or the counted rule where others count it', () => {
    const counted = [allowing(rule('a'), ADMIN), rule('b')];
    expect(encode([], [correlation('c', counted)]).AllowList).toEqual({ [`role ${ADMIN}`]: 'c/a' });
    const all = [allowing(rule('a'), ADMIN), allowing(rule('b'), ADMIN)];
    expect(encode([], [correlation('c', all)]).AllowList).toEqual({ [`role ${ADMIN}`]: 'c' });
  });

  test('of a Sigma filter is a line with its hash', () => {
    const condition = narrowed(EQUALS, [
      { name: 'filter sandboxes', condition: { kind: 'not', of: EQUALS } },
    ]);
    expect(encode([rule('a', { condition })])).toMatchObject({
      AllowList: {},
      Filters: { 'filter sandboxes': expect.stringMatching(/^[0-9a-f]{12} a$/) },
    });
  });

  test('of own accounts is a line for each account', () => {
    const outside = (own: readonly string[]): Condition => ({ kind: 'outsideAccount', field: 'a', own });
    const before = encode([rule('a', { condition: outside([]) })]);
    expect(encode([rule('a', { condition: outside(['111122223333']) })])).toEqual({
      ...before,
      AllowList: { 'own account 111122223333': 'a' },
    });
  });

  test('has a line for each of 200 values, and more than a thousand stay one line that changes with them', () => {
    const arns = (length: number) =>
      Array.from({ length }, (_, index) => `arn:aws:iam::111122223333:role/r${index}`);
    expect(Object.keys(encode([allowing(rule('a'), ...arns(200))]).AllowList ?? {})).toHaveLength(200);
    const [one, other] = [1001, 1002].map((length) =>
      Object.keys(encode([allowing(rule('a'), ...arns(length))]).AllowList ?? {}),
    );
    expect([one?.length, other?.length]).toEqual([1, 1]);
    expect(one).not.toEqual(other);
  });
});

describe('rules of several resources of one template', () => {
  const rules = Array.from({ length: 50 }, (_, index) => rule(`rule-${index}`));
  const first: Likeness = { logicalId: 'First', rules: summarizeRules({ rules, correlations: [] }) };
  const second = (own: readonly Rule[]) => encodeDecisions(decisionsOf(own), first);
  const templateWith = (encoded: unknown) => ({
    Resources: {
      ...templateOf(encodeDecisions({ construct: 'LogProcessor', rules: first.rules }), 'First').Resources,
      ...templateOf(encoded, 'Second').Resources,
    },
  });

  test('stand once', () => {
    expect(second(rules)).toEqual({
      ...{ Construct: 'LogProcessor', Like: 'First', Rules: {}, AllowList: {}, Filters: {} },
      ...{ RulesWithout: {}, AllowListWithout: {}, FiltersWithout: {} },
    });
  });

  test('stand as the difference, which is read as the whole', () => {
    const own = [...rules.slice(1), rule('own')].map((each, index) =>
      index < 3 ? allowing(each, 'arn:x') : each,
    );
    const encoded = second(own);
    expect(encoded).toMatchObject({ Like: 'First', RulesWithout: { 'rule-0': expect.any(String) } });
    expect(Object.keys(encoded.Rules ?? {})).toEqual(['own']);
    const { resources, problems } = decodeDecisions(templateWith(encoded));
    expect(problems).toEqual([]);
    expect(resources[1]).toEqual({ logicalId: 'Second', type: 'AWS::Lambda::Function', ...decisionsOf(own) });
  });

  test('stand alone where they have little in common', () => {
    expect(second([rule('own')])).toEqual(encode([rule('own')]));
  });

  test('fails to be read where the other has none', () => {
    const template = { Resources: templateOf({ Construct: 'A', Like: 'Missing', Rules: {} }).Resources };
    expect(decodeDecisions(template).problems).toEqual([
      {
        place: 'Resources.Function.Metadata.Trailwatch.Like',
        message: "'Missing' is not a resource of the template with rules of its own",
      },
    ]);
  });
});

describe('metadata that is read', () => {
  test('is what was written, of all built-in rules', () => {
    const decisions = decisionsOf(BUILT_IN.rules, BUILT_IN.correlations);
    expect(decisions.rules?.rules.length).toBeGreaterThan(300);
    const { resources, problems } = decodeDecisions(templateOf(encodeDecisions(decisions)));
    expect(problems).toEqual([]);
    expect(resources).toEqual([{ logicalId: 'Function', type: 'AWS::Lambda::Function', ...decisions }]);
  });

  test('is what was written, whatever names rules have', () => {
    const names = fc.uniqueArray(
      fc.oneof(
        fc.string({ minLength: 1 }),
        fc.constantFrom('all rules', 'a, b', ' and: c', '"', '__proto__', 'a/b'),
      ),
      { minLength: 1, maxLength: 8 },
    );
    const severities = fc.constantFrom('low', 'high', 'critical' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(names, severities), { minLength: 1, maxLength: 3 }), (sets) => {
        const rules = sets.flatMap(([each, severity]) =>
          each.map((name) => rule(name, { severity: severity as 'low' })),
        );
        const unique = [...new Map(rules.map((each) => [each.id, each])).values()];
        const decisions = decisionsOf(
          unique.map((each, index) => (index % 3 === 0 ? each : allowing(each, 'arn:x'))),
        );
        const { resources, problems } = decodeDecisions(templateOf(encodeDecisions(decisions)));
        expect(problems).toEqual([]);
        expect(resources[0]?.rules).toEqual(decisions.rules);
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, unknown, string, string]>([
    ['a text', 'x', '', 'expected a map'],
    ['no construct', {}, '.Construct', 'expected the name of a construct'],
    ['a list of rules', { Construct: 'A', Rules: [] }, '.Rules', 'expected a map of at most 50000 texts'],
    [
      'a rule of no severity',
      { Construct: 'A', Rules: { a: 'bad a 0123456789ab []' } },
      '.Rules.a',
      'expected severity, id, hash and ATT&CK ids of a rule',
    ],
    [
      'no names of rules',
      { Construct: 'A', Rules: {}, AllowList: { a: 'all rules below tea' } },
      '.AllowList.a',
      'expected names of rules',
    ],
    [
      'a member of a later version',
      { Construct: 'A', Moods: {} },
      '.Moods',
      'unknown; use the command line of the release that wrote the template',
    ],
  ])('fails at its place: %s', (_, metadata, path, message) => {
    expect(decodeDecisions(templateOf(metadata)).problems).toEqual([
      { place: `Resources.Function.Metadata.Trailwatch${path}`, message },
    ]);
  });

  test('is none in templates that have none, or are none', () => {
    for (const template of [{}, null, 3, { Resources: { A: 1, B: { Metadata: { other: {} } } } }]) {
      expect(decodeDecisions(template)).toEqual({ resources: [], problems: [] });
    }
  });

  test('never throws', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('high a 0123456789ab []', 'all rules but: ', '"a', '"\\u1"', 'a, '),
    );
    const lines = fc.dictionary(fc.string(), fc.oneof(line, fc.jsonValue()));
    const metadata = fc.record(
      {
        Construct: fc.string(),
        Rules: lines,
        AllowList: lines,
        Filters: lines,
        Like: fc.constant('Function'),
      },
      { requiredKeys: ['Construct'] },
    );
    fc.assert(
      fc.property(fc.oneof(metadata, fc.jsonValue()), (value) => {
        decodeDecisions(templateOf(value));
      }),
    );
  });
});

test('lines in words are plain, unique and sorted', () => {
  const lines = { 'b\n': `\${Bucket.Arn}/`, 'b\r': 'two', a: 'x'.repeat(2_000) };
  expect(encodeDecisions({ construct: 'AuditTrail', Selectors: lines })).toEqual({
    Construct: 'AuditTrail',
    Selectors: {
      a: expect.stringMatching(/^x{986}… [0-9a-f]{12}$/),
      'b\ufffd': '<Bucket.Arn>/',
      'b\ufffd (2)': 'two',
    },
  });
});

describe('of 1,000 rules', () => {
  const rules = Array.from({ length: 1_000 }, (_, index) =>
    rule(`console-session-from-keys-of-another-team-${index}`, {
      id: `344c20d8-c290-44bf-93d8-35c1ef${String(index).padStart(6, '0')}`,
      failureSeverity: 'medium',
      tags: ['attack.t1562.008', 'attack.t1685.002', 'attack.t1078'],
    }),
  );
  /** In bytes, as the CDK writes templates. */
  const sizeOf = (encoded: unknown) => Buffer.byteLength(JSON.stringify(templateOf(encoded), undefined, 1));

  test('the metadata has a sixth of what CloudFormation takes, with 200 entries of an allow list a fifth', () => {
    const arns = Array.from(
      { length: 200 },
      (_, index) => `arn:aws:iam::111122223333:role/platform/team-${index}`,
    );
    expect(sizeOf(encode(rules))).toBeLessThan(170_000);
    expect(sizeOf(encode(rules.map((each) => allowing(each, ...arns))))).toBeLessThan(190_000);
  });

  test('the second resource with them adds next to nothing', () => {
    const like = { logicalId: 'Function', rules: summarizeRules({ rules, correlations: [] }) };
    expect(sizeOf(encodeDecisions(decisionsOf(rules.slice(1)), like))).toBeLessThan(1_000);
  });
});
