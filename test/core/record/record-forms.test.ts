import { gzipSync } from 'node:zlib';
import { LIST_FORMS, RECORD_FORMS } from '../../../lib/core/record/form/record-forms';
import { chunksOf, numbered, reading, recordsOf } from './log-file-reading';

const RECORDS = [0, 1, 2].map((number) => ({
  ...numbered(number),
  userIdentity: { type: 'IAMUser', userName: 'mallory' },
}));
const TEXTS = RECORDS.map((record) => JSON.stringify(record));
const LOG_FILE = JSON.stringify({ Records: RECORDS });

const base64 = (text: string) => Buffer.from(text).toString('base64');
const packed = (text: string) => gzipSync(text).toString('base64');
const lines = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');
const envelope = (detail: unknown) => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  detail,
});
const rows = (columns: readonly string[]) =>
  RECORDS.map((record) => columns.map((name) => (record as Readonly<Record<string, unknown>>)[name]));
const COLUMNS = ['eventVersion', 'eventTime', 'eventSource', 'eventName', 'number', 'userIdentity'];
const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Every form of the tables, written as the tool or the service that they name writes it. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'EventBridge: events, archives, rule targets': [
    lines(RECORDS.map(envelope)),
    JSON.stringify(RECORDS.map(envelope)),
  ],
  'CloudTrail `LookupEvents`: `aws cloudtrail lookup-events`': [
    JSON.stringify({ Events: TEXTS.map((CloudTrailEvent) => ({ EventId: 'e', CloudTrailEvent })) }),
  ],
  'Elasticsearch and OpenSearch: search results, scroll exports, elasticdump': [
    JSON.stringify({
      took: 1,
      hits: { total: { value: 3 }, hits: RECORDS.map((_source) => ({ _index: 'a', _source })) },
    }),
    lines(RECORDS.map((_source) => ({ _index: 'a', _type: '_doc', _source }))),
  ],
  'Elastic Common Schema: Filebeat, Elastic Agent': [
    lines(TEXTS.map((original) => ({ '@timestamp': 'x', event: { original, kind: 'event' } }))),
    lines(TEXTS.map((original) => ({ _source: { 'event.original': original } }))),
  ],
  'Splunk: exported results, as JSON': [
    lines(TEXTS.map((_raw) => ({ preview: false, result: { _raw, _time: 'x' } }))),
    JSON.stringify({ preview: false, results: TEXTS.map((_raw) => ({ _raw })) }),
  ],
  'Splunk HTTP Event Collector': [
    lines(RECORDS.map((event) => ({ time: 1, sourcetype: 'aws:cloudtrail', event }))),
    RECORDS.map((event) => JSON.stringify({ time: 1, host: 'h', event: JSON.stringify(event) })).join(''),
  ],
  'SNS notifications, also in a Lambda event': [
    lines(TEXTS.map((Message) => ({ Type: 'Notification', Message }))),
    JSON.stringify({
      Records: [{ EventSource: 'aws:sns', Sns: { Type: 'Notification', Message: LOG_FILE } }],
    }),
  ],
  'SQS messages: `aws sqs receive-message`, also in a Lambda event': [
    JSON.stringify({ Messages: TEXTS.map((Body) => ({ MessageId: 'm', Body })) }),
    JSON.stringify({
      Records: RECORDS.map((record) => ({
        eventSource: 'aws:sqs',
        body: JSON.stringify({ Type: 'Notification', Message: JSON.stringify(envelope(record)) }),
      })),
    }),
  ],
  'CloudWatch Logs in a Lambda event': [
    JSON.stringify({
      awslogs: {
        data: packed(JSON.stringify({ logEvents: TEXTS.map((message) => ({ id: '1', message })) })),
      },
    }),
  ],
  'Kinesis and Firehose: `aws kinesis get-records`, Lambda events': [
    JSON.stringify({ Records: TEXTS.map((record) => ({ SequenceNumber: '1', Data: base64(record) })) }),
    JSON.stringify({ Records: TEXTS.map((record) => ({ kinesis: { data: packed(record) } })) }),
    JSON.stringify({ records: [{ recordId: '1', data: base64(`${TEXTS.join('\n')}\n`) }] }),
  ],
  'Athena `GetQueryResults`: `aws athena get-query-results`': [
    JSON.stringify({
      ResultSet: {
        Rows: [COLUMNS.map((name) => name.toLowerCase()), ...rows(COLUMNS)].map((cells) => ({
          Data: cells.map((cell) => ({ VarCharValue: text(cell) })),
        })),
      },
    }),
  ],
  'CloudWatch Logs: `FilterLogEvents`, `GetLogEvents`, subscriptions, `aws logs tail --format json`': [
    JSON.stringify({ events: TEXTS.map((message) => ({ timestamp: 1, message })) }),
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      logEvents: TEXTS.map((message) => ({ id: '1', message })),
    }),
  ],
  'Logs Insights, a result of which is an object': [lines(TEXTS.map((message) => ({ '@message': message })))],
  'Log files, or any of these, inside one another': [
    JSON.stringify([{ Records: RECORDS.slice(0, 1) }, { Records: RECORDS.slice(1) }]),
  ],
  'Logs Insights: `aws logs get-query-results`': [
    JSON.stringify({
      results: TEXTS.map((value) => [
        { field: '@message', value },
        { field: '@ptr', value: 'x' },
      ]),
      statistics: {},
    }),
    JSON.stringify({
      results: rows(COLUMNS).map((cells) =>
        cells.map((cell, at) => ({ field: COLUMNS[at], value: text(cell) })),
      ),
    }),
  ],
  'CloudTrail Lake: `aws cloudtrail get-query-results`': [
    JSON.stringify({
      QueryStatus: 'FINISHED',
      QueryResultRows: rows(COLUMNS).map((cells) =>
        cells.map((cell, at) => ({ [COLUMNS[at] ?? '']: text(cell) })),
      ),
    }),
  ],
  'Lists of records, in a list': [JSON.stringify([RECORDS])],
};

