import { App, Aws, Stack } from 'aws-cdk-lib';
import { RuleSet, Trailwatch } from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION_TRAIL,
  REGION,
  TRAIL,
} from '../synthesize';
import { documentOf } from './rule-documents';

describe('the built-in rules', () => {
  test('take own accounts with the built-in rules, those that correlations count among them', () => {
    const own = ['444455556666'];
    const { rules, correlations } = documentOf(RuleSet.builtIn({ ownAccounts: own }));
    const asking = [...rules, ...correlations.flatMap((each) => each.rules)].filter(({ condition }) =>
      JSON.stringify(condition).includes('"outsideAccount"'),
    );
    expect(asking.length).toBeGreaterThan(20);
    expect(
      asking.filter(({ condition }) => !JSON.stringify(condition).includes('"own":["444455556666"]')),
    ).toEqual([]);
    expect(() => RuleSet.builtIn({ ownAccounts: [Aws.ACCOUNT_ID] })).toThrow(
      /^one of ownAccounts is known only at deployment, but rules are written at synthesis; give its twelve digits/,
    );
  });

  test('begin at severity low where none are chosen, and correlations still count informational ones', () => {
    const stack = new Stack();
    const { processor } = new Trailwatch(stack, 'Trailwatch');
    const { rules, correlations } = documentOf(processor._rules);
    expect(rules.length).toBeGreaterThan(200);
    expect(rules.filter(({ severity }) => severity === 'informational')).toEqual([]);
    expect(correlations).toHaveLength(RuleSet.builtIn().correlations.length);
    const counted = correlations
      .flatMap((each) => each.rules)
      .filter(({ severity }) => severity === 'informational');
    expect(counted.length).toBeGreaterThan(50);
  });

  test.each([
    ['an organization', LOG_ARCHIVE, ORGANIZATION_TRAIL, [MANAGEMENT, LOG_ARCHIVE]],
    ['one account', ACCOUNT, TRAIL, []],
  ])('know the accounts of the trail and the stacks of %s', (_what, account, identity, known) => {
    const app = new App();
    const stack = new Stack(app, 'Audit', { env: { account, region: REGION } });
    const trailScope = new Stack(app, 'Trail', { env: { account: identity.ownerAccount, region: REGION } });
    const bucketName = account === identity.ownerAccount ? undefined : LOG_BUCKET;
    const { processor } = new Trailwatch(stack, 'Trailwatch', { identity, trailScope, bucketName });
    const own = documentOf(processor._rules).rules.flatMap(({ condition }) =>
      [...JSON.stringify(condition).matchAll(/"kind":"outsideAccount".*?"own":(\[.*?\])/g)].map(
        ([, ids]) => ids,
      ),
    );
    expect(new Set(own)).toEqual(new Set([JSON.stringify(known)]));
  });
});
