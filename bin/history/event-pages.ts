import { type Event, ListInsightsDataCommand, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { LimitFunction } from 'p-limit';
import type { CommandIo } from '../cli/command-io';
import { askPlace } from '../places/ask-place';
import type { Place } from '../places/find-places';
import { type HistoryQuery, isDimension } from './history-query';

/** LookupEvents and ListInsightsData take two requests a second for each account and Region. */
const BETWEEN_REQUESTS_MS = 500;

const PAGE_LENGTH = 50;

/** How requests are paced and counted. */
export interface Pace {
  readonly io: Pick<CommandIo, 'nowMs' | 'wait'>;
  /** Called before each request. */
  readonly onRequest: () => void;
  /** Bounds the requests of all places. */
  readonly limit: LimitFunction;
}

/**
 * The pages of Event history of a place, newest events first.
 *
 * @throws {@link PlaceError} if the place does not answer
 */
export async function* eventPages(
  place: Place,
  { range, attribute, isInsights, trail }: HistoryQuery,
  { io, onRequest, limit }: Pace,
): AsyncGenerator<readonly Event[]> {
  let NextToken: string | undefined;
  let nextMs = io.nowMs();
  const given = new Set<string>();
  const send = async () => {
    const waitMs = nextMs - io.nowMs();
    if (waitMs > 0) await io.wait(waitMs);
    nextMs = io.nowMs() + BETWEEN_REQUESTS_MS;
    onRequest();
    const page = {
      StartTime: new Date(range.startMs),
      EndTime: new Date(range.endMs),
      ...{ MaxResults: PAGE_LENGTH, NextToken },
    };
    return limit(() =>
      trail === undefined
        ? place.client.send(
            new LookupEventsCommand({
              ...page,
              ...(attribute === undefined ? {} : { LookupAttributes: [attribute] }),
              ...(isInsights ? { EventCategory: 'insight' } : {}),
            }),
          )
        : place.client.send(
            new ListInsightsDataCommand({
              ...{ ...page, InsightSource: trail, DataType: 'InsightsEvents' },
              ...(isDimension(attribute?.AttributeKey)
                ? { Dimensions: { [attribute.AttributeKey]: attribute.AttributeValue ?? '' } }
                : {}),
            }),
          ),
    );
  };
  do {
    const { Events = [], NextToken: next } = await askPlace(place, {
      send,
      needs: trail === undefined ? 'cloudtrail:LookupEvents' : 'cloudtrail:ListInsightsData',
      wait: io.wait,
    });
    // a token that comes again would lead in a circle
    NextToken = next === undefined || given.has(next) ? undefined : next;
    if (next !== undefined) given.add(next);
    yield Events;
  } while (NextToken !== undefined);
}
