import { type Event, ListInsightsDataCommand, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { LimitFunction } from 'p-limit';
import { pagesOf } from '../../lambda/aws/answers';
import type { CommandIo } from '../cli/command-io';
import { askPlace, PlaceError } from '../places/ask-place';
import type { Place } from '../places/find-places';
import { type HistoryQuery, isDimension } from './history-query';

/** LookupEvents and ListInsightsData allow two requests per second for each account and Region. */
const BETWEEN_REQUESTS_MS = 500;

const PAGE_LENGTH = 50;

/** Options for pacing and counting requests. */
export interface Pace {
  readonly io: Pick<CommandIo, 'nowMs' | 'wait'>;
  /** Called before each request. */
  readonly onRequest: () => void;
  /** Limits the requests of all places. */
  readonly limit: LimitFunction;
}

/**
 * The pages of Event history of a place, newest events first.
 *
 * @throws {@link PlaceError} if the place does not respond, or its list is not known to its end
 */
export async function* eventPages(
  place: Place,
  query: HistoryQuery,
  { io, onRequest, limit }: Pace,
): AsyncGenerator<readonly Event[]> {
  let nextMs = io.nowMs();
  const send = async (NextToken: string | undefined) => {
    const waitMs = nextMs - io.nowMs();
    if (waitMs > 0) await io.wait(waitMs);
    nextMs = io.nowMs() + BETWEEN_REQUESTS_MS;
    onRequest();
    return limit(() => requestPage(place, query, NextToken));
  };
  const operation = query.trail === undefined ? 'LookupEvents' : 'ListInsightsData';
  const needs = `cloudtrail:${operation}`;
  const ask = (token: string | undefined) =>
    askPlace(place, { send: () => send(token), needs, wait: io.wait });
  for await (const { Events = [] } of pagesOf(`${place.name}: ${operation}`, ask, PlaceError)) yield Events;
}

function requestPage(
  { client }: Place,
  { range, attribute, isInsights, trail }: HistoryQuery,
  NextToken: string | undefined,
): Promise<{ readonly Events?: Event[]; readonly NextToken?: string }> {
  const times = { StartTime: new Date(range.startMs), EndTime: new Date(range.endMs) };
  const page = { ...times, MaxResults: PAGE_LENGTH, NextToken };
  if (trail === undefined)
    return client.send(
      new LookupEventsCommand({
        ...page,
        ...(attribute === undefined ? {} : { LookupAttributes: [attribute] }),
        ...(isInsights ? { EventCategory: 'insight' } : {}),
      }),
    );
  return client.send(
    new ListInsightsDataCommand({
      ...{ ...page, InsightSource: trail, DataType: 'InsightsEvents' },
      ...(isDimension(attribute?.AttributeKey)
        ? { Dimensions: { [attribute.AttributeKey]: attribute.AttributeValue ?? '' } }
        : {}),
    }),
  );
}

/** A source of items, in portions, newest first. */
export type Source<T> = AsyncIterator<readonly T[]>;

interface Head<T> {
  readonly source: Source<T>;
  portion: readonly T[];
  at: number;
}

/** The items of all sources, newest first; for equal times, in the order of the sources. One portion of each is in memory. */
export async function* mergeNewest<T extends { readonly timeMs: number }>(
  sources: readonly Source<T>[],
): AsyncGenerator<T> {
  const opened = await Promise.all(sources.map((source) => advance({ source, portion: [], at: 0 })));
  const heads = opened.filter((head) => head !== undefined);
  while (heads.length > 0) {
    let newest = 0;
    for (let at = 1; at < heads.length; at++) {
      if (timeOf(heads[at]) > timeOf(heads[newest])) newest = at;
    }
    const head = heads[newest] as Head<T>;
    yield head.portion[head.at] as T;
    head.at += 1;
    if (head.at === head.portion.length && (await advance(head)) === undefined) heads.splice(newest, 1);
  }
}

function timeOf<T extends { readonly timeMs: number }>(head: Head<T> | undefined): number {
  return head?.portion[head.at]?.timeMs ?? Number.NEGATIVE_INFINITY;
}

/** The next portion that is not empty; undefined at the end. */
async function advance<T>(head: Head<T>): Promise<Head<T> | undefined> {
  for (;;) {
    const { done, value } = await head.source.next();
    if (done === true) return undefined;
    if (value.length === 0) continue;
    head.portion = value;
    head.at = 0;
    return head;
  }
}
