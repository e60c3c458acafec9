import type { SummaryCount } from '../../../lambda/aws/table/summary-item';
import { CorrelationRule } from '../../../lib/constructs/rule/correlation-rule';
import { HEARTBEAT } from '../../../lib/core/settings/message/heartbeat';
import { type Gate, OPEN_GATE } from '../memory-raise-ports';
import { logFile, logKey, record } from './log-files';
import { SETTINGS, World } from './world';

const STACK_FUNCTION = 'Shop-Api1A2B3C4D-AbCdEfGhIjKl';
const ACCOUNT = '111122223333';
const user = (name: string) => ({
  ...{ type: 'IAMUser', accountId: ACCOUNT, userName: name, arn: `arn:aws:iam::${ACCOUNT}:user/${name}` },
});
const DEPLOYER = {
  ...{ type: 'AssumedRole', accountId: ACCOUNT, arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci` },
  sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/Deploy` } },
};
const BY_STACK = {
  userIdentity: { ...DEPLOYER, invokedBy: 'cloudformation.amazonaws.com' },
  userAgent: 'cloudformation.amazonaws.com',
};
const BY_TERRAFORM = {
  userIdentity: DEPLOYER,
  userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9 (+https://www.terraform.io)',
};

let count = 0;
/** A change of a function, by ann with a program of hers unless said otherwise. */
function change(time: string, functionName: string, more: Record<string, unknown> = {}) {
  count += 1;
  return record(`e${count}`, {
    ...{ eventTime: `2026-11-${time}`, eventSource: 'lambda.amazonaws.com', readOnly: false },
    ...{
      eventName: 'UpdateFunctionConfiguration20150331v2',
      requestParameters: { functionName, memorySize: count },
    },
    ...{ userIdentity: user('ann'), userAgent: 'aws-cli/2.17', ...more },
  });
}

function newWorld(): World {
  const world = new World([], { ...SETTINGS, maxLogFileBytes: 10_000_000 }, [
    CorrelationRule.changesByHand()._toDocument(),
  ]);
  world.environment = { TRAILWATCH_CHANGES_BY_HAND: 'true' };
  return world;
}

/** What the alerts of a file's records are about: the group of each. */
async function search(world: World, records: readonly unknown[], gate: Gate = OPEN_GATE) {
  const before = world.published.length;
  world.deliver(logKey(`f${world.objects.size}`), logFile(records));
  await world.drain(world.container(gate));
  return world.published.slice(before).map(({ record: { group } }) => Object.values(group ?? {}).slice(1));
}

const ANN = `arn:aws:iam::${ACCOUNT}:user/ann`;

/** What a day's counts are: ann changed the shop each day, and bob something else once. */
function counted(day: string): readonly SummaryCount[] {
  const of = (actor: string, example: string) => ({
    ...{
      day: `2026-11-${day}`,
      ruleId: 'changed-by-hand',
      ruleName: 'changed-by-hand',
      severity: 'medium' as const,
    },
    ...{ actor, example, sent: 1, held: 0, belowMedium: 0, storms: 0, grouped: 0, first: '', last: '' },
  });
  return day === '21' ? [of('ann', 'Shop'), of('bob', 'Web')] : [of('ann', 'Shop')];
}

describe('a change by hand', () => {
  beforeEach(() => {
    count = 0;
  });

  it('to what a stack made is one alert for an actor, stack and day', async () => {
    const world = newWorld();
    await search(world, [change('18T09:00:00Z', STACK_FUNCTION, BY_STACK)]);
    const alert = [ANN, 'CloudFormation', 'Shop'];
    expect(await search(world, [change('20T09:00:00Z', STACK_FUNCTION)])).toEqual([alert]);
    expect(
      await search(world, [change('20T15:00:00Z', STACK_FUNCTION), change('20T15:01:00Z', STACK_FUNCTION)]),
    ).toEqual([]);
    expect(await search(world, [change('21T09:00:00Z', STACK_FUNCTION)])).toEqual([alert]);
    const bob = user('bob');
    expect(await search(world, [change('21T09:00:00Z', STACK_FUNCTION, { userIdentity: bob })])).toEqual([
      [bob.arn, 'CloudFormation', 'Shop'],
    ]);
    const counts = world.table.summary.map(({ actor, example, sent, held }) => [actor, example, sent + held]);
    expect(counts).toEqual([
      [ANN, 'Shop', 1],
      [ANN, 'Shop', 1],
      [bob.arn, 'Shop', 1],
    ]);
  });

  it('to what Terraform made names the role of Terraform', async () => {
    const world = newWorld();
    await search(world, [change('18T09:00:00Z', 'own', BY_TERRAFORM)]);
    expect(await search(world, [change('20T09:00:00Z', 'own')])).toEqual([[ANN, 'Terraform', 'Deploy']]);
  });

  it.each([
    ['of what nothing manages', change('20T09:00:00Z', 'unmanaged')],
    ['that failed', change('20T09:00:00Z', STACK_FUNCTION, { errorCode: 'AccessDenied' })],
    ['that only reads', change('20T09:00:00Z', STACK_FUNCTION, { readOnly: true })],
    ['of a program with a role', change('20T09:00:00Z', STACK_FUNCTION, { userIdentity: DEPLOYER })],
    ['of a deployment', change('20T09:00:00Z', STACK_FUNCTION, BY_STACK)],
    ['in another account', change('20T09:00:00Z', STACK_FUNCTION, { recipientAccountId: '444455556666' })],
  ])('%s is none', async (_case, record) => {
    const world = newWorld();
    await search(world, [change('18T09:00:00Z', STACK_FUNCTION, BY_STACK)]);
    expect(await search(world, [record])).toEqual([]);
  });

  it('in the console is one, whatever the identity', async () => {
    const world = newWorld();
    await search(world, [change('18T09:00:00Z', STACK_FUNCTION, BY_STACK)]);
    const inConsole = { userIdentity: DEPLOYER, sessionCredentialFromConsole: 'true' };
    expect(await search(world, [change('20T09:00:00Z', STACK_FUNCTION, inConsole)])).toHaveLength(1);
  });

  it('is found in the file of the deployment, too, and by another function', async () => {
    const world = newWorld();
    const made = change('20T09:00:00Z', STACK_FUNCTION, BY_STACK);
    expect(await search(world, [made, change('20T09:01:00Z', STACK_FUNCTION)])).toHaveLength(1);
  });

  it('is not what a file says itself', async () => {
    const world = newWorld();
    const said = { trailwatch: { changedByHand: { manager: 'CloudFormation', name: 'Shop' } } };
    expect(await search(world, [change('20T09:00:00Z', 'unmanaged', said)])).toEqual([]);
  });

  it("does not hide behind a user agent: what a stack made stays the stack's", async () => {
    const world = newWorld();
    await search(world, [change('18T09:00:00Z', STACK_FUNCTION, BY_STACK)]);
    await search(world, [change('19T09:00:00Z', STACK_FUNCTION, { userAgent: 'Terraform/1.9' })]);
    expect(await search(world, [change('20T09:00:00Z', STACK_FUNCTION)])).toEqual([
      [ANN, 'CloudFormation', 'Shop'],
    ]);
  });

  it('is in the summary of Monday, by stack', async () => {
    const world = newWorld();
    const summaries = ['22', '21', '16', '15'].map((day) => [`2026-11-${day}`, counted(day)] as const);
    for (const [day, counts] of summaries) world.summaries.set(day, counts);
    const heartbeat = (at: string) => HEARTBEAT.encode({ at, testsAlerts: false, summaryHour: 6 });
    for (const day of ['22', '23']) {
      world.send(heartbeat(`2026-11-${day}T06:00:00Z`));
      await world.drain(world.container());
    }
    const [sunday = [], monday = []] = world.published.map(({ record: { lines } }) => lines as string[]);
    expect(sunday.join()).not.toContain('by stack');
    const at = monday.indexOf('Changed by hand since 2026-11-16, by stack:');
    expect(monday.slice(at + 1)).toEqual(['Shop: ann (3 alerts)', 'Web: bob (1 alert)']);
  });

  it('of a flood of names costs a bounded number of reads and writes', async () => {
    const calls = { readSketch: 0, writeSketch: 0 };
    const gate: Gate = (call, effect) => {
      if (call.name in calls) calls[call.name as keyof typeof calls] += 1;
      return OPEN_GATE(call, effect);
    };
    const flood = Array.from({ length: 3_000 }, (_, at) => change('20T09:00:00Z', `f-${at}`, BY_TERRAFORM));
    const world = newWorld();
    await search(world, flood, gate);
    expect(calls.readSketch).toBe(2_000);
    expect(calls.writeSketch).toBeLessThanOrEqual(2_000);
    expect(calls.writeSketch).toBeGreaterThan(500);
  });
});
