import {
  CloudTrailClient,
  type EventDataStore,
  ListEventDataStoresCommand,
} from '@aws-sdk/client-cloudtrail';
import { pagesOf } from '../../lambda/aws/answers';
import { requestOptions } from '../aws/s3-client';
import { askService, type ServiceRequest, sendAgain, toServiceError } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';

/** The request to CloudTrail Lake. */
export interface LakeQuestion {
  /** The permissions that it requires. */
  readonly needs: string;
  /** The store or query, and the Region if known. */
  readonly where: string;
}

/** The meaning of an error, by its name; the message of the service follows in parentheses. */
const REASONS: Readonly<Record<string, (where: string) => string>> = {
  EventDataStoreNotFoundException: (where) =>
    `there is no ${where}; name it by its ARN, or set AWS_REGION to its Region`,
  EventDataStoreARNInvalidException: (where) => `there is no ${where}; name it by its ARN`,
  InactiveEventDataStoreException: (where) => `the ${where} is not active; it is being created or deleted`,
  InvalidEventDataStoreStatusException: (where) =>
    `the ${where} is not one that was deleted in the last seven days`,
  QueryIdNotFoundException: (where) => `there is no ${where}; set AWS_REGION to the Region of its store`,
  InactiveQueryException: (where) => `the ${where} has ended already`,
  ImportNotFoundException: (where) =>
    `there is no ${where}; set AWS_REGION, or --region, to the Region of its store`,
  AccountHasOngoingImportException: () =>
    'another import is running, and CloudTrail runs one at a time in an account; trailwatch lake imports list shows those of a store',
  MaxConcurrentQueriesException: () =>
    'the maximum number of queries that CloudTrail allows is running; trailwatch lake queries list shows them, cancel ends one',
  UnsupportedOperationException: () =>
    'CloudTrail Lake does not support this here; it may not be available in the Region',
};

/** The same of the store of an import or a query: the request names that, and not the store. */
const OF_STORE: ReadonlyMap<string, string> = new Map([
  ['EventDataStoreNotFoundException', 'does not exist'],
  ['EventDataStoreARNInvalidException', 'does not exist'],
  ['InactiveEventDataStoreException', 'is not active; it is being created or deleted'],
  ['InvalidEventDataStoreStatusException', 'has a status that does not allow imports'],
]);

const CLOSED =
  'CloudTrail Lake is closed to accounts that did not use it before 2026-05-31; query the log files of a trail instead ' +
  '(trailwatch query PATH, or --athena)';

/** A request to CloudTrail Lake, with the meaning of its errors. */
function lakeRequest({ needs, where }: LakeQuestion): ServiceRequest {
  return {
    ...{ service: 'CloudTrail Lake', needs },
    explain: (code, message) => {
      if (message === 'Region is missing')
        return 'no Region is set; set AWS_REGION to the Region of the event data store, or name it by its ARN';
      if (/new customers/i.test(message)) return `${CLOSED} (${message})`;
      if (/^InvalidQueryStatement/.test(code)) return renderSqlFault(message);
      const ofStore = where.startsWith('event data store ') ? undefined : OF_STORE.get(code);
      if (ofStore !== undefined) return `the event data store of ${where} ${ofStore} (${message})`;
      return Object.hasOwn(REASONS, code) ? REASONS[code]?.(where) : undefined;
    },
  };
}

/** The line with the view `events`, after which the SQL of the user begins. */
const VIEW_LINES = 1;

/** The reason for which a query failed, from CloudTrail's message. */
export function renderSqlFault(message: string): string {
  const [, line, column, rest = message] = /line (\d+):(\d+): (.*)$/s.exec(message.trim()) ?? [];
  const sentence = rest.split('\n')[0]?.replace(/[.;]+$/, '') ?? '';
  const place = line === undefined ? '' : ` (line ${Math.max(1, Number(line) - VIEW_LINES)}:${column})`;
  return `the SQL cannot be run: ${sentence}${place}`;
}

