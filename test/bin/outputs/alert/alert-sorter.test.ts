import { AlertSorter } from '../../../../bin/outputs/alert/alert-sorter';
import { openTempStore } from '../../../../bin/outputs/temp-store';
import type { Alert } from '../../../../lib/core/alert/alert';
import { toOwnAlert } from '../../../../lib/core/alert/operational/operational-alert';
import { toJsonText } from '../../../../lib/core/safe-text/printable';
import { chanceOf } from '../../../lambda/chance';

function alertAt(minute: number, name: string): Alert {
  return toOwnAlert({
    ...{ ruleId: 'rule', title: 'Title', severity: 'low', tags: [], summary: `${name}\n\ud800"ä` },
    ...{ identity: [name], eventName: 'Name', eventTime: new Date(minute * 60_000).toISOString() },
    ...{ awsRegion: '', recipientAccountId: '', route: 'cli', source: {}, facts: { name } },
  });
}

function randomAlerts(count: number): readonly Alert[] {
  const chance = chanceOf(count);
  return Array.from({ length: count }, (_, at) => alertAt(Math.floor(chance() * 50), `alert ${at}`));
}

test.each([
  [0, 10],
  [1, 10],
  [9, 10],
  [10, 10],
  [1_234, 10],
  [500, 100],
])('gives %d alerts in the order of time and id with %d of them in memory', (count, maxHeld) => {
  const alerts = randomAlerts(count);
  const sorter = new AlertSorter(openTempStore, maxHeld);
  for (const alert of alerts) sorter.add(alert);
  const keyOf = ({ eventTime, id }: Alert) => `${eventTime} ${id}`;
  const expected = [...alerts].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  expect([...sorter.sorted()]).toEqual(expected.map(toJsonText));
});

test('opens a store only for more alerts than it holds', () => {
  const sorter = new AlertSorter(() => {
    throw new Error('opened');
  }, 10);
  for (const alert of randomAlerts(9)) sorter.add(alert);
  expect([...sorter.sorted()]).toHaveLength(9);
  expect(() => sorter.add(alertAt(0, 'one more'))).toThrow('opened');
});
