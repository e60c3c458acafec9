import { setImmediate } from 'node:timers/promises';
import type { CommandIo } from '../../bin/cli/command-io';
import type { Input } from '../../bin/inputs/input-file';
import { RecordFilter } from '../../bin/records/record-filter';
import { noCounts } from '../../bin/scan/scan-counts';
import { ScanProgress } from '../../bin/scan/scan-inputs';
import { at, put, useScanFolder } from './scan-folder';

useScanFolder();

const COUNTS = { ...noCounts(), files: 2, records: 10, alerts: 3 };

let nowMs = 0;
function progressOn(isTTY: boolean): ScanProgress {
  nowMs = 0;
  return new ScanProgress({ stderr: { isTTY }, environment: {}, nowMs: () => nowMs } as unknown as CommandIo);
}

async function* inputs(count: number): AsyncGenerator<Input, void> {
  for (let number = 0; number < count; number++) {
    await setImmediate();
    yield { name: `logs/${number}.json`, reason: '' };
  }
}

async function begin(progress: ScanProgress, count: number): Promise<void> {
  let left = count;
  for await (const _ of progress.counted(inputs(count))) left -= 1;
  expect(left).toBe(0);
}

const source = (paths: readonly string[], region: readonly string[] = []) => ({
  paths,
  filter: RecordFilter.of({ region }),
  outputs: [at('logs/out.json')],
});

describe('the progress of a scan', () => {
  beforeEach(() => {
    for (const name of ['a', 'b', 'c', 'd', 'out']) put(`logs/${name}.json`, '{}');
    put(
      'logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/111122223333_CloudTrail_us-east-1_20261120T0000Z_aaaaaaaaaaaaaaaa.json.gz',
      '',
    );
  });

  it('tells of how many inputs, but for the output, and the time left', async () => {
    const progress = progressOn(true);
    await progress.count(source([at('logs')]));
    await begin(progress, 2);
    nowMs = 60_000;
    expect(progress.render(COUNTS)).toBe('files=2 of 5 records=10 alerts=3, about 2 min left');
  });

  it('leaves out the inputs that cannot hold chosen records', async () => {
    const progress = progressOn(true);
    await progress.count(source([at('logs')], ['eu-west-1']));
    await begin(progress, 1);
    expect(progress.render(COUNTS)).toMatch(/^files=2 of 4 /);
  });

  it.each<[string, boolean, (progress: ScanProgress) => Promise<void>]>([
    ['of standard input', true, (progress) => progress.count(source([at('logs'), '-']))],
    ['off a terminal', false, (progress) => progress.count(source([at('logs')]))],
    ['before it is counted', true, () => Promise.resolve()],
    [
      'of a scan that is over',
      true,
      (progress) => {
        progress.stop();
        return progress.count(source([at('logs')]));
      },
    ],
  ])('is without a total %s', async (_why, isTTY, count) => {
    const progress = progressOn(isTTY);
    await count(progress);
    await begin(progress, 2);
    expect(progress.render(COUNTS)).toBe('files=2 records=10 alerts=3');
  });
});