/** An event data store, and the client of its Region. */
export interface LakeStore {
  /** What is after FROM. */
  readonly id: string;
  /** Absent if it was given by id only. */
  readonly arn?: string;
  /** The account in the ARN. */
  readonly owner?: string;
  /** In words. */
  readonly where: string;
  readonly client: CloudTrailClient;
}

const ARN = /^arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):(\d{12}):eventdatastore\/([0-9A-Za-z-]+)$/;
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What finds a store by its name or id. */
const LISTING = 'cloudtrail:ListEventDataStores';

/** A CloudTrail client whose sender retries. */
export function makeLakeClient(region?: string): CloudTrailClient {
  return new CloudTrailClient({
    maxAttempts: 1,
    requestHandler: requestOptions(),
    ...(region === undefined ? {} : { region }),
  });
}

/**
 * Finds a store by its ARN, its id or its name.
 *
 * @throws {@link UserError} if it is the ARN of something else, no Region is known, or no store has the name
 */
export async function findStore(store: string, wait: CommandIo['wait']): Promise<LakeStore> {
  const [, region, owner = '', id = ''] = ARN.exec(store) ?? [];
  if (region !== undefined) {
    return { id, arn: store, owner, where: `event data store '${store}'`, client: makeLakeClient(region) };
  }
  if (store.startsWith('arn:'))
    throw new UserError(
      `'${store}' is not the ARN of an event data store, such as arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/ID`,
    );
  const client = makeLakeClient();
  const place = { where: `event data store '${store}'`, needs: LISTING };
  try {
    const where = `event data store '${store}' in ${await client.config.region()}`;
    if (ID.test(store)) return { id: store, where, client };
    const arn = await findArn(client, ({ Name }) => Name === store, wait);
    if (arn === undefined) throw notThere(where);
    return { id: arn.split('/').at(-1) ?? '', arn, where, client };
  } catch (error) {
    client.destroy();
    throw toServiceError(error, lakeRequest(place));
  }
}

/**
 * The ARN of a store, for operations that do not accept an id.
 *
 * @throws {@link UserError} if no store has the id
 */
export async function arnOfStore(
  { id, arn, where, client }: LakeStore,
  wait: CommandIo['wait'],
): Promise<string> {
  if (arn !== undefined) return arn;
  try {
    const found = await findArn(
      client,
      ({ EventDataStoreArn }) => EventDataStoreArn?.endsWith(`/${id}`) === true,
      wait,
    );
    if (found !== undefined) return found;
  } catch (error) {
    throw toServiceError(error, lakeRequest({ where, needs: LISTING }));
  }
  throw notThere(where);
}

function notThere(where: string): UserError {
  return new UserError(`there is no ${where}; name it by its ARN, or set AWS_REGION to its Region`);
}

async function findArn(
  client: CloudTrailClient,
  isIt: (store: EventDataStore) => boolean,
  wait: CommandIo['wait'],
): Promise<string | undefined> {
  const pages = pagesOf('ListEventDataStores', (NextToken) =>
    sendAgain(() => client.send(new ListEventDataStoresCommand({ NextToken })), { needs: LISTING, wait }),
  );
  for await (const { EventDataStores } of pages) {
    const found = EventDataStores?.find(isIt)?.EventDataStoreArn;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Sends a request, with retries while CloudTrail is busy. Throws one sentence if it does not succeed. */
export function askAgain<T>(
  question: LakeQuestion,
  { wait }: Pick<CommandIo, 'wait'>,
  send: () => Promise<T>,
): Promise<T> {
  return askService(lakeRequest(question), wait, send);
}

/** The same with a separate client. */
export async function askLake<T>(
  { region, ...question }: LakeQuestion & { readonly region: string | undefined },
  io: CommandIo,
  send: (client: CloudTrailClient) => Promise<T>,
): Promise<T> {
  const client = makeLakeClient(region);
  try {
    return await askAgain(question, io, () => send(client));
  } finally {
    client.destroy();
  }
}
