import { gzipSync } from 'node:zlib';
import { numbered } from './log-file-reading';

/** The records that each example holds. */
export const RECORDS = [0, 1, 2].map((number) => ({
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
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
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
  '`trailwatch query`, as JSON or CSV': [
    lines(RECORDS.map((record) => ({ event_name: 'x', record }))),
    JSON.stringify(TEXTS.map((record) => ({ record }))),
  ],
  'Log files, or any of these, inside one another': [
    JSON.stringify([{ Records: RECORDS.slice(0, 1) }, { Records: RECORDS.slice(1) }]),
  ],
  'Any other wrapper: Loki, Fluent Bit, Datadog, OpenTelemetry, Graylog, Wazuh, Sumo Logic': [
    JSON.stringify({
      status: 'success',
      data: {
        resultType: 'streams',
        result: [{ stream: { job: 'cloudtrail' }, values: TEXTS.map((line, at) => [`${at}`, line]) }],
      },
    }),
    lines(TEXTS.map((log, date) => ({ date, log }))),
    lines(TEXTS.map((log) => ({ log, stream: 'stdout', original: log }))),
    lines(
      RECORDS.map((attributes) => ({
        id: 'A',
        content: { message: 'x', service: 'cloudtrail', attributes },
      })),
    ),
    lines(RECORDS.map((attributes) => ({ _id: 'A', message: 'StopLogging', attributes }))),
    JSON.stringify({
      resourceLogs: [
        {
          scopeLogs: [
            { logRecords: TEXTS.map((stringValue) => ({ timeUnixNano: '1', body: { stringValue } })) },
          ],
        },
      ],
    }),
    JSON.stringify({
      messages: TEXTS.map((full_message) => ({ message: { _id: 'x', full_message, message: full_message } })),
    }),
    lines(RECORDS.map((aws) => ({ rule: { id: '80202' }, data: { integration: 'aws', aws } }))),
    lines(TEXTS.map((_raw) => ({ map: { _raw, _messagetime: '1' } }))),
    lines(RECORDS.map((record) => ({ line: JSON.stringify(envelope(record)) }))),
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

const csvRow = (cells: readonly unknown[]) =>
  cells.map((cell) => `"${text(cell).replaceAll('"', '""')}"`).join(',');
const struct = '{type=IAMUser, principalid=null, username=mallory}';
const stream = '111122223333_CloudTrail_eu-west-1';

/** Texts that are no JSON, by what writes them. */
export const TEXT_EXAMPLES: readonly (readonly [string, string])[] = [
  [
    'Logs Insights as CSV',
    ['@timestamp,@message', ...TEXTS.map((record) => csvRow(['t', record]))].join('\n'),
  ],
  [
    'Splunk as CSV',
    `${['"_raw","_time"', ...TEXTS.map((record) => csvRow([record, 't']))].join('\r\n')}\r\n`,
  ],
  [
    'the rows of `trailwatch query` as CSV',
    ['event_name,record', ...TEXTS.map((record) => csvRow(['x', record]))].join('\n'),
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
  ['aws logs tail', TEXTS.map((record) => `2026-08-11T22:15:04.123000+00:00 ${stream} ${record}\n`).join('')],
  ['aws logs tail --format short', TEXTS.map((record) => `2026-08-11T22:15:04 ${record}\n`).join('')],
];

/** Texts in other encodings, and gzip. */
export const BYTE_EXAMPLES: readonly (readonly [string, Buffer])[] = [
  ['UTF-16, little-endian', Buffer.from(`\ufeff${LOG_FILE}`, 'utf16le')],
  ['UTF-16, big-endian', Buffer.from(`\ufeff${LOG_FILE}`, 'utf16le').swap16()],
  ['UTF-16 without a mark', Buffer.from(LOG_FILE, 'utf16le')],
  ['gzip twice', gzipSync(gzipSync(LOG_FILE))],
  ['gzip three times', gzipSync(gzipSync(gzipSync(LOG_FILE)))],
  ['gzip of UTF-16', gzipSync(Buffer.from(`\ufeff${LOG_FILE}`, 'utf16le'))],
];

/** Texts of JSON, as CloudTrail, its exports and people write them. */
export const JSON_EXAMPLES: readonly (readonly [string, string])[] = [
  ['a log file', LOG_FILE],
  ['a list', JSON.stringify(RECORDS)],
  ['newline-delimited', TEXTS.join('\n')],
  ['concatenated', TEXTS.join('')],
  ['pretty-printed', RECORDS.map((record) => JSON.stringify(record, null, 2)).join('\n')],
  ['a CloudWatch Logs export to S3', TEXTS.map((record) => `2026-08-11T22:15:04.123Z ${record}\n`).join('')],
];
