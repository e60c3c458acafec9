import { isDeepStrictEqual } from 'node:util';
import { type CloudTrailServiceException, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { type HistoryServer, type ServedEvent, serveHistory } from '../../../test/bin/history/serve-history';
import { runTrailwatch } from '../../../test/bin/run-trailwatch';
import { withEmulator } from '../emulator/start-emulator';
import type { Outcome } from '../outcome';
import { mustRun } from '../run-process';

const START = '2026-11-19T00:00:00Z';
const END = '2026-11-20T11:59:59Z';

/** The AWS CLI takes events of the end itself, `trailwatch history` those before it. */
const NEXT_SECOND = '2026-11-20T12:00:00Z';
const REGIONS = ['eu-west-1', 'us-east-1'];

/** More than two pages of a Region. */
const EVENTS_A_REGION = 120;

/**
 * The emulator has no Event history, which is tried. The server that the tests of `trailwatch history` have instead answers the AWS CLI,
 * too, which reads it by the service's own model: both list the same Regions, and find the same records with and without a filter.
 */
export async function checkHistory(
  { aws, emulator }: { readonly aws: string; readonly emulator: string },
  outcome: Outcome,
): Promise<void> {
  const status = await lookupInEmulator(emulator);
  const isKnown = status >= 400;
  outcome.check(isKnown, 'the emulator has no LookupEvents, as known', [
    `it answers with status ${status}: ask it`,
  ]);
  const server = await serveHistory({
    events: Object.fromEntries(REGIONS.map((name) => [name, eventsOf(name)])),
  });
  const before = { ...process.env };
  Object.assign(process.env, environmentOf(server));
  try {
    for (const [attribute, options] of FILTERS) {
      const wanted = await recordsByCli(aws, server, attribute);
      const { stdout, stderr } = await runTrailwatch([
        'history',
        '--start',
        START,
        '--end',
        NEXT_SECOND,
        ...options,
      ]);
      const found = byId(stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line))));
      const what = `history ${options.join(' ')}: ${found.length} records, those of aws cloudtrail lookup-events`;
      outcome.check(found.length > 0 && isDeepStrictEqual(found, wanted), what, [stderr]);
    }
  } finally {
    process.env = before;
    await server.stop();
  }
}

/** As the AWS CLI and trailwatch ask for it. */
const FILTERS: readonly (readonly [string | undefined, readonly string[]])[] = [
  [undefined, []],
  ['EventName,StopLogging', ['--event-name', 'StopLogging']],
  ['Username,ann', ['--user-name', 'ann']],
];

/** The status of the answer. Where the emulator lacks an operation, its answer is a page. */
async function lookupInEmulator(command: string): Promise<number> {
  return withEmulator(command, async (server) => {
    const { cloudTrail } = server.at({ accountId: '111122223333', region: 'eu-west-1' });
    const { $metadata } = await cloudTrail
      .send(new LookupEventsCommand({}))
      .catch((error: CloudTrailServiceException) => error);
    return $metadata.httpStatusCode ?? 0;
  });
}

function environmentOf({ url }: HistoryServer): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
  };
}

async function recordsByCli(
  aws: string,
  server: HistoryServer,
  attribute: string | undefined,
): Promise<readonly JsonObject[]> {
  const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  const env = { PATH: process.env.PATH ?? '', ...nowhere, ...environmentOf(server) };
  const ask = async (...args: readonly string[]) =>
    JSON.parse(await mustRun(aws, [...args, '--output', 'json'], { env }));
  const { Regions } = (await ask('account', 'list-regions')) as {
    readonly Regions: readonly { readonly RegionName: string }[];
  };
  const [key, value] = attribute?.split(',') ?? [];
  const filter =
    key === undefined ? [] : ['--lookup-attributes', `AttributeKey=${key},AttributeValue=${value}`];
  const records = new Map<string, JsonObject>();
  for (const { RegionName } of Regions) {
    const range = ['--start-time', START, '--end-time', END, '--region', RegionName];
    const { Events } = (await ask('cloudtrail', 'lookup-events', ...range, ...filter)) as {
      readonly Events: readonly { readonly EventId: string; readonly CloudTrailEvent: string }[];
    };
    for (const { EventId, CloudTrailEvent } of Events) records.set(EventId, JSON.parse(CloudTrailEvent));
  }
  return byId([...records.values()]);
}

function byId(records: readonly JsonObject[]): readonly JsonObject[] {
  return [...records].sort((one, other) => (String(one.eventID) < String(other.eventID) ? -1 : 1));
}

/** Newest first. Each tenth is an event of a global service, which every Region gives. */
function eventsOf(region: string): readonly ServedEvent[] {
  return Array.from({ length: EVENTS_A_REGION }, (_, index) => {
    const isGlobal = index % 10 === 0;
    const EventId = isGlobal ? `global-${index}` : `${region}-${index}`;
    const EventTime = Date.parse(END) / 1000 - 60 * index;
    const EventName = index % 3 === 0 ? 'StopLogging' : 'GetObject';
    const record = {
      ...{ eventVersion: '1.11', eventID: EventId, requestID: `request-${EventId}`, eventName: EventName },
      eventTime: new Date(EventTime * 1000).toISOString().replace('.000Z', 'Z'),
      eventSource: isGlobal ? 'iam.amazonaws.com' : 'cloudtrail.amazonaws.com',
      awsRegion: isGlobal ? 'us-east-1' : region,
      recipientAccountId: '111122223333',
    };
    const Username = index % 4 === 0 ? 'ann' : 'ben';
    return {
      EventId,
      EventTime,
      EventName,
      Username,
      ReadOnly: 'false',
      CloudTrailEvent: JSON.stringify(record),
    };
  });
}
