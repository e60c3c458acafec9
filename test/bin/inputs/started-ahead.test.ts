import { type Started, startedAhead } from '../../../bin/inputs/started-ahead';

class Job implements Started {
  stopped = false;
  constructor(readonly item: number) {}
  async stop(): Promise<void> {
    this.stopped = true;
  }
}

describe('starting ahead', () => {
  it('gives the items in their order, and starts no more than it may', async () => {
    const started: number[] = [];
    const seen: [number, number][] = [];
    const jobs = startedAhead(count(6), 2, (item) => {
      started.push(item);
      return new Job(item);
    });
    for await (const job of jobs) seen.push([job.item, started.length]);
    expect(seen).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
      [3, 6],
      [4, 6],
      [5, 6],
    ]);
  });

  it('stops what was started and never asked for', async () => {
    const all: Job[] = [];
    for await (const job of startedAhead(count(9), 3, (item) => all[all.push(new Job(item)) - 1]!)) {
      if (job.item === 1) break;
    }
    expect(all.map(({ stopped }) => stopped)).toEqual([false, false, true, true, true]);
  });

  it('gives nothing for nothing', async () => {
    const jobs: Job[] = [];
    for await (const job of startedAhead(count(0), 3, (item) => new Job(item))) jobs.push(job);
    expect(jobs).toEqual([]);
  });
});

async function* count(items: number): AsyncGenerator<number> {
  for (let item = 0; item < items; item += 1) yield item;
}
