import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpusPath, describeCorpus } from '../parity/corpus';
import { runTrailwatch } from './run-trailwatch';

const LOGS = corpusPath('logs');

interface Delivered {
  readonly eventID?: string;
  readonly recipientAccountId?: string;
}

describeCorpus(
  'trailwatch scan of real log files (the corpus is in TRAILWATCH_CORPUS or ../shared/data)',
  () => {
    it.each(['invictus', 'trailscraper', 'stratus'])(
      'counts what an independent count of %s counts',
      async (set) => {
        const folder = join(LOGS, set);
        const files = readdirSync(folder).filter((name) => name.includes('.json'));
        const texts = files.map((name) => unpacked(readFileSync(join(folder, name))));
        const records = texts.flatMap(recordsIn);
        const identities = new Set(
          records.map(({ eventID, recipientAccountId }) => `${eventID} ${recipientAccountId}`),
        );
        const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

        const { status, stdout, stderr } = await runTrailwatch(['scan', folder]);
        const counts = countsIn(stderr);
        expect(counts).toMatchObject({
          files: files.length,
          records: records.length,
          duplicates: records.length - identities.size,
          rejected: 0,
          alerts: stdout.split('\n').length - 1,
          bytes,
        });
        expect(counts.records).toBe(
          counts.duplicates! + counts.matched! + counts.unmatched! + counts.rejected!,
        );
        expect(counts.records).toBeGreaterThan(0);
        expect(status).toBe(0);
      },
    );

    it('is read to its end, and gives the same alerts each time', async () => {
      const argv = ['scan', LOGS];
      const first = await runTrailwatch(argv);
      expect(await runTrailwatch(argv)).toEqual(first);
      expect(first.stdout.split('\n').length).toBeGreaterThan(100);
    });
  },
);

function unpacked(bytes: Buffer): string {
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
}

function recordsIn(text: string): readonly Delivered[] {
  const parsed = JSON.parse(text) as Delivered[] | { Records: Delivered[] };
  return 'Records' in parsed ? parsed.Records : parsed;
}

function countsIn(stderr: string): Record<string, number> {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return Object.fromEntries(last.split(' ').map((word) => [word.split('=')[0], Number(word.split('=')[1])]));
}
