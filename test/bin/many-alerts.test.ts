import { Readable, Writable } from 'node:stream';
import { main } from '../../bin/main';
import { at, put, RULE, record, useScanFolder } from './scan-folder';

useScanFolder();

const RULES = 1_000;
const RECORDS = 2;
const RECORD_LENGTH = 5_000;

/** Takes everything, and remembers how much it was and how long the longest piece. */
class Measure extends Writable {
  total = 0;
  longest = 0;

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.total += chunk.length;
    this.longest = Math.max(this.longest, chunk.length);
    done();
  }
}

async function scanned(format: string): Promise<{ readonly stdout: Measure; readonly status: number }> {
  const stdout = new Measure();
  const status = await main(['scan', at('logs'), '--no-builtin', '--rules', at('many'), '--format', format], {
    ...{ stdin: Readable.from([]), stdout, stderr: new Measure(), environment: {} },
    ...{ nowMs: () => 0, currentTime: () => new Date(0), wait: () => Promise.resolve() },
    onInterrupt: () => () => undefined,
  });
  return { stdout, status };
}

test.each(['ndjson', 'json'])(
  'the alerts of 1,000 rules on each record of a file are written in pieces, never as one text: %s',
  async (format) => {
    const rules = Array.from({ length: RULES }, (_, at) => RULE.replaceAll('stopped', `stopped-${at}`));
    put('many/rules.yml', rules.join('---\n'));
    const large = (id: string) => ({ ...record('StopLogging', id), userAgent: 'a'.repeat(RECORD_LENGTH) });
    const records = Array.from({ length: RECORDS }, (_, at) => large(`e${at}`));
    put('logs/one.json', JSON.stringify({ Records: records }));
    const { stdout, status } = await scanned(format);
    expect(status).toBe(0);
    expect(stdout.total).toBeGreaterThan(RULES * RECORDS * RECORD_LENGTH);
    // A portion.
    expect(stdout.longest).toBeLessThanOrEqual(256 * 1024);
  },
);
