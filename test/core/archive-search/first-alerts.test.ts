import type { Alert } from '../../../lib/core/alert/alert';
import { FirstAlerts, positionOf } from '../../../lib/core/archive-search/first-alerts';
import { sha256Hex } from '../../../lib/core/record/sha256';
import { SEVERITIES } from '../../../lib/core/rule/rule';

/** As much of an alert as its order needs, with an id of its own. */
function alertOf(at: number): Alert {
  const severity = SEVERITIES[at % SEVERITIES.length];
  const eventTime = new Date(Date.parse('2026-11-20T00:00:00Z') + ((at * 7919) % 1000) * 1000).toISOString();
  return { id: sha256Hex(String(at)), severity, eventTime } as Alert;
}

const ROOMY = 1_000;
const ALERTS = Array.from({ length: 500 }, (_, at) => alertOf(at));
const IN_ORDER = ALERTS.map(positionOf).sort();

/** What is held of all alerts after a position, with room for so many. */
function held(after: string, room: number, alerts = ALERTS): FirstAlerts {
  const first = new FirstAlerts(after, room);
  for (const alert of alerts) first.add(alert, 1);
  return first;
}

test('the most severe come first, those of one severity in the order of time', () => {
  const order = held('', ROOMY).alerts.map(({ alert }) => alert);
  const ranks = order.map(({ severity }) => SEVERITIES.indexOf(severity));
  expect(ranks).toEqual([...ranks].sort((one, other) => other - one));
  for (const severity of SEVERITIES) {
    const times = order.filter((alert) => alert.severity === severity).map(({ eventTime }) => eventTime);
    expect(times).toEqual([...times].sort());
  }
});

test.each([1, 2, 7, 50, 499])('passes with room for %d come to all alerts, each once', (room) => {
  const found: string[] = [];
  for (let after = '', isCut = true; isCut; after = found.at(-1) ?? '') {
    const first = held(after, room);
    expect(first.count).toBe(ALERTS.length - found.length);
    expect(first.alerts.length).toBeLessThanOrEqual(2 * room);
    found.push(...first.alerts.map(({ position }) => position));
    isCut = first.isCut;
  }
  expect(found).toEqual(IN_ORDER);
});

test('an alert that comes twice is held and counted once', () => {
  const first = held('', ROOMY, [...ALERTS, ...ALERTS]);
  expect(first.alerts).toHaveLength(ALERTS.length);
  expect(first.count).toBe(ALERTS.length);
});

test('one that is longer than the room is held alone', () => {
  const first = new FirstAlerts('', 10);
  for (const alert of ALERTS) first.add(alert, 1_000);
  expect(first.alerts.map(({ position }) => position)).toEqual(IN_ORDER.slice(0, 1));
});
