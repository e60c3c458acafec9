import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { parseAllDocuments } from 'yaml';
import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';
import { renderProblem } from '../../lib/core/problem/problem';
import { isBelow, SEVERITIES } from '../../lib/core/rule/rule';
import { corpusPath, describeCorpus } from '../parity/corpus';
import { OVERLAPS } from './overlaps';

const SCHEMAS = ['detection-rule', 'correlation-rules'] as const;

const FILES = readBuiltInFiles();
const RULES = FILES.flatMap(({ path, parsed }) => parsed.rules.map((found) => ({ path, ...found })));
const CORRELATIONS = FILES.flatMap(({ path, parsed }) =>
  parsed.correlations.map((found) => ({ path, ...found })),
);
const CASES = RULES.map((found) => [found.path, found] as const);

/** Rules and correlations alike: everything that tells something to people. */
const ALL = [...RULES.map(({ rule }) => rule), ...CORRELATIONS.map(({ correlation }) => correlation)];

/** What every record of a trail has, whatever its category. */
const ALWAYS = [
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'eventID',
  'eventType',
  'recipientAccountId',
  'eventCategory',
];

/** What records of management and data events have besides; network activity events have none of it. */
const OF_CALLS = ['userAgent', 'requestParameters', 'responseElements', 'readOnly', 'managementEvent'];

/** What records of Insights have, which are about many calls. */
const OF_INSIGHTS = [
  'eventVersion',
  'eventTime',
  'awsRegion',
  'eventID',
  'eventType',
  'recipientAccountId',
  'sharedEventID',
  'insightDetails',
  'eventCategory',
];

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  NetworkActivity: ALWAYS,
  Insight: OF_INSIGHTS,
};

function missingMembers(record: JsonObject): string[] {
  const expected = MEMBERS[String(record.eventCategory)] ?? [...ALWAYS, ...OF_CALLS];
  return expected.filter((member) => !Object.hasOwn(record, member));
}

