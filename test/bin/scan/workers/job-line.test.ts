import { setImmediate } from 'node:timers/promises';
import type { Input } from '../../../../bin/inputs/input-file';
import { type Job, JobLine } from '../../../../bin/scan/workers/job';

interface TestJob extends Job {
  readonly name: string;
  readonly by: string;
  isStopped: boolean;
  end(): void;
}

function testJob(name: string, by: string): TestJob {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const job = { name, by, ended, end, isStopped: false };
  const stop = async () => {
    job.isStopped = true;
    end();
  };
  return Object.assign(job, { stop, fail: end, events: async function* () {} });
}

async function* inputsNamed(
  names: readonly string[],
  failure?: Error,
): AsyncGenerator<readonly Input[], void> {
  for (const name of names) yield [{ name, reason: '' } as unknown as Input];
  if (failure !== undefined) throw failure;
}

/** A line that two serve. */
function serve(line: JobLine): readonly TestJob[] {
  const started: TestJob[] = [];
  for (const by of ['one', 'other']) {
    void line.serve(([input]) => {
      const job = testJob(input?.name ?? '', by);
      started.push(job);
      return job;
    });
  }
  return started;
}

it('gives whoever is free the next job, and all jobs in their order', async () => {
  const line = new JobLine(inputsNamed(['a', 'b', 'c', 'd']), 10);
  const started = serve(line);
  await settled();
  expect(started.map(({ name, by }) => name + by)).toEqual(['aone', 'bother']);
  started[1]?.end();
  await settled();
  started[2]?.end();
  await settled();
  expect(started.map(({ name, by }) => name + by)).toEqual(['aone', 'bother', 'cother', 'dother']);
  for (const job of started) job.end();
  const names: string[] = [];
  for await (const job of line.jobs()) names.push((job as TestJob).name);
  expect(names).toEqual(['a', 'b', 'c', 'd']);
});

it('starts no job while many are not taken', async () => {
  const line = new JobLine(inputsNamed(['a', 'b', 'c', 'd', 'e']), 2);
  const started = serve(line);
  await settled();
  for (const job of started) job.end();
  await settled();
  expect(started.length).toBe(2);
  const jobs = line.jobs();
  await jobs.next();
  await settled();
  expect(started.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'].slice(0, started.length));
  expect(started.length).toBeGreaterThan(2);
});

it('throws what getting inputs fails with, behind the jobs before it', async () => {
  const line = new JobLine(inputsNamed(['a'], new Error('no such bucket')), 10);
  serve(line);
  const jobs = line.jobs();
  expect(((await jobs.next()).value as TestJob).name).toBe('a');
  await expect(jobs.next()).rejects.toThrow('no such bucket');
});

it('stops what is under way, and starts no more', async () => {
  const line = new JobLine(inputsNamed(['a', 'b', 'c']), 10);
  const started = serve(line);
  await settled();
  await line.stop();
  await settled();
  expect(started.map(({ name, isStopped }) => [name, isStopped])).toEqual([
    ['a', true],
    ['b', true],
  ]);
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await setImmediate();
}
