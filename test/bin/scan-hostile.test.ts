import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { alertsIn, logFile, put, record, scan, useScanFolder } from './scan-folder';

const RECORDS = Array.from({ length: 6 }, (_record, at) => record('StopLogging', `e${at}`));
const TEXTS = RECORDS.map((one) => JSON.stringify(one));
const WHOLE = logFile(...RECORDS);
const packed = (text: string) => gzipSync(text).toString('base64');

const FORMS: Readonly<Record<string, Buffer>> = {
  'a log file': Buffer.from(WHOLE),
  'a packed log file': gzipSync(WHOLE),
  'gzip in gzip': gzipSync(gzipSync(WHOLE)),
  'UTF-16': Buffer.from(`\ufeff${WHOLE}`, 'utf16le'),
  'newline-delimited records': Buffer.from(TEXTS.join('\n')),
  'a pretty-printed list': Buffer.from(JSON.stringify(RECORDS, null, 2)),
  'a CloudWatch Logs export': Buffer.from(TEXTS.map((one) => `2026-08-17T14:01:31.000Z ${one}\n`).join('')),
  CSV: Buffer.from(`@message\n${TEXTS.map((one) => `"${one.replaceAll('"', '""')}"\n`).join('')}`),
  'search results': Buffer.from(JSON.stringify({ hits: { hits: RECORDS.map((_source) => ({ _source })) } })),
  'subscription data': Buffer.from(
    JSON.stringify({
      awslogs: { data: packed(JSON.stringify({ logEvents: TEXTS.map((message) => ({ message })) })) },
    }),
  ),
  'stream records': Buffer.from(JSON.stringify({ Records: TEXTS.map((one) => ({ Data: packed(one) })) })),
  'a zip archive': Buffer.from(zipSync({ 'a.json': Buffer.from(WHOLE) })),
};

type Damage = (bytes: Buffer, at: number) => Buffer;
const DAMAGES: Readonly<Record<string, Damage>> = {
  cut: (bytes, at) => bytes.subarray(0, at),
  'without its beginning': (bytes, at) => bytes.subarray(at),
  'with a byte flipped': (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from([255 ^ (bytes[at] ?? 0)]), bytes.subarray(at + 1)]),
  'with a part twice': (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at >> 1)]),
  'with zeros in it': (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.alloc(64), bytes.subarray(at)]),
  'with brackets in it': (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from('[[{{"'), bytes.subarray(at)]),
  'with garbage behind it': (bytes, at) => Buffer.concat([bytes, Buffer.from(bytes.subarray(at)).reverse()]),
  'with another in front': (bytes, at) => Buffer.concat([gzipSync('x'.repeat(at)), bytes]),
  'as half of UTF-16': (bytes, at) => Buffer.concat([Buffer.from([0xff, 0xfe]), bytes.subarray(at & 1)]),
};

/** These may leave a whole record with another content, which no rule matches. */
const CHANGING = ['with a byte flipped', 'with a part twice'];

/** Where the damage is, in parts of the file. */
const PLACES = [0.1, 0.35, 0.6, 0.95];

useScanFolder();

describe.each(Object.entries(FORMS))('%s', (_form, whole) => {
  it.each(Object.entries(DAMAGES))(
    '%s: no crash, no alert twice, and counts that add up',
    async (name, damage) => {
      for (const place of PLACES) {
        put('hostile', damage(whole, Math.floor(whole.length * place)));
        const { status, stdout, stderr } = await scan(['hostile']);
        const alerts = alertsIn(stdout).map(({ ruleId, record: found }) => JSON.stringify([ruleId, found]));
        expect(new Set(alerts).size).toBe(alerts.length);
        expect(stderr).not.toContain('internal error');
        expect([0, 2]).toContain(status);
        const counted = Object.fromEntries(
          [...(stderr.trim().split('\n').at(-1) ?? '').matchAll(/(\w+)=([\d.]+)/g)].map(([, name, n]) => [
            name,
            Number(n),
          ]),
        );
        const { records, duplicates = 0, matched = 0, unmatched = 0, rejected = 0 } = counted;
        expect(records).toBe(duplicates + matched + unmatched + rejected);
        // Nothing is dropped in silence.
        if (!CHANGING.includes(name) && alerts.length < RECORDS.length) expect(status).toBe(2);
      }
    },
  );

  it('is read whole without damage', async () => {
    put('whole', whole);
    const { status, stdout } = await scan(['whole']);
    expect({ status, alerts: alertsIn(stdout).length }).toEqual({ status: 0, alerts: RECORDS.length });
  });
});
