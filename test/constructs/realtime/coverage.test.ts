import { App, Stack } from 'aws-cdk-lib';
import { AlertTopic, RealtimeAlerts, RealtimeAlertsRegion, RealtimeAlertsStackSet } from '../../../lib/index';
import { realtimeOrganization } from '../../scenarios/realtime';
import { ACCOUNT, MANAGEMENT, ORGANIZATION, oneRule, REGION, warningsOf } from '../synthesize';

interface Parts {
  /** The Regions of the management account that have a part of their own. */
  readonly ownRegions?: readonly string[];
  readonly stackSetRegions?: string[];
  readonly homeRegion?: string;
  readonly delegatedAdministrator?: boolean;
  /** The accounts of a StackSet with self-managed permissions. */
  readonly selfManaged?: string[];
  readonly excludedAccounts?: string[];
  readonly includeManagementAccount?: boolean;
  /** Regions of the management account whose part is created after the StackSet. */
  readonly laterRegions?: readonly string[];
}

function warnings({
  ownRegions = [],
  stackSetRegions,
  homeRegion = REGION,
  delegatedAdministrator,
  selfManaged,
  excludedAccounts,
  includeManagementAccount,
  laterRegions = [],
}: Parts): string {
  const app = new App();
  const home = new Stack(app, 'Home', { env: { account: ACCOUNT, region: homeRegion } });
  const alertTopic = new AlertTopic(home, 'Alerts', { emails: ['security@example.com'] });
  const rules = oneRule();
  const { busArn } = new RealtimeAlerts(home, 'Realtime', {
    alertTopic,
    rules,
    organizationId: ORGANIZATION,
  });
  const createRegion = (region: string) => {
    const stack = new Stack(app, `Management-${region}`, { env: { account: MANAGEMENT, region } });
    new RealtimeAlertsRegion(stack, 'Realtime', { busArn, rules });
  };
  ownRegions.forEach(createRegion);
  if (stackSetRegions !== undefined) {
    const stack = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: homeRegion } });
    const permissions =
      selfManaged === undefined
        ? {
            ...{ delegatedAdministrator, excludedAccounts, includeManagementAccount },
            organizationalUnitIds: ['r-abcd'],
          }
        : { selfManaged: { accounts: selfManaged } };
    new RealtimeAlertsStackSet(stack, 'Members', { busArn, rules, regions: stackSetRegions, ...permissions });
  }
  laterRegions.forEach(createRegion);
  return warningsOf(home).join('\n');
}

const EVERYWHERE = [REGION, 'us-east-1'];

test("the management account's us-east-1 is missed although a StackSet covers that Region elsewhere", () => {
  const text = warnings({
    ...{ ownRegions: [REGION], stackSetRegions: EVERYWHERE },
    includeManagementAccount: false,
  });
  expect(text).toContain(
    `the management account '${MANAGEMENT}' sends no events of us-east-1: a service-managed StackSet has no stack`,
  );
  expect(text).toContain(`only events of ${REGION} reach the home bus from account '${MANAGEMENT}'`);
  expect(text).not.toContain(`from account '${ACCOUNT}'`);
});

test('the StackSet gives the management account the parts that it has not yet', () => {
  expect(warnings({ stackSetRegions: EVERYWHERE })).toBe('');
  expect(warnings({ ownRegions: ['us-east-1'], stackSetRegions: EVERYWHERE })).toBe('');
});

test('a part of the management account that comes after the StackSet sends everything twice', () => {
  expect(warnings({ stackSetRegions: EVERYWHERE, laterRegions: ['us-east-1'] })).toContain(
    `the home bus gets events twice from us-east-1 of account '${MANAGEMENT}': each event is sent, charged and searched twice`,
  );
});

test('nothing is missed where the management account has a part in each Region of the StackSet', () => {
  expect(warnings({ ownRegions: EVERYWHERE, stackSetRegions: EVERYWHERE })).toBe('');
});

test('nothing is missed where a StackSet with self-managed permissions has the management account', () => {
  expect(warnings({ stackSetRegions: EVERYWHERE, selfManaged: [ACCOUNT, MANAGEMENT] })).toBe('');
});

test('an account of self-managed permissions whose global Region is missing is missed', () => {
  expect(warnings({ stackSetRegions: [REGION], selfManaged: [MANAGEMENT] })).toContain(
    `only events of ${REGION} reach the home bus from account '${MANAGEMENT}'`,
  );
});

test('an account that a StackSet leaves out is missed', () => {
  const parts = { ownRegions: EVERYWHERE, stackSetRegions: EVERYWHERE, excludedAccounts: [ACCOUNT] };
  expect(warnings(parts)).toContain(`reach the home bus from account '${ACCOUNT}'`);
});

test('a part in one account does not stand for another account', () => {
  expect(warnings({ ownRegions: ['us-east-1'] })).toContain(`reach the home bus from account '${ACCOUNT}'`);
});

test('an organization without a StackSet has its members missed, and is told which accounts send', () => {
  expect(warnings({ ownRegions: EVERYWHERE })).toContain(
    `the home bus accepts events of the organization '${ORGANIZATION}', but only account '${ACCOUNT}', account '${MANAGEMENT}' sends events`,
  );
});

test.each([
  ['us-gov-east-1', 'us-gov-west-1'],
  ['cn-northwest-1', 'cn-north-1'],
])('in %s global services are heard in %s, and not in us-east-1', (homeRegion, global) => {
  expect(
    warnings({ homeRegion, stackSetRegions: [homeRegion, global], ownRegions: [homeRegion, global] }),
  ).toBe('');
  expect(warnings({ homeRegion, stackSetRegions: [homeRegion], ownRegions: [homeRegion] })).toContain(
    'reach the home bus from',
  );
  expect(warnings({ homeRegion: global, stackSetRegions: [global], ownRegions: [global] })).toBe('');
});

test('the scenario of an organization misses nothing', () => {
  const app = new App();
  realtimeOrganization.build(app);
  const messages = app
    .synth()
    .stacks.flatMap((stack) => stack.messages.map(({ entry }) => String(entry.data)));
  expect(messages.filter((text) => /sends no events|only come|sends events/.test(text))).toEqual([]);
});