describe.each([...RECORD_FORMS, ...LIST_FORMS].map(({ from }) => from))('%s', (from) => {
  it('has an example', () => expect(EXAMPLES[from]?.length).toBeGreaterThan(0));

  it.each(EXAMPLES[from] ?? [])('gives its records: %.60s', async (content) => {
    for (const bytes of [Buffer.from(content), Buffer.from(prettyList(content))]) {
      const read = await reading(chunksOf(gzipSync(bytes), 100));
      expect(withNumbers(recordsOf(read))).toEqual(RECORDS);
      expect(read.totals).toMatchObject({ rejected: 0, problems: 0, withoutTime: 0 });
    }
  });
});

describe('text of other kinds', () => {
  const csvRow = (cells: readonly unknown[]) =>
    cells.map((cell) => `"${text(cell).replaceAll('"', '""')}"`).join(',');
  const struct = '{type=IAMUser, principalid=null, username=mallory}';
  const stream = '111122223333_CloudTrail_eu-west-1';

  it.each([
    [
      'Logs Insights as CSV',
      ['@timestamp,@message', ...TEXTS.map((record) => csvRow(['t', record]))].join('\n'),
    ],
    [
      'Splunk as CSV',
      `${['"_raw","_time"', ...TEXTS.map((record) => csvRow([record, 't']))].join('\r\n')}\r\n`,
    ],
    ['Athena as CSV', [COLUMNS.map((name) => name.toLowerCase()), ...rows(COLUMNS)].map(csvRow).join('\n')],
    [
      'Athena as CSV with its structs',
      [
        csvRow(COLUMNS.map((name) => name.toLowerCase())),
        ...rows(COLUMNS).map((cells) => csvRow([...cells.slice(0, -1), struct])),
      ].join('\n'),
    ],
    [
      'CSV with a byte order mark',
      `\ufeff${['eventJson', ...TEXTS.map((record) => csvRow([record]))].join('\n')}`,
    ],
    [
      'aws logs tail',
      TEXTS.map((record) => `2026-08-11T22:15:04.123000+00:00 ${stream} ${record}\n`).join(''),
    ],
    ['aws logs tail --format short', TEXTS.map((record) => `2026-08-11T22:15:04 ${record}\n`).join('')],
  ])('reads %s', async (_, content) => {
    for (const size of [content.length, 1, 50]) {
      const read = await reading(chunksOf(Buffer.from(content), size));
      expect(withNumbers(recordsOf(read))).toEqual(RECORDS);
      expect(read.totals).toMatchObject({ rejected: 0, problems: 0 });
    }
  });

  it.each([
    ['UTF-16, little-endian', Buffer.from(`\ufeff${LOG_FILE}`, 'utf16le')],
    ['UTF-16, big-endian', Buffer.from(`\ufeff${LOG_FILE}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(LOG_FILE, 'utf16le')],
    ['gzip twice', gzipSync(gzipSync(LOG_FILE))],
    ['gzip three times', gzipSync(gzipSync(gzipSync(LOG_FILE)))],
    ['gzip of UTF-16', gzipSync(Buffer.from(`\ufeff${LOG_FILE}`, 'utf16le'))],
  ])('reads %s', async (_, bytes) => {
    for (const size of [bytes.length, 1]) {
      expect(recordsOf(await reading(chunksOf(bytes, size)))).toEqual(RECORDS);
    }
  });

  it('fails on OCSF with what to do instead', async () => {
    const event = { class_uid: 6003, metadata: { product: { name: 'CloudTrail' } }, api: { operation: 'x' } };
    const { entries } = await reading(JSON.stringify(event));
    expect(entries.map((entry) => 'problem' in entry && entry.problem.message)).toEqual([
      "file: record 0, byte 0: this is an OCSF event of Security Lake, in which rules find no field; scan the trail's own log files",
    ]);
  });

  it('fails on gzip data in gzip data that never ends, though it holds no text', async () => {
    const emptyBlock = Buffer.from([0, 0, 0, 0xff, 0xff]);
    const header = gzipSync('').subarray(0, 10);
    const inner = Buffer.concat([header, ...Array.from({ length: 200_000 }, () => emptyBlock)]);
    const read = await reading([gzipSync(inner)], { maxBytes: 100_000 });
    expect(read.entries.map((entry) => 'problem' in entry && entry.problem.code)).toContain('too-large');
  });

  it('bounds what base64 and gzip inside the text come to', async () => {
    const bomb = packed(`{"Records":[${' '.repeat(1_000_000)}]}`);
    const Records = [...Array.from({ length: 50 }, () => ({ Data: bomb })), RECORDS[0]];
    const read = await reading(JSON.stringify({ Records }), { maxBytes: 10_000_000 });
    expect(recordsOf(read)).toEqual([RECORDS[0]]);
    expect(read.totals.rejected).toBe(50);
  });
});

/** A cell of a table is a text: the number that tells the records apart comes back as one. */
function withNumbers(records: readonly unknown[]): readonly unknown[] {
  return records.map((record) => {
    const { number, ...rest } = record as { number: unknown };
    return { ...rest, number: Number(number) };
  });
}

/** The same values as a pretty-printed list. */
function prettyList(content: string): string {
  const values = content.includes('\n') ? content.split('\n').join(',') : content.replaceAll('}{', '},{');
  return JSON.stringify(JSON.parse(content.startsWith('[') ? content : `[${values}]`), null, 1);
}
