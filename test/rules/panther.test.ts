import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readBuiltInRules } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { JsonObject } from '../../lib/core/json/json-value';
import { corpusPath, describeCorpus } from '../parity/corpus';
import { CAUGHT, NOT_CAUGHT, STANDS_FOR, STANDS_FOR_NOTHING } from './panther-mapping';

/** A unit test of Panther's rules: whether the rule that it belongs to shall catch the event. */
interface PantherTest {
  readonly rule: string;
  readonly name: string;
  readonly expected: boolean;
  /** Whether it replaces functions of the rule, so that the event alone need not decide. */
  readonly mocks: boolean;
  readonly event: JsonObject;
}

const RULES = readBuiltInRules();
const MATCHER = RuleMatcher.of(RULES);

describeCorpus('the catalogue on the unit tests of another rule set (skipped without the corpus)', () => {
  const tests = readTests();
  const positive = tests.filter(({ expected }) => expected);
  const negative = tests.filter(({ expected, mocks }) => !expected && !mocks);

  it('knows every rule that has tests, and no other', () => {
    const known = [...Object.keys(STANDS_FOR), ...Object.keys(STANDS_FOR_NOTHING)].sort();
    const withTests = new Set(tests.map(({ rule }) => rule));
    // Its one test is a negative one, and what it means by a user stands in no record.
    withTests.delete('Role.Assumed.by.User');
    expect(known).toEqual([...withTests].sort());
    const names = RULES.map(({ name }) => name);
    expect(
      Object.values(STANDS_FOR)
        .flat()
        .filter((name) => !names.includes(name)),
    ).toEqual([]);
  });

  it('catches every event that it should, but for those that are argued', () => {
    expect(positive).toHaveLength(95);
    const missed = positive.filter(({ event }) => namesOf(event).length === 0).map(titleOf);
    expect(missed.sort()).toEqual(Object.keys(NOT_CAUGHT).sort());
  });

  it('catches what a rule should catch by the rule that stands for it', () => {
    const missed = positive
      .filter((test) => !(titleOf(test) in NOT_CAUGHT))
      .filter(({ rule, event }) => rule in STANDS_FOR && !isCaughtByItsOwn(rule, event))
      .map((test) => [titleOf(test), namesOf(test.event)]);
    expect(missed).toEqual([]);
  });

  it('ignores what a rule should ignore, but for what is argued', () => {
    expect(negative).toHaveLength(112);
    const wrong = negative.filter(({ rule, event }) => isCaughtByItsOwn(rule, event));
    expect(wrong.map(titleOf).sort()).toEqual(Object.keys(CAUGHT).sort());
  });

  it('tells resources that are made public from those that are not, by any of three rules', () => {
    const opened = [
      'bucket-policy-opened-to-everyone',
      'bucket-acl-opened-to-everyone',
      'resource-policy-opened-to-everyone',
    ];
    for (const { event, expected } of tests.filter(
      ({ rule }) => rule === 'AWS.CloudTrail.ResourceMadePublic',
    ))
      expect([event, namesOf(event).some((name) => opened.includes(name))]).toEqual([event, expected]);
  });
});

function readTests(): PantherTest[] {
  const text = String(gunzipSync(readFileSync(corpusPath('panther/tests.jsonl.gz'))));
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PantherTest);
}

function namesOf(event: JsonObject): string[] {
  return MATCHER.match(event).map(({ name }) => name);
}

/** By a rule that stands for it. */
function isCaughtByItsOwn(rule: string, event: JsonObject): boolean {
  return namesOf(event).some((name) => STANDS_FOR[rule]?.includes(name));
}

function titleOf({ rule, name }: PantherTest): string {
  return `${rule} | ${name}`;
}
