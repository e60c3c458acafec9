import type { RulesInUse } from '../../lib/core/cost/savings/rules-in-use';
import type { FoundResource } from '../../lib/core/delivery/drift/resource-drift';
import type { Register } from '../../lib/core/delivery/register/register';
import type { TrailStatus } from '../../lib/core/delivery/trail-status';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/core/json/json-value';
import { DELIVERY_METRICS, type DeliverySettings } from '../../lib/core/settings/delivery-settings';
import type { DeployedResource } from '../../lib/core/settings/deployed-resources';
import type { ProveRequest } from '../aws/prove-request';
import type { ListedObject } from '../aws/s3/list-objects';
import type { ObjectAddress } from '../aws/s3/read-object';
import type { Progress } from '../aws/table/progress-item';
import type { AskedTrail, TrailReach } from '../aws/trail/get-trail';
import type { RaisePorts } from '../raise/ports/raise-ports';
import { beginningWith, type InvocationOf, type RaisingContainer } from '../raise/raising';
import { RetryLater } from '../raise/retry-later';

/** All side effects of this function, and the clock: `lambda/aws` in production, memory in tests. */
export interface Ports extends RaisePorts {
  readonly listRegions: () => Promise<readonly string[]>;
  readonly getTrail: (region: string, arn: string) => Promise<TrailReach>;
  readonly getTrailStatus: (region: string, trail: AskedTrail) => Promise<TrailStatus>;
  /** What a trail, bucket, key, topic or part of the pipeline is now. */
  readonly readResource: (
    resource: Pick<DeployedResource, 'kind' | 'arn' | 'part'>,
  ) => Promise<FoundResource>;
  /** The names of the resources of a stack, by logical id. */
  readonly listStackResources: (stack: string) => Promise<ReadonlyMap<string, string>>;
  readonly listFolders: (keyPrefix: string) => AsyncIterable<string>;
  /** The keys that begin with the prefix, behind `after`, in S3's order. */
  readonly listKeys: (keyPrefix: string, after: string) => AsyncIterable<string>;
  /** The objects whose keys begin with the prefix. */
  readonly listFiles: (keyPrefix: string) => AsyncIterable<Pick<ListedObject, 'key' | 'sizeBytes'>>;
  readonly readObject: (object: ObjectAddress, signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly readProgress: (name: string) => Promise<Progress>;
  readonly writeProgress: (progress: Progress) => Promise<boolean>;
  readonly listProgress: () => AsyncIterable<string>;
  readonly sendMessages: (bodies: readonly string[]) => Promise<void>;
  /** The Regions of an account that sent a heartbeat to the home bus in an hour. */
  readonly readHeartbeats: (hour: string, account: string) => Promise<readonly string[]>;
  readonly prove: ProveRequest;
}

/** What the table holds under a name: the members of an object, and the version to write over. */
export interface State {
  readonly members: JsonObject;
  readonly progress: Progress;
}

/**
 * The name of the item with the deployed configuration. The differences that a check found are in the same item, so their start times
 * cannot be deleted alone, and so are the names of all states, so that the other ones cannot be deleted unseen. Without the item,
 * checks fail.
 */
export const DEPLOYED = 'deployed';

const HOUR_MS = 60 * 60 * 1000;

/** Checks come at least every hour: the alarm on their absence is raised before a state that they write is as old. */
export const CHECKED_HOURS = 3;

/** Looks at an account come at least every six hours: the alarm on their absence is raised before. */
export const LOOKED_HOURS = 14;

/**
 * Reads a state. One that the monitor did not write counts as none. An alarm is raised then, and if it was deleted, or is older than
 * the last check can have left it: an older state does not have the problem, so its report would be late.
 */
export async function readState(
  invocation: Invocation,
  name: string,
  maxHours = Number.POSITIVE_INFINITY,
): Promise<State> {
  const { ports, counts, log } = invocation;
  const progress = await ports.readProgress(name);
  const text = progress.text === '' ? undefined : parseJson(progress.text);
  const members = isJsonObject(text) ? text : {};
  const isOld = ports.nowMs() - Number(members.writtenMs) > maxHours * HOUR_MS;
  if (progress.isRejected === true || isOld || (await isDeleted(invocation, progress))) {
    counts.add('StatesRejected');
    log.warn(
      'a state in the table was not written by the monitor, was written by a later version of it, was put back, or was deleted',
      { name },
    );
  }
  return { members, progress };
}

async function isDeleted(invocation: Invocation, { name, version }: Progress): Promise<boolean> {
  if (version > 0 || name === DEPLOYED) return false;
  const { states } = (await readState(invocation, DEPLOYED, CHECKED_HOURS)).members;
  return Array.isArray(states) && states.includes(name);
}

/**
 * Writes a state.
 *
 * @throws {@link RetryLater} if another invocation has written it since it was read: its message is processed again
 */
export async function writeState(
  { ports }: Pick<Invocation, 'ports'>,
  { progress }: State,
  members: object,
): Promise<void> {
  const text = JSON.stringify({ ...members, writtenMs: ports.nowMs() });
  if (await ports.writeProgress({ ...progress, text })) return;
  throw new RetryLater(`the state '${progress.name}' was written by another invocation`);
}

/** State that a container creates once and every invocation uses. */
export interface Container extends RaisingContainer {
  readonly ports: Ports;
  readonly settings: DeliverySettings;
  /** When accounts, Regions and trails must deliver; always, where none has them. */
  readonly registers: readonly Register[];
  /** The rules that need events: no selector is proposed that takes events from them. */
  readonly rules: () => RulesInUse;
}

/** State of one batch, which its steps share. */
export type Invocation = InvocationOf<Container, typeof DELIVERY_METRICS>;

/** Begins an invocation; `outOfTime` aborts when no more work may begin. */
export const beginInvocation = beginningWith(DELIVERY_METRICS);
