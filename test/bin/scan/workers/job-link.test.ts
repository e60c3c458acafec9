import { setImmediate } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { SearchEvent } from '../../../../bin/scan/search-event';
import { JobLink } from '../../../../bin/scan/workers/job-link';
import type { JobReport } from '../../../../bin/scan/workers/job-messages';
import { NOTHING_NOTED } from '../../../../lib/core/correlation/noted-contributions';

const MB = 1024 * 1024;

let ports: readonly MessagePort[] = [];
afterEach(() => {
  for (const port of ports) port.close();
});

function connect(): { readonly link: JobLink; readonly main: MessagePort; readonly received: JobReport[] } {
  const { port1, port2 } = new MessageChannel();
  const received: JobReport[] = [];
  port1.on('message', (report: JobReport) => received.push(report));
  ports = [port1, port2];
  return { link: new JobLink(port2), main: port1, received };
}

/** A part of a file with one alert of that length. */
function portion(length: number): SearchEvent {
  const json = 'x'.repeat(length);
  return {
    ...{ kind: 'portion', name: 'a', outside: 0, rejected: 0, problems: [], allowed: [] },
    contributions: NOTHING_NOTED,
    notes: { runs: new Uint32Array(3), keys: new Uint32Array(8) },
    watched: [],
    alerts: [{ index: 0, severity: 'low', json, alert: undefined as never }],
  };
}

it('waits while 12 MB of what it reported is not taken', async () => {
  const { link, main, received } = connect();
  let reported = 0;
  const work = (async () => {
    for (; reported < 60; reported++) await link.report(portion(400_000));
    link.finish();
  })();
  await settled();
  expect(received.length).toBeLessThan(34);
  expect(received.length * 400_000).toBeGreaterThan(12 * MB);
  for (let taken = 0; taken < 60; taken++) {
    const report = received[taken];
    if (report?.kind === 'events') main.postMessage({ kind: 'taken', bytes: report.bytes });
    await settled();
  }
  await work;
  await settled();
  expect(received.map(({ kind }) => kind)).toEqual([...Array(60).fill('events'), 'done']);
});

it('sends what is small together', async () => {
  const { link, received } = connect();
  for (let at = 0; at < 100; at++) await link.report(portion(100));
  await settled();
  expect(received).toEqual([]);
  link.finish();
  await settled();
  expect(received.map((report) => (report.kind === 'events' ? report.events.length : report.kind))).toEqual([
    100,
    'done',
  ]);
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setImmediate();
}
