import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import { type DecodingBudget, decodeData } from '../gzip/decode-data';
import { areRecordColumns, recordOfColumns } from './columns';
import type { Content } from './content';
import { recordsWithin } from './nested-records';

/** A form in which a record, or a list of records, is wrapped. */
export interface RecordForm {
  /** The program that writes it, and how. */
  readonly from: string;
  /** Where the record is in it. */
  readonly where: string;
  /** The content of the value; undefined if it has another form. */
  readonly open: (value: JsonObject, budget: DecodingBudget) => Content | undefined;
}

/**
 * The forms that are JSON objects, in the order in which they are tried. A form is recognized by its members alone, and each
 * may be inside another.
 */
export const RECORD_FORMS: readonly RecordForm[] = [
  {
    from: 'EventBridge: events, archives, rule targets',
    where: '`detail`, beside `detail-type`',
    open: (value) => (isText(value['detail-type']) ? contentOf(value.detail, 'object') : undefined),
  },
  {
    from: 'CloudTrail `LookupEvents`: `aws cloudtrail lookup-events`',
    where: '`Events[].CloudTrailEvent`',
    open: (value) => contentOf(value.CloudTrailEvent),
  },
  {
    from: 'Elasticsearch and OpenSearch: search results, scroll exports, elasticdump',
    where: '`hits.hits[]._source`, or `_source` on a line',
    open: ({ hits, _source }) =>
      contentOf(_source, 'object') ?? listIn(isJsonObject(hits) ? hits.hits : undefined),
  },
  {
    from: 'Elastic Common Schema: Filebeat, Elastic Agent',
    where: '`event.original`',
    open: (value) =>
      contentOf(value['event.original'], 'json') ??
      contentOf(isJsonObject(value.event) ? value.event.original : undefined, 'json'),
  },
  {
    from: 'Splunk: exported results, as JSON',
    where: '`_raw`, in `result` or `results[]`',
    open: (value) =>
      contentOf(value._raw, 'json') ?? (isSplunk(value.result) ? contentOf(value.result) : undefined),
  },
  {
    from: 'Splunk HTTP Event Collector',
    where: '`event`, beside `time`, `host`, `source` or `sourcetype`',
    open: (value) =>
      ['time', 'host', 'source', 'sourcetype', 'index'].some((name) => name in value)
        ? (contentOf(value.event, 'object') ?? contentOf(value.event, 'json'))
        : undefined,
  },
  {
    from: 'SNS notifications, also in a Lambda event',
    where: '`Message`, or `Records[].Sns.Message`',
    open: ({ Message, Sns }) =>
      contentOf(Message, 'json') ?? contentOf(isJsonObject(Sns) ? Sns.Message : undefined, 'json'),
  },
  {
    from: 'SQS messages: `aws sqs receive-message`, also in a Lambda event',
    where: '`Messages[].Body`, or `Records[].body`',
    open: ({ Body, body }) => contentOf(Body, 'json') ?? contentOf(body, 'json'),
  },
  {
    from: 'CloudWatch Logs in a Lambda event',
    where: '`awslogs.data`: base64, gzip, `logEvents[].message`',
    open: ({ awslogs }, budget) => dataIn(isJsonObject(awslogs) ? awslogs.data : undefined, budget),
  },
  {
    from: 'Kinesis and Firehose: `aws kinesis get-records`, Lambda events',
    where: '`Records[].Data`, `Records[].kinesis.data`, `records[].data`: base64, with or without gzip',
    open: ({ Data, data, kinesis }, budget) =>
      dataIn(Data, budget) ??
      dataIn(data, budget) ??
      dataIn(isJsonObject(kinesis) ? kinesis.data : undefined, budget),
  },
  {
    from: 'Athena `GetQueryResults`: `aws athena get-query-results`',
    where: '`ResultSet.Rows[].Data[].VarCharValue`, the first row names the columns',
    open: ({ ResultSet }) => athenaRows(ResultSet),
  },
  {
    from: 'CloudWatch Logs: `FilterLogEvents`, `GetLogEvents`, subscriptions, `aws logs tail --format json`',
    where: '`events[].message`, `logEvents[].message`, or `message` on a line',
    open: (value) =>
      contentOf(value.message, 'json') ??
      (recordsWithin(value) === undefined ? textOf(value.message) : undefined),
  },
  {
    from: 'Logs Insights, a result of which is an object',
    where: '`@message`',
    open: (value) => contentOf(value['@message']),
  },
  {
    from: '`trailwatch query`, as JSON or CSV',
    where: '`record`, beside no `ruleId`, which alerts have',
    open: ({ record, ruleId }) =>
      ruleId === undefined ? (contentOf(record, 'object') ?? contentOf(record, 'json')) : undefined,
  },
  {
    from: 'Log files, or any of these, inside one another',
    where: '`Records`, `Events`, `events`, `logEvents`, `results` or `Messages`: a list',
    open: (value) =>
      ['Records', 'Events', 'events', 'logEvents', 'results', 'Messages', 'records', 'QueryResultRows']
        .map((name) => listIn(value[name]))
        .find((content) => content !== undefined),
  },
  {
    from: 'Any other wrapper: Loki, Fluent Bit, Datadog, OpenTelemetry, Graylog, Wazuh, Sumo Logic',
    where: 'objects that are records, and texts that hold others, twelve levels deep at most',
    open: recordsWithin,
  },
];

