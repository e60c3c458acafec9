import type { RaisingRule } from '../../../../lambda/raise/raised-alert';
import { beginRaising } from '../../../../lambda/raise/raising';
import type { Alert } from '../../../../lib/core/alert/alert';
import { sampleAlert } from '../../../core/alert/sample-alert';
import { SETTINGS, World } from '../../log-processor/world';
import type { EdgeCall } from '../../memory-raise-ports';

const RULE: RaisingRule = { name: 'sample' };

/** An invocation that raises alerts one by one, at most one of them singly, and the calls that it makes. */
function raisingOne() {
  const world = new World([], { ...SETTINGS, stormThreshold: 1 });
  const calls: EdgeCall[] = [];
  const container = world.container(async (call, effect) => {
    calls.push(call);
    return effect();
  });
  const { raiser } = beginRaising(container, new AbortController().signal);
  const raise = async (id: string) => {
    const before = calls.length;
    const raised = await raiser.raise(alertOf(id), RULE);
    return { raised, calls: calls.slice(before).map(({ name }) => name) };
  };
  return { world, raise };
}

function alertOf(id: string): Alert {
  return { ...sampleAlert(), id: id.padEnd(64, '0') };
}

test('an alert that a full window refuses is grouped with its claim, and is asked for no admission', async () => {
  const { raise } = raisingOne();
  expect((await raise('a1')).raised).toBe('sent');
  const refused = await raise('a2');
  expect(refused.raised).toBe('grouped');
  expect(refused.calls).toContain('admitAlert');
  expect(await raise('a3')).toEqual({ raised: 'grouped', calls: ['readAdmitted', 'claimItem'] });
  expect(await raise('a4')).toEqual({ raised: 'grouped', calls: ['claimItem'] });
});

test('a window of whose storm nothing is known is not read', async () => {
  const { raise } = raisingOne();
  const { calls } = await raise('a1');
  expect(calls).not.toContain('readAdmitted');
});

test('an alert that was grouped before is a repeat, whose report is made sure of', async () => {
  const { world, raise } = raisingOne();
  await raise('a1');
  await raise('a2');
  const other = beginRaising({ ...world.container(), storms: new Map() }, new AbortController().signal);
  world.queue.length = 0;
  world.nowMs += SETTINGS.stormReportDelaySeconds * 1000;
  expect(await other.raiser.raise(alertOf('a2'), RULE)).toBe('repeated');
  expect(world.queue.map(({ body }) => body)).toEqual([expect.stringContaining('storm-report')]);
});
