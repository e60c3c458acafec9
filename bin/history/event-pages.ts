import { type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { explainCredentials } from '../aws/credentials-error';
import { NoAnswerError, sendAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { renderReason } from '../cli/user-error';
import type { HistoryPlace } from './history-place';
import type { HistoryQuery } from './history-query';

/** LookupEvents takes two requests a second for each account and Region. */
const BETWEEN_REQUESTS_MS = 500;

const PAGE_LENGTH = 50;

/** What a place does not answer, whatever is asked. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
}

/** How requests are paced and counted. */
export interface Pace {
  readonly io: Pick<CommandIo, 'nowMs' | 'wait'>;
  /** Called before each request. */
  readonly onRequest: () => void;
}

/**
 * The pages of Event history of a place, newest events first.
 *
 * @throws {@link PlaceError} if the place does not answer
 */
export async function* eventPages(
  { name, client }: HistoryPlace,
  { range, attribute, isInsights }: HistoryQuery,
  { io, onRequest }: Pace,
): AsyncGenerator<readonly Event[]> {
  let NextToken: string | undefined;
  let nextMs = io.nowMs();
  const given = new Set<string>();
  const send = async () => {
    const waitMs = nextMs - io.nowMs();
    if (waitMs > 0) await io.wait(waitMs);
    nextMs = io.nowMs() + BETWEEN_REQUESTS_MS;
    onRequest();
    return client.send(
      new LookupEventsCommand({
        StartTime: new Date(range.startMs),
        EndTime: new Date(range.endMs),
        ...(attribute === undefined ? {} : { LookupAttributes: [attribute] }),
        ...(isInsights ? { EventCategory: 'insight' } : {}),
        MaxResults: PAGE_LENGTH,
        NextToken,
      }),
    );
  };
  do {
    const { Events = [], NextToken: next } = await trying(send, name, io);
    // a token that comes again would lead in a circle
    NextToken = next === undefined || given.has(next) ? undefined : next;
    if (next !== undefined) given.add(next);
    yield Events;
  } while (NextToken !== undefined);
}

async function trying<T>(send: () => Promise<T>, name: string, io: Pace['io']): Promise<T> {
  try {
    return await sendAgain(send, io.wait);
  } catch (error) {
    if (error instanceof NoAnswerError) throw new PlaceError(`${name}: ${error.message}`);
    throw new PlaceError(`${name}: ${explain((error as Error).name, renderReason(error))}`);
  }
}

function explain(code: string, message: string): string {
  if (message.includes('sts:AssumeRole')) return `the role cannot be assumed (${message})`;
  const known = explainCredentials(code) ?? (/^AccessDenied/.test(code) ? NOT_ALLOWED : undefined);
  return known === undefined ? message : `${known} (${message})`;
}

const NOT_ALLOWED = 'access was denied; it takes cloudtrail:LookupEvents';
