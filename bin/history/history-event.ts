import type { Event } from '@aws-sdk/client-cloudtrail';
import { renderTargets } from '../../lib/core/alert/from-record/render-targets';
import { errorCodeOf, origin } from '../../lib/core/compile/predicate/record-facts';
import { targetsOf } from '../../lib/core/fact/targets/targets-of';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/core/json/json-value';
import { toEventTime } from '../../lib/core/record/to-event-time';
import { toCsvRow, toJsonText, toOneJsonLine } from '../../lib/core/safe-text/printable';
import type { CommandIo } from '../cli/command-io';
import type { Diagnostics } from '../outputs/diagnostics';
import { eventTable } from '../outputs/table';
import { INSIGHT_COLUMNS, insightCells } from '../records/insight';

/** An event of Event history. */
export interface HistoryEvent {
  readonly id: string;
  readonly timeMs: number;
  readonly name: string | undefined;
  readonly source: string | undefined;
  readonly userName: string | undefined;
  readonly accessKeyId: string | undefined;
  /** `true` or `false`, as a text. */
  readonly readOnly: string | undefined;
  readonly resources: readonly { readonly type: string | undefined; readonly name: string | undefined }[];
  /** The record, on one line, exactly as CloudTrail returns it. */
  readonly text: string;
  readonly record: JsonObject;
}

/** Reads an event; undefined if it contains no record. */
export function readHistoryEvent(event: Event): HistoryEvent | undefined {
  const { EventId: id, EventTime: time, CloudTrailEvent: text } = event;
  const record = text === undefined ? undefined : parseJson(text);
  if (id === undefined || time === undefined || text === undefined || !isJsonObject(record)) return undefined;
  return {
    id,
    timeMs: time.getTime(),
    name: event.EventName,
    source: event.EventSource,
    userName: event.Username,
    accessKeyId: event.AccessKeyId,
    readOnly: event.ReadOnly,
    resources: (event.Resources ?? []).map(({ ResourceType, ResourceName }) => ({
      type: ResourceType,
      name: ResourceName,
    })),
    text: toOneJsonLine(text),
    record,
  };
}

export const HISTORY_FORMATS = ['table', 'ndjson', 'csv', 'json'] as const;

/** `json` is a log file, `{"Records":[…]}`, with `problems` where some event could not be read; `csv` has the columns of the console's download. */
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/** The text of events, as a stream. */
export interface EventText {
  readonly head: string;
  readonly next: (event: HistoryEvent) => string;
  /** What is behind the last event. */
  readonly end: (incompleteness: Diagnostics['incompleteness']) => string;
}

/** The text of a format. */
export function eventText(
  format: HistoryFormat,
  { isInsights, io }: { readonly isInsights: boolean; readonly io: Pick<CommandIo, 'stdout'> },
): EventText {
  const columns = isInsights ? INSIGHTS_COLUMNS : COLUMNS;
  switch (format) {
    case 'ndjson':
      return { head: '', next: ({ text }) => `${text}\n`, end: () => '' };
    case 'json':
      return jsonText();
    case 'csv':
      return {
        head: toCsvRow(columns.map(([name]) => name)),
        next: (event) => toCsvRow(columns.map(([, value]) => value(event) ?? '')),
        end: () => '',
      };
    case 'table':
      return tableText(io.stdout);
    default:
      return format satisfies never;
  }
}

function jsonText(): EventText {
  let written = 0;
  return {
    head: '{"Records":[',
    next: ({ text }) => `${written++ === 0 ? '' : ','}\n${text}`,
    end: ({ problems }) => `\n]${problems === undefined ? '' : `,\n"problems":${toJsonText(problems)}`}}\n`,
  };
}

type Column = readonly [name: string, value: (event: HistoryEvent) => string | undefined];

/** The columns of the console's download, by their names there. */
const COLUMNS: readonly Column[] = [
  ['Event name', ({ name }) => name],
  ['Event time', ({ timeMs }) => toEventTime(timeMs)],
  ['User name', ({ userName }) => userName],
  ['Event source', ({ source }) => source],
  ['Resource type', ({ resources }) => resources.map(({ type }) => type ?? '').join(', ')],
  ['Resource name', ({ resources }) => resources.map(({ name }) => name ?? '').join(', ')],
  ['AWS access key', ({ accessKeyId }) => accessKeyId],
  ['AWS region', (event) => textOf(event, 'awsRegion')],
  ['Error code', ({ record }) => errorCodeOf(record)],
  ['Event ID', ({ id }) => id],
  ['Read-only', ({ readOnly }) => readOnly],
  ['Request ID', (event) => textOf(event, 'requestID')],
  ['Source IP address', ({ record }) => origin.source(record)],
];

/** Of Insights events, which have no user, address or resource of their own. */
const INSIGHTS_COLUMNS: readonly Column[] = [
  ['Event time', ({ timeMs }) => toEventTime(timeMs)],
  ...INSIGHT_COLUMNS.map(([, heading, value]): Column => [heading, ({ record }) => value(record)]),
  ['AWS region', (event) => textOf(event, 'awsRegion')],
  ['Event ID', ({ id }) => id],
  ['Shared event ID', (event) => textOf(event, 'sharedEventID')],
];

function textOf({ record }: HistoryEvent, key: string): string | undefined {
  const value = record[key];
  return typeof value === 'string' ? value : undefined;
}

function tableText(stdout: CommandIo['stdout']): EventText {
  const { head, row } = eventTable(stdout, 'USER');
  return {
    head,
    next: (event) => {
      const insight = insightCells(event.record);
      return row([
        toEventTime(event.timeMs),
        insight?.event ?? event.name,
        insight?.who ?? event.userName,
        insight === undefined ? renderTargets(targetsOf(event.record)) : undefined,
        insight?.source ?? origin.source(event.record),
        textOf(event, 'awsRegion'),
        insight?.error ?? errorCodeOf(event.record),
      ]);
    },
    end: () => '',
  };
}
