import { setImmediate } from 'node:timers/promises';
import type { Input } from '../../../../bin/inputs/input-file';
import { RecordFilter } from '../../../../bin/records/record-filter';
import { OwnJob } from '../../../../bin/scan/workers/own-job';
import { Detections } from '../../../../lib/core/correlation/detections';
import { logFile, record } from '../../scan-folder';

const DETECTIONS = Detections.of([
  {
    ...{ id: '1', name: 'stopped', title: 'Logging was stopped', description: '', severity: 'high' },
    condition: { kind: 'equals', field: 'eventName', values: ['StopLogging'], cased: false },
  } as never,
]);
const TOOLS = { detections: DETECTIONS, filter: RecordFilter.of({}), ahead: 0 };

/** An input with records that each raise an alert. */
function input(name: string, alerts: number): Input {
  const records = Array.from({ length: alerts }, (_, at) => record('StopLogging', `${name}-${at}`));
  const open = async function* () {
    yield Buffer.from(logFile(...records));
  };
  return { name, source: { key: name }, named: true, open } as Input;
}

/** So many inputs, and how many of them were asked for. */
function counted(count: number, alerts: number) {
  const asked = { count: 0 };
  const inputs = Array.from({ length: count }, (_, at) => {
    const one = input(String(at), alerts) as Extract<Input, { open: unknown }>;
    const open = () => {
      asked.count += 1;
      return one.open();
    };
    return { ...one, open };
  });
  return { asked, inputs };
}

it('searches before anything is taken, and waits once much is waiting', async () => {
  const { asked, inputs } = counted(80, 100);
  const job = new OwnJob(inputs, TOOLS);
  await settled();
  expect(asked.count).toBeGreaterThan(1);
  expect(asked.count).toBeLessThan(30);
  const names: string[] = [];
  for await (const events of job.events()) {
    for (const event of events) if (event.kind === 'file') names.push(event.name);
  }
  await job.ended;
  expect(names).toEqual(Array.from({ length: 80 }, (_, at) => String(at)));
});

it('opens nothing more once it is stopped', async () => {
  const { asked, inputs } = counted(80, 100);
  const job = new OwnJob(inputs, TOOLS);
  await settled();
  await job.stop();
  const before = asked.count;
  await settled();
  expect(asked.count).toBe(before);
  expect(before).toBeLessThan(30);
});

it('throws what it is failed with, and nothing that it found', async () => {
  const job = new OwnJob(counted(3, 1).inputs, TOOLS);
  await job.ended;
  job.fail(new Error('another thread failed'));
  const take = async () => {
    for await (const events of job.events()) expect(events).toEqual([]);
  };
  await expect(take()).rejects.toThrow('another thread failed');
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await setImmediate();
}
