import type { LocalServer } from '../../local-server';
import { type PlacesFault, servePlaces } from '../places/serve-places';

/** A request for a page of Event history. */
export interface LookupRequest {
  readonly region: string;
  readonly accessKeyId: string;
  readonly StartTime: number;
  readonly EndTime: number;
  readonly LookupAttributes?: readonly { readonly AttributeKey: string; readonly AttributeValue: string }[];
  readonly EventCategory?: string;
  readonly InsightSource?: string;
  readonly Dimensions?: Readonly<Record<string, string>>;
  readonly MaxResults: number;
  readonly NextToken?: string;
  /** How often the same was asked for before. */
  readonly tries: number;
}

/** An event as the service gives it. */
export interface ServedEvent {
  readonly EventId: string;
  /** In seconds since 1970. */
  readonly EventTime: number;
  readonly EventName?: string;
  readonly EventSource?: string;
  readonly Username?: string;
  readonly ReadOnly?: string;
  readonly AccessKeyId?: string;
  readonly Resources?: readonly { readonly ResourceType: string; readonly ResourceName: string }[];
  readonly CloudTrailEvent?: string;
}

export interface ServedHistory {
  /** By Region, newest first. */
  readonly events: Readonly<Record<string, readonly ServedEvent[]>>;
  readonly fault?: (request: LookupRequest) => PlacesFault | undefined;
  /** Every page leads to itself. */
  readonly circles?: boolean;
  /** What the list of Regions fails with. */
  readonly regionsFault?: string;
  /** Roles that may be assumed. Their requests have them as access key. */
  readonly roles?: readonly string[];
  /** The accounts of the organization. */
  readonly accounts?: readonly string[];
}

export interface HistoryServer extends LocalServer {
  readonly requests: readonly LookupRequest[];
}

/** CloudTrail's LookupEvents with its filter and range, in pages of fifty. */
export async function serveHistory(history: ServedHistory): Promise<HistoryServer> {
  const requests: LookupRequest[] = [];
  const tries = new Map<string, number>();
  const server = await servePlaces({
    regions: Object.keys(history.events),
    regionsFault: history.regionsFault,
    roles: history.roles,
    answer: ({ operation, region, accessKeyId, body }) => {
      if (operation === 'ListAccounts') {
        return { body: { Accounts: history.accounts?.map((Id) => ({ Id, Name: Id, State: 'ACTIVE' })) } };
      }
      const key = `${region} ${body}`;
      const lookup = {
        ...JSON.parse(body),
        region,
        accessKeyId,
        tries: tries.get(key) ?? 0,
      } as LookupRequest;
      tries.set(key, lookup.tries + 1);
      requests.push(lookup);
      return history.fault?.(lookup) ?? { body: pageOf(history, lookup) };
    },
  });
  return { ...server, requests };
}

const PAGE_LENGTH = 50;

function pageOf({ events, circles }: ServedHistory, request: LookupRequest): object {
  const found = (events[request.region] ?? []).filter(
    ({ EventTime, ...event }) =>
      EventTime >= Math.floor(request.StartTime) &&
      EventTime <= Math.floor(request.EndTime) &&
      (request.LookupAttributes ?? []).every(
        ({ AttributeKey, AttributeValue }) =>
          (event as Readonly<Record<string, unknown>>)[AttributeKey] === AttributeValue,
      ) &&
      Object.entries(request.Dimensions ?? {}).every(
        ([key, value]) => (event as Readonly<Record<string, unknown>>)[key] === value,
      ),
  );
  const from = Number(request.NextToken ?? 0);
  const next = from + PAGE_LENGTH;
  const NextToken = circles === true ? '0' : next < found.length ? String(next) : undefined;
  return { Events: found.slice(from, next), NextToken };
}
