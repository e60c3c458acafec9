import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { type Rule, severitiesFrom } from '../../lib/core/rule/rule';
import type { SigmaRule } from '../../lib/core/sigma/sigma-rule';

/** Rules for which a call that failed is as bad as one that succeeded: it matters who calls, not what came of it. */
const AS_BAD = new Map([
  ['attack-tool-used', 'a key is in the hands of someone else, whatever it may do'],
  ['instance-identity-role-used', 'the credentials are in the hands of someone else, whatever they may do'],
  ['root-user-acted', 'the root user is in use, whatever it may do'],
  [
    'workload-credentials-used-by-hand',
    'the credentials are in the hands of someone else, whatever they may do',
  ],
]);

const RULES = readRulesWithExamples();
const SEVERE = RULES.filter(({ rule }) => severitiesFrom('medium').includes(rule.severity));

/** The same call, as AWS records it when it is refused, and when something it names does not exist. */
function failuresOf(record: JsonObject): readonly JsonObject[] {
  // An Insights record is about a rate of calls.
  if (record.eventCategory === 'Insight') return [];
  const eventName = String(record.eventName);
  return [
    { ...record, errorCode: 'AccessDenied', errorMessage: 'Access Denied', responseElements: null },
    { ...record, errorCode: 'NoSuchEntityException', errorMessage: 'not found', responseElements: null },
    ...(record.eventSource === 'signin.amazonaws.com'
      ? [{ ...record, errorMessage: 'Failed authentication', responseElements: { [eventName]: 'Failure' } }]
      : []),
  ];
}

/** The same call, as AWS records it when it succeeds. */
function successOf({ errorCode: _code, errorMessage: _message, ...record }: JsonObject): JsonObject {
  const { responseElements, eventName } = record;
  const isSignIn = isJsonObject(responseElements) && Object.hasOwn(responseElements, String(eventName));
  return isSignIn ? { ...record, responseElements: { [String(eventName)]: 'Success' } } : record;
}

/** Whether a rule matches calls that succeed and calls that do not. */
function matchesBoth({ rule, examples }: SigmaRule): boolean {
  const matches = toPredicate(rule.condition);
  const records = examples.matching.map(({ record }) => record);
  const some = (changed: readonly JsonObject[]) =>
    changed.some((record) => matches(record as unknown as CloudTrailRecord));
  return some(records.flatMap(failuresOf)) && some(records.map(successOf));
}

function namesOf(rules: readonly { readonly rule: Rule }[]): readonly string[] {
  return rules.map(({ rule }) => rule.name).sort();
}

test('a built-in rule of severity medium or more that a failed call matches is less severe for it', () => {
  const both = SEVERE.filter(matchesBoth);
  expect(both.length).toBeGreaterThan(AS_BAD.size);
  const withoutLevel = both.filter(({ rule }) => rule.failureSeverity === undefined);
  expect(namesOf(withoutLevel)).toEqual([...AS_BAD.keys()].sort());
});

test('a built-in rule states a level for failures only if it matches calls that succeed and calls that do not', () => {
  const stated = RULES.filter(({ rule }) => rule.failureSeverity !== undefined);
  expect(stated.length).toBeGreaterThan(0);
  expect(namesOf(stated.filter((found) => !matchesBoth(found)))).toEqual([]);
});
