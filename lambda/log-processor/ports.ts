import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { S3Client } from '@aws-sdk/client-s3';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming } from '../aws/confirming';
import { kmsClientOf, type MacClaim, verifyMac } from '../aws/mac-keys';
import { type ListAddress, type ReadList, readList } from '../aws/s3/read-list';
import type { ReadObject } from '../aws/s3/read-object';
import { type FoundSilences, readSilenceParameters, ssmClient } from '../aws/silence-parameters';
import { putHeartbeat, readHeartbeats } from '../aws/table/heartbeat-item';
import {
  type ContributionEntry,
  type ContributionRange,
  putContributions,
  type RememberedContribution,
  readContributions,
} from '../aws/table/read-contributions';
import { readSketch, type SketchPorts, writeSketch } from '../aws/table/sketch-item';
import { readSummary, type SummaryCount } from '../aws/table/summary-item';
import {
  type KnownMember,
  listMembers,
  putMember,
  readAccountTags,
  readMembers,
} from '../aws/trail/member-accounts';
import { expiresAtSeconds } from '../raise/expiry';
import type { ForeignItems } from '../raise/foreign-items';
import type { Log } from '../raise/log';
import { makeClaimStore, makeRaiseClients, makeRaisePorts } from '../raise/ports/make-raise-ports';
import type { RaisePorts } from '../raise/ports/raise-ports';

/** All side effects of the log processor, and the clock: `lambda/aws` in production, memory in tests. */
export interface Ports extends RaisePorts, SketchPorts {
  readonly readObject: ReadObject;
  readonly putContributions: (entry: ContributionEntry) => Promise<void>;
  readonly readContributions: (range: ContributionRange) => Promise<readonly RememberedContribution[]>;
  /** A list of addresses or a database; undefined if it is the version that is known. */
  readonly readList: (address: ListAddress) => Promise<ReadList | undefined>;
  /** The counts of a UTC day. */
  readonly readSummary: (day: string) => Promise<readonly SummaryCount[]>;
  /** Writes that log files came until a time, ISO 8601 in UTC. */
  readonly noteSearched: (until: string) => Promise<void>;
  /** The accounts of the organization, as Organizations lists them. */
  readonly listMembers: () => Promise<readonly KnownMember[]>;
  /** The tags of an account with these keys. */
  readonly readAccountTags: (
    account: string,
    keys: readonly string[],
  ) => Promise<Readonly<Record<string, string>>>;
  readonly putMember: (member: KnownMember & { readonly expiresAtSeconds: number }) => Promise<void>;
  /** The accounts of the organization, as they were last written. */
  readonly readMembers: () => Promise<readonly KnownMember[]>;
  /** The times of a UTC day until which log files came. */
  readonly readSearched: (day: string) => Promise<readonly string[]>;
  /** Writes that the work of a UTC day is done. */
  readonly noteDayDone: (day: string) => Promise<void>;
  /** The UTC days whose work is done, of the last weeks. */
  readonly readDaysDone: () => Promise<readonly string[]>;
}

/** What an invocation calls that found something, or that has a test of the path to the topic to verify. */
export interface LatePorts extends Omit<Ports, 'readObject'> {
  readonly verifyMac: (claim: MacClaim) => Promise<boolean>;
  readonly readSilences: (path: string) => Promise<FoundSilences>;
}

/** Days whose work is done lie beside the heartbeats, in one partition: the place is the day. */
const DAYS_DONE = 'days-done';

/** Longer than any silence of heartbeats after which something can be made up for. */
const DAYS_DONE_SECONDS = 35 * 86_400;

/** The ports in life, all but the one that reads objects: AWS, with the names that the settings give. */
export function makeLatePorts(
  settings: LogProcessorSettings,
  log: Pick<Log, 'warn'>,
  foreignItems: ForeignItems,
): LatePorts {
  const clients = makeRaiseClients(settings, log, foreignItems);
  const store = makeClaimStore(clients, settings);
  const organizations = confirming(new OrganizationsClient(CLIENT_OPTIONS));
  const s3 = confirming(new S3Client(CLIENT_OPTIONS));
  const ssm = confirming(ssmClient(CLIENT_OPTIONS));
  const kms = kmsClientOf(settings.macKeyArn, CLIENT_OPTIONS);
  return {
    ...makeRaisePorts(clients, settings),
    putContributions: (entry) => putContributions(store, entry),
    readContributions: (range) => readContributions(store, range),
    readSketch: (key) => readSketch(store, key),
    writeSketch: (change) => writeSketch(store, change),
    readList: (address) => readList(s3, address),
    listMembers: () => listMembers(organizations),
    readAccountTags: (account, keys) => readAccountTags(organizations, account, keys),
    putMember: (member) => putMember(store, member),
    readMembers: () => readMembers(store),
    readSummary: (day) => readSummary(store, day),
    noteSearched: (until) =>
      putHeartbeat(store, {
        ...{ hour: searchedOn(until), place: until },
        expiresAtSeconds: expiresAtSeconds(Date.now(), settings),
      }),
    readSearched: (day) => readHeartbeats(store, searchedOn(day)),
    noteDayDone: (day) =>
      putHeartbeat(store, {
        ...{ hour: DAYS_DONE, place: day },
        expiresAtSeconds: Math.floor(Date.now() / 1000) + DAYS_DONE_SECONDS,
      }),
    readDaysDone: () => readHeartbeats(store, DAYS_DONE),
    readSilences: (path) => readSilenceParameters(ssm, path),
    verifyMac: (claim) => verifyMac(kms, settings.macKeyArn, claim),
  };
}

/** Heartbeats of the log files themselves, a day in one partition: the place is the time of the latest files. */
function searchedOn(time: string): string {
  return `log-files|${time.slice(0, 'yyyy-mm-dd'.length)}`;
}
