import { gzipSync } from 'node:zlib';
import { at, logFile, put, record, scan, useScanFolder } from './scan-folder';

useScanFolder();

const FORMATS = ['ndjson', 'json', 'csv', 'table', 'sarif', 'ocsf', 'summary'];

describe('alerts that an earlier scan wrote into the folder', () => {
  test.each(FORMATS.flatMap((format) => ['json', 'txt', format].map((ending) => [format, ending])))(
    'as %s in a file named .%s raise none again',
    async (format, ending) => {
      put('logs/a.json.gz', gzipSync(logFile(record('StopLogging', 'one'), record('DescribeTrails', 'two'))));
      const first = await scan(['logs', '--format', 'ndjson']);
      const written = await scan(['logs', '--format', format, '--out', at(`logs/alerts.${ending}`)]);
      expect([first.status, written.status]).toEqual([0, 0]);
      const again = await scan(['logs', '--format', 'ndjson']);
      expect(again.stdout).toBe(first.stdout);
      expect(again.stderr).toContain('is not a log file, skipped');
      expect(again.stderr).toContain('files=1 records=2 duplicates=0 matched=2');
      expect(again.status).toBe(0);
    },
  );

  test('are read where the user names the file', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'one')));
    await scan(['logs', '--format', 'ndjson', '--out', at('alerts.ndjson')]);
    const { stderr } = await scan(['alerts.ndjson', '--format', 'ndjson']);
    expect(stderr).toContain('files=1 records=1');
  });

  test('that stand behind a record are no reason to leave the file out', async () => {
    put('logs/a.json', logFile(record('StopLogging', 'one')));
    const { stdout } = await scan(['logs', '--format', 'ndjson']);
    put('logs/b.json', `${JSON.stringify(record('StopLogging', 'two'))}\n${stdout}`);
    const { stderr } = await scan(['logs', '--format', 'ndjson']);
    expect(stderr).toContain('files=2 records=3');
  });
});
