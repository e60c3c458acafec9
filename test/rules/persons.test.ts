import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';

const OF_PERSONS = readRulesWithExamples()
  .filter(({ rule }) => /by a person/.test(rule.title) || rule.name.endsWith('-by-hand'))
  .map(({ rule, examples }) => [rule.name, { rule, examples }] as const);

/** The record as the root user of an account, for whom a service acts, or nobody. */
function asRoot(record: JsonObject, invokedBy?: string): JsonObject {
  const { sessionCredentialFromConsole: _, ...own } = record;
  const root = {
    ...{ type: 'Root', principalId: '111122223333', arn: 'arn:aws:iam::111122223333:root' },
    ...{ accountId: '111122223333', ...(invokedBy === undefined ? {} : { invokedBy }) },
  };
  const by = invokedBy?.endsWith('.amazonaws.com')
    ? { sourceIPAddress: invokedBy, userAgent: invokedBy }
    : {};
  return { ...own, ...by, userIdentity: root };
}

describe('a rule that says "by a person"', () => {
  it('is most of those that judge by the identity', () => expect(OF_PERSONS.length).toBeGreaterThan(40));

  it.each(OF_PERSONS)('%s is not raised by what AWS Organizations does as root', (_name, one) => {
    const matches = toPredicate(one.rule.condition);
    const raised = one.examples.matching.filter(({ record }) =>
      matches(asRoot(record, 'organizations.amazonaws.com')),
    );
    expect(raised).toEqual([]);
  });

  it('is raised by the root user, who may be in the console', () => {
    const raising = [undefined, 'AWS Internal', 'signin.amazonaws.com'].map((invokedBy) =>
      OF_PERSONS.filter(([, { rule, examples }]) =>
        examples.matching.some(({ record }) => toPredicate(rule.condition)(asRoot(record, invokedBy))),
      ).map(([name]) => name),
    );
    // Rules that leave out everything with `invokedBy` leave out old sessions of the console, too.
    for (const names of raising) expect(names.length).toBeGreaterThan(40);
  });
});
