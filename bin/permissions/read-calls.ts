import pLimit from 'p-limit';
import { identity } from '../../lib/core/compile/predicate/record-facts';
import { type UsedAction, UsedPermissions } from '../../lib/core/policy/permission/used-permissions';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import type { Condition } from '../../lib/core/rule/condition';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { eventPages } from '../history/event-pages';
import { readHistoryEvent } from '../history/history-event';
import { toHistoryQuery } from '../history/history-query';
import type { Diagnostics } from '../outputs/diagnostics';
import { PlaceError } from '../places/ask-place';
import { accountsOfUnits, findPlaces, type Place } from '../places/find-places';
import { ArchiveRecords, type ArchiveSource } from '../records/archive-records';
import { RecordFilter } from '../records/record-filter';
import { readCallCatalogue } from '../rules/read-call-catalogue';
import type { CallSource, ReadCalls } from './remote-calls';

interface Tools {
  readonly io: CommandIo;
  readonly diagnostics: Diagnostics;
}

/** The calls that are asked for, and where they are. */
interface AskedCalls {
  readonly paths: readonly string[];
  /** What all records of the principal have in their text; empty for every record. */
  readonly named: string;
  /** Holds for every record of the principal, and for some others; undefined for every record. */
  readonly asked: Condition | undefined;
}

/**
 * The records of log files, of a remote engine, or of Event history in each account and Region.
 */
export async function readCalls(
  { paths, named, asked }: AskedCalls,
  { ou, ...others }: CallSource,
  tools: Tools,
): Promise<ReadCalls> {
  const source =
    ou === undefined ? others : { ...others, account: await accountsIn(ou, others.account, tools.io.wait) };
  if (source.history === true) return new HistoryCalls(source, tools);
  if (source.athena === undefined && source.lake === undefined)
    return new ArchiveCalls({ paths, filter: RecordFilter.of(source), asked }, tools);
  const { RemoteCalls } = await import('./remote-calls');
  return new RemoteCalls(source, named, tools);
}

/** The accounts of organizational units; of those, the ones that are named, if any are. */
async function accountsIn(
  units: readonly string[],
  named: readonly string[] | undefined,
  wait: CommandIo['wait'],
): Promise<readonly string[]> {
  const accounts = await accountsOfUnits(units, wait);
  const chosen = named === undefined ? accounts : accounts.filter((id) => named.includes(id));
  if (chosen.length === 0)
    throw new UserError(`${units.join(', ')}: it contains no active account that was chosen`);
  return chosen;
}

class ArchiveCalls implements ReadCalls {
  private readonly archive: ArchiveRecords;

  constructor(source: ArchiveSource, tools: Tools) {
    this.archive = new ArchiveRecords(source, tools);
  }

  get records(): number {
    return this.archive.records;
  }

  async *read(): AsyncGenerator<readonly CloudTrailRecord[], void> {
    for await (const portion of this.archive.read()) yield portion.map(({ record }) => record);
    this.archive.reportNothing();
  }

  counts(): string {
    const { files, pruned, records } = this.archive;
    return `files=${files} pruned=${pruned} records=${records}`;
  }
}

/** The maximum number of concurrent requests. */
const AT_ONCE = 16;

class HistoryCalls implements ReadCalls {
  records = 0;
  private places = 0;
  private requests = 0;

  constructor(
    private readonly source: CallSource,
    private readonly tools: Tools,
  ) {}

  async *read(): AsyncGenerator<readonly CloudTrailRecord[], void> {
    const { source, tools } = this;
    const { diagnostics, io } = tools;
    const onProblem = (sentence: string) => diagnostics.problem(sentence);
    const query = toHistoryQuery(
      {
        ...(source.start === undefined ? {} : { start: source.start }),
        ...(source.end === undefined ? {} : { end: source.end }),
      },
      io.currentTime(),
    );
    const { account, ...asked } = source;
    // In an organization, only requested accounts are signed in to.
    const places = await findPlaces(
      { ...asked, onlyAccounts: account },
      { sessionName: 'trailwatch-permissions', onProblem, wait: io.wait },
    );
    this.places = places.length;
    const filter = RecordFilter.of({ ...(account === undefined ? {} : { account }) });
    try {
      for (const place of places)
        for await (const records of this.recordsOf(place, query)) {
          const found = records.filter(filter.matches);
          this.records += found.length;
          yield found;
        }
    } finally {
      for (const { client } of places) client.destroy();
    }
  }

  counts(): string {
    return `places=${this.places} requests=${this.requests} records=${this.records}`;
  }

  private async *recordsOf(place: Place, query: Parameters<typeof eventPages>[1]) {
    const { io, diagnostics } = this.tools;
    const onRequest = () => {
      this.requests += 1;
      diagnostics.progress(() => `${this.records} events, ${this.requests} requests`);
    };
    try {
      for await (const page of eventPages(place, query, { io, onRequest, limit: pLimit(AT_ONCE) }))
        yield page.flatMap((event): CloudTrailRecord[] => {
          const found = readHistoryEvent(event);
          if (found === undefined)
            diagnostics.problem(
              `${place.name}: the event ${event.EventId ?? 'without an id'} holds no record`,
            );
          return found === undefined ? [] : [found.record as CloudTrailRecord];
        });
    } catch (error) {
      if (!(error instanceof PlaceError)) throw error;
      diagnostics.problem(error.message);
    }
  }
}

/** The number of principals that are counted separately. */
const MAX_PRINCIPALS = 10_000;

const ROLE_OF_SESSIONS = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)$/;

/** What each role and user used. */
export class UsedByPrincipal {
  /** Records of principals beyond that number. */
  uncounted = 0;
  private readonly byArn = new Map<string, UsedPermissions>();

  /** By ARN, in the order of their names. */
  get principals(): readonly (readonly [arn: string, used: readonly UsedAction[]])[] {
    return [...this.byArn]
      .map(([arn, { actions }]) => [arn, actions] as const)
      .filter(([, actions]) => actions.length > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** Counts a call. Gives whether it is one of a role or user. */
  take(record: CloudTrailRecord): boolean {
    const arn = principalOf(record);
    if (arn === undefined) return false;
    const used = this.byArn.get(arn) ?? new UsedPermissions(readCallCatalogue);
    if (!this.byArn.has(arn)) {
      if (this.byArn.size >= MAX_PRINCIPALS) {
        this.uncounted += 1;
        return false;
      }
      this.byArn.set(arn, used);
    }
    used.take(record);
    return true;
  }
}

/** The role of a session, or the user. None of AWS services, of the root user, and of callers that records name by their account only. */
function principalOf(record: CloudTrailRecord): string | undefined {
  const arn = identity.principal(record);
  if (arn === undefined) return undefined;
  const [, partition, account, role] = ROLE_OF_SESSIONS.exec(arn) ?? [];
  const whole = role === undefined ? arn : `arn:${partition}:iam::${account}:role/${role}`;
  return /^arn:[^:]+:iam::\d{12}:(?:role|user)\//.test(whole) ? whole : undefined;
}
