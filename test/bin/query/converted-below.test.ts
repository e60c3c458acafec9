import { runTrailwatch } from '../run-trailwatch';
import { at, logFile, put, record, useScanFolder } from '../scan-folder';

useScanFolder();

it.each([['scan'], ['view'], ['query', 'SELECT event_name FROM events'], ['redact']])(
  '%s skips a dataset in the folder that it reads',
  async (...command) => {
    put('logs/a.json', logFile(record('StopLogging', 'e1')));
    await runTrailwatch(['convert', at('logs'), '--out', at('logs/parquet')]);
    const { status, stdout, stderr } = await runTrailwatch([...command, at('logs')]);
    expect(stderr).toContain('000001.json is not a log file, skipped\n');
    expect(stdout).not.toContain('parquet');
    expect(status).toBe(0);
  },
);