describe('the catalogue', () => {
  it('has more than two hundred and sixty rules, and forty correlations', () => {
    expect(RULES.length).toBeGreaterThanOrEqual(260);
    expect(CORRELATIONS.length).toBeGreaterThanOrEqual(40);
    expect(FILES.flatMap(({ parsed }) => parsed.problems.map(renderProblem))).toEqual([]);
  });

  it('has only informational rules that correlations count and that raise no alerts of their own', () => {
    const counted = RULES.filter(({ alertsAlone }) => !alertsAlone).map(({ rule }) => rule);
    expect(counted.length).toBeGreaterThan(50);
    expect(counted.filter(({ severity }) => severity !== 'informational').map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('gives every rule an id of its own, a UUID of version 4', () => {
    const ids = ALL.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toEqual([]);
  });

  it('gives every rule a name of its own, and every file the name of its first rule', () => {
    const names = ALL.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(FILES.map(({ parsed }) => parsed.rules[0]?.rule.name)).toEqual(
      FILES.map(({ path }) => basename(path, '.yml')),
    );
  });

  it('names no account and no access key but those of the documentation', () => {
    const accounts = FILES.flatMap(({ text }) => text.match(/(?<![\w-])\d{12}(?![\w-])/g) ?? []);
    expect([...new Set(accounts)].sort()).toEqual(['111122223333', '444455556666', '555566667777']);
    const keys = FILES.flatMap(({ text }) => text.match(/\bA(?:KIA|SIA|IDA|ROA|CCA)[A-Z0-9]{12,}/g) ?? []);
    expect(keys.filter((key) => !key.endsWith('EXAMPLE'))).toEqual([]);
  });
});

describe.each(ALL.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  it('says what it means, what to do first, and when it is wrong', () => {
    expect(rule.description.length).toBeGreaterThan(60);
    expect(rule.firstSteps.length).toBeGreaterThanOrEqual(1);
    expect(rule.firstSteps.length).toBeLessThanOrEqual(4);
    expect(rule.falsePositives.length).toBeGreaterThanOrEqual(1);
    expect(rule.references.length).toBeGreaterThanOrEqual(1);
    expect(rule.tags.some((tag) => /^attack\.t\d{4}/.test(tag))).toBe(true);
  });

  it('tells to enable a key again whose deletion it tells to cancel: KMS leaves it disabled', () => {
    const steps = rule.firstSteps.join(' ');
    if (/cancel-?key-?deletion/i.test(steps)) expect(steps).toMatch(/and enable the keys?\b/);
  });

  it('tells whom it wakes up what to do in two steps at least: find out, and stop it', () => {
    const actions = rule.firstSteps.join(' ').split(/[,.;:] /);
    expect(actions.length).toBeGreaterThanOrEqual(isBelow(rule.severity, 'high') ? 1 : 2);
  });
});

describe.each(CASES)('%s', (_path, { rule, examples }) => {
  const holds = toPredicate(rule.condition);

  it('has two complete records or more of each kind', () => {
    expect(examples.matching.length).toBeGreaterThanOrEqual(2);
    expect(examples.ignored.length).toBeGreaterThanOrEqual(2);
    const records = [...examples.matching, ...examples.ignored];
    expect(records.map(({ line, record }) => [line, missingMembers(record)])).toEqual(
      records.map(({ line }) => [line, []]),
    );
  });

  it('matches the records that it must match', () => {
    expect(examples.matching.filter(({ record }) => !holds(record)).map(({ line }) => line)).toEqual([]);
  });

  it('ignores the records that it must not match', () => {
    expect(examples.ignored.filter(({ record }) => holds(record)).map(({ line }) => line)).toEqual([]);
  });

  it('gives alerts whose sentence names actor and call', () => {
    for (const { record } of examples.matching) {
      const { summary } = toAlert(rule, record, { route: 'cli', source: {} });
      expect(summary).not.toMatch(/unknown identity|called|undefined|\[object/);
    }
  });
});

describe('the scale of severities', () => {
  it('is written in docs/reference/rules.md, from the worst down', () => {
    const page = readFileSync(join(__dirname, '../../docs/reference/rules.md'), 'utf8');
    const scale = /## Severity[\s\S]*?\n\n(?=A letter)/.exec(page)?.[0] ?? '';
    expect([...scale.matchAll(/^\| ([a-z]+) \| [A-Z]/gm)].map(([, word]) => word)).toEqual(
      [...SEVERITIES].reverse(),
    );
  });
});

describe('the catalogue as one rule set', () => {
  const matcher = RuleMatcher.of(RULES.map(({ rule }) => rule));

  it.each(CASES)(
    'matches the records of %s by it, and else only by the rules that are meant to overlap',
    (_path, found) => {
      const { name } = found.rule;
      const matched = found.examples.matching.map(({ record }) =>
        matcher.match(record).map((rule) => rule.name),
      );
      expect(matched.filter((names) => !names.includes(name))).toEqual([]);
      const others = new Set(matched.flat().filter((other) => other !== name));
      expect([...others].sort()).toEqual(OVERLAPS[name] ?? []);
    },
  );
});

describeCorpus("the catalogue against Sigma's own schemas (skipped without the corpus)", () => {
  const [validateRule, validateCorrelation] = SCHEMAS.map(schemaOf);

  it.each(FILES.map(({ path, text }) => [path, text] as const))(
    'finds nothing wrong with %s',
    (_path, text) => {
      for (const document of parseAllDocuments(text, { schema: 'core' })) {
        const validate = document.has('correlation') ? validateCorrelation : validateRule;
        validate?.(document.toJS());
        expect(validate?.errors ?? []).toEqual([]);
      }
    },
  );
});

function schemaOf(name: string): ValidateFunction {
  const path = corpusPath(`sigma-spec/json-schema/sigma-${name}-schema.json`);
  const { $schema: _dialect, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  return new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
}
