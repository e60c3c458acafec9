import { alertId } from '../../../lib/core/alert/alert-id';
import { logFile, logKey, record, ruleOn } from '../log-processor/log-files';
import { noticeOf, SETTINGS, World } from '../log-processor/world';

function idOf(eventID: string): string {
  return alertId('rule-StopLogging', { eventID, recipientAccountId: '111122223333' });
}

test('a message returns whose alert another handler took over while it was being grouped', async () => {
  const world = new World([ruleOn('StopLogging')], { ...SETTINGS, stormThreshold: 1 });
  world.deliver(logKey('first'), logFile([record('e0')]));
  await world.drain();
  const other = world.container();
  let isTakenOver = false;
  const slow = world.container(async ({ name, subject }, effect) => {
    if (name === 'settleClaim' && subject === idOf('e1') && !isTakenOver) {
      isTakenOver = true;
      world.nowMs += SETTINGS.leaseSeconds * 1000;
      world.send(noticeOf(logKey('second')));
      await world.step(other);
    }
    return effect();
  });
  world.deliver(logKey('second'), logFile([record('e1')]));
  const batch = world.receive();
  const answer = await world.invoke(slow, batch);
  world.answer(batch, answer);
  expect(isTakenOver).toBe(true);
  expect(answer.batchItemFailures).toHaveLength(1);
  expect(world.lines.at(-1)?.fields.problem).toContain(
    `alert ${idOf('e1')} was taken over while it was being grouped`,
  );
  await world.drain();
  expect(world.published.map(({ eventName, record: { count } }) => [eventName, count])).toEqual([
    ['StopLogging', undefined],
    ['AlertStorm', 1],
  ]);
});