/** The forms that are lists. */
export const LIST_FORMS: readonly (Omit<RecordForm, 'open'> & {
  readonly open: (list: readonly JsonObject[]) => Content | undefined;
})[] = [
  {
    from: 'Logs Insights: `aws logs get-query-results`',
    where:
      '`results[][]`, each a `field` and its `value`: `@message`, or a column for each field of the record',
    open: (list) => {
      if (!list.every(({ field }) => isText(field))) return undefined;
      return {
        kind: 'value',
        value: recordOfColumns(list.map(({ field, value }) => [String(field), value ?? null])),
      };
    },
  },
  {
    from: 'CloudTrail Lake: `aws cloudtrail get-query-results`',
    where: '`QueryResultRows[][]`, each an object of one column',
    open: (list) => {
      const cells = list.map((cell) => Object.entries(cell));
      const names = list.flatMap((cell) => Object.keys(cell));
      if (!areRecordColumns(names) || !cells.every((entries) => entries.length === 1)) return undefined;
      return {
        kind: 'value',
        value: recordOfColumns(cells.flat().map(([name, value]) => [name, value ?? null])),
      };
    },
  },
  {
    from: 'Lists of records, in a list',
    where: 'the elements',
    open: (list) => ({ kind: 'values', values: list }),
  },
];

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

function textOf(value: Json | undefined): Content | undefined {
  return isText(value) ? { kind: 'text', text: value } : undefined;
}

/** `json`: a text only if it looks like JSON, because others may use the member's name. */
function contentOf(value: Json | undefined, only?: 'object' | 'json'): Content | undefined {
  if (isText(value)) {
    if (only === 'object' || (only === 'json' && !/^\s*[{[]/.test(value))) return undefined;
    return { kind: 'text', text: value };
  }
  return only !== 'json' && isJsonObject(value) ? { kind: 'value', value } : undefined;
}

function listIn(value: Json | undefined): Content | undefined {
  return Array.isArray(value) && value.length > 0 ? { kind: 'values', values: value } : undefined;
}

function dataIn(value: Json | undefined, budget: DecodingBudget): Content | undefined {
  const text = isText(value) ? decodeData(value, budget) : undefined;
  return text === undefined ? undefined : { kind: 'text', text };
}

function isSplunk(value: Json | undefined): boolean {
  return isJsonObject(value) && (isText(value._raw) || isText(value.eventName));
}

function athenaRows(value: Json | undefined): Content | undefined {
  const rows: Json | undefined = isJsonObject(value) ? value.Rows : undefined;
  if (!Array.isArray(rows)) return undefined;
  const [names = [], ...others] = rows.map(cellsOf);
  const values = others.map((cells) => recordOfColumns(cells.map((cell, at) => [names[at] ?? '', cell])));
  return { kind: 'values', values };
}

function cellsOf(row: Json): readonly string[] {
  const data: Json | undefined = isJsonObject(row) ? row.Data : undefined;
  if (!Array.isArray(data)) return [];
  return data.map((cell: Json) => (isJsonObject(cell) && isText(cell.VarCharValue) ? cell.VarCharValue : ''));
}
