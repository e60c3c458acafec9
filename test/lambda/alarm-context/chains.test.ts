import { record } from '../log-processor/log-files';
import { firedEvent, World } from './world';

/** The ids of the records that were reported one by one. */
const told = (world: World) =>
  world.published.flatMap(({ eventSource, eventID }) => (eventSource === 'trailwatch' ? [] : [eventID]));

test('what follows is told as well when the alarm fires again just before the last look, and its record is searchable later', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.drain(world.container(), Date.parse('2026-11-20T03:26:00Z'));
  const lastLook = world.queries.at(-1)?.toMs;
  expect(lastLook).toBe(Date.parse('2026-11-20T03:25:00Z'));
  world.log('2026-11-20T03:24:30Z', record('e2'), 5 * 60_000);
  world.log('2026-11-20T03:33:00Z', record('e3'));
  world.send(firedEvent({}, { timestamp: '2026-11-20T03:24:50.000+0000', reasonData: undefined }));
  await world.drain();
  expect(told(world)).toEqual(['e1', 'e2', 'e3']);
});

test('an alarm that is removed from the stack while it is in ALARM is not looked at again, and leaves no dead letter', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.send(firedEvent());
  await world.step(world.container());
  await world.drain({ ...world.container(), alarms: new Map() });
  expect(told(world)).toHaveLength(1);
  expect([world.queue, world.dead]).toEqual([[], []]);
});

test('an alarm that a deployment removes and its rollback brings back goes on being looked at', async () => {
  const world = new World();
  world.log('2026-11-20T03:02:00Z', record('e1'));
  world.log('2026-11-20T03:09:30Z', record('e2'));
  world.send(firedEvent());
  await world.step(world.container());
  await world.drain({ ...world.container(), alarms: new Map() }, Date.parse('2026-11-20T03:20:00Z'));
  await world.drain();
  expect(told(world)).toEqual(['e1', 'e2']);
});
