import { gzipSync } from 'node:zlib';
import { chunksOf, numbered, reading, recordsOf } from '../log-file-reading';

const RECORDS = [numbered(0), numbered(1), numbered(2)];

const envelope = (record: unknown) => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.s3',
  resources: [],
  detail: record,
});
const logEvent = (record: unknown) => ({ id: '1', timestamp: 1, message: JSON.stringify(record) });
const lines = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');

const FORMS: readonly (readonly [form: string, text: string])[] = [
  ['a log file', JSON.stringify({ Records: RECORDS })],
  ['a log file with space', JSON.stringify({ Records: RECORDS }, null, 2)],
  ['a log file with other members around', JSON.stringify({ a: [[1], {}], Records: RECORDS, z: ['x', {}] })],
  [
    'a log file whose member is spelt with an escape',
    JSON.stringify({ Records: RECORDS }).replace('R', '\\u0052'),
  ],
  ['a bare array', JSON.stringify(RECORDS)],
  ['a bare array with space', JSON.stringify(RECORDS, null, '\t')],
  ['newline-delimited records', lines(RECORDS)],
  ['newline-delimited records with a last line break', `${lines(RECORDS)}\r\n`],
  ['concatenated records', RECORDS.map((record) => JSON.stringify(record)).join('')],
  ['pretty-printed records', RECORDS.map((record) => JSON.stringify(record, null, 2)).join('\n')],
  [
    'concatenated log files',
    JSON.stringify({ Records: [RECORDS[0]] }) + JSON.stringify({ Records: RECORDS.slice(1) }),
  ],
  [
    'LookupEvents output',
    JSON.stringify({
      NextToken: 'x',
      Events: RECORDS.map((record) => ({
        EventId: 'e',
        Resources: [],
        CloudTrailEvent: JSON.stringify(record),
      })),
    }),
  ],
  ['an array of EventBridge envelopes', JSON.stringify(RECORDS.map(envelope))],
  ['newline-delimited EventBridge envelopes', lines(RECORDS.map(envelope))],
  [
    'a CloudWatch Logs export',
    RECORDS.map((record) => `2026-08-11T22:15:04.123Z ${JSON.stringify(record)}\n`).join(''),
  ],
  [
    'FilterLogEvents output',
    JSON.stringify({ events: RECORDS.map(logEvent), searchedLogStreams: [] }, null, 2),
  ],
  [
    'subscription data',
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      subscriptionFilters: ['f'],
      logEvents: RECORDS.map(logEvent),
    }),
  ],
  ['newline-delimited log events', lines(RECORDS.map(logEvent))],
  [
    'log events that hold EventBridge envelopes',
    JSON.stringify({ events: RECORDS.map(envelope).map(logEvent) }),
  ],
];

describe('readLogFile', () => {
  describe.each(FORMS)('reads %s', (_form, text) => {
    const bytes = Buffer.from(text);
    const variants: readonly (readonly [variant: string, bytes: Buffer, chunkBytes: number])[] = [
      ['plain', bytes, bytes.length],
      ['plain, byte by byte', bytes, 1],
      ['plain, with a byte order mark', Buffer.from(`\ufeff${text}`), 7],
      ['gzip', gzipSync(bytes), bytes.length],
      ['gzip, byte by byte', gzipSync(bytes), 1],
    ];

    test.each(variants)('%s', async (_variant, content, chunkBytes) => {
      const read = await reading(chunksOf(content, chunkBytes));
      expect(recordsOf(read)).toEqual(RECORDS);
      expect(read.entries).toHaveLength(RECORDS.length);
      expect(read.entries.map((entry) => 'index' in entry && entry.index)).toEqual([0, 1, 2]);
      expect(read.totals).toMatchObject({
        records: 3,
        rejected: 0,
        problems: 0,
        compressedBytes: content.length,
      });
    });
  });
});
