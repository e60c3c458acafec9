import {
  isSameImport,
  type LakeImportProperties,
  type LakeImportRequest,
  parseLakeImport,
  toKnown,
} from '../../lib/core/settings/lake-import';
import { unlessMissing } from '../aws/answers';
import type { StackEvent, StackRequest } from '../aws/change/answer-stack';
import type { ProveRequest } from '../aws/prove-request';
import type { LakeImport, LakeImports } from '../aws/trail/lake-imports';

export interface FollowPorts {
  readonly prove: ProveRequest;
  /** What CloudFormation does with a stack. */
  readonly statusOf: (stackId: string) => Promise<string | undefined>;
  readonly imports: LakeImports;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** The result of a request: the import that the resource now has, or why there is none. */
export type StackOutcome =
  | { readonly importId: string }
  | { readonly importId: string; readonly reason: string };

type ProvableEvent = StackEvent & Pick<StackRequest, 'StackId'>;

/** The id of a resource whose import did not start. CloudFormation deletes it by this. */
const NO_IMPORT = 'no-import';

/**
 * Handles a CloudFormation request. The same request again changes nothing: an existing import of the same events into the same
 * store is reused, regardless of who started it, and one that failed or was stopped is resumed with its role. Never throws.
 */
export async function followStack(event: ProvableEvent, ports: FollowPorts): Promise<StackOutcome> {
  const { PhysicalResourceId: current = NO_IMPORT } = event;
  try {
    await ports.prove(event);
    if (event.RequestType === 'Delete') {
      await leaveImport(current, event.ResourceProperties, ports.imports);
      return { importId: current };
    }
    const request = parseLakeImport(event.ResourceProperties);
    const former = acceptedOf(event.OldResourceProperties ?? {});
    const hasStopped = former !== undefined && (await stopReplaced(former, request, ports.imports));
    const wanted = { request, hasStopped, ...forgottenBy(event, former) };
    return { importId: await haveImport(wanted, event.StackId, ports) };
  } catch (error) {
    return { importId: current, reason: toReason(error as Partial<Error>) };
  }
}

/** The properties of a request that was not refused, and may have started an import. */
function acceptedOf(properties: StackEvent['ResourceProperties']): LakeImportProperties | undefined {
  try {
    return parseLakeImport(properties);
  } catch {
    return undefined;
  }
}

/** The import of a resource whose events stay the same. If CloudTrail does not list it any more, they were copied long ago. */
function forgottenBy(
  { PhysicalResourceId: id = NO_IMPORT, ResourceProperties }: StackEvent,
  former: LakeImportProperties | undefined,
): Pick<WantedImport, 'ownId'> {
  const isSame = former !== undefined && isSameRequest(parseLakeImport(ResourceProperties), former);
  return isSame && IMPORT_ID.test(id) ? { ownId: id } : {};
}

function isSameRequest(request: LakeImportRequest, former: LakeImportRequest): boolean {
  return former.eventDataStoreArn === request.eventDataStoreArn && isSameImport(request, toKnown(former));
}

/**
 * Stops the import that an update replaces, if its properties ask for that: CloudTrail runs one at a time, and CloudFormation deletes
 * what is replaced only after the new one has started. An update that is taken back continues it.
 */
async function stopReplaced(
  former: LakeImportProperties,
  request: LakeImportRequest,
  imports: LakeImports,
): Promise<boolean> {
  if (former.stopWhenRemoved !== 'true' || isSameRequest(request, former)) return false;
  const found = await findSame(former, imports);
  if (found === undefined || !isRunning(found)) return false;
  await stop(found.id, imports);
  return true;
}

/** The import that a resource is to have. */
interface WantedImport {
  readonly request: LakeImportProperties;
  /** Whether another one was just stopped for it. */
  readonly hasStopped: boolean;
  /** The id of the resource, if it is an import of the same events. */
  readonly ownId?: string;
}

async function haveImport(wanted: WantedImport, stackId: string, ports: FollowPorts): Promise<string> {
  const { imports } = ports;
  const { request, ownId } = wanted;
  const known = await findSame(request, imports);
  if (known === undefined) return ownId ?? begin(wanted, ports, () => imports.start(request));
  if (!hasEndedEarly(known)) return known.id;
  refuseOtherRole(known, request);
  const resume = async () => {
    await imports.resume(known.id);
    return known.id;
  };
  try {
    return await begin(wanted, ports, resume);
  } catch (error) {
    if (await isLeftEnded(error as Partial<Error>, request, () => ports.statusOf(stackId))) return known.id;
    throw error;
  }
}

/**
 * Whether an import that ended early stays so: an update is taken back while another import runs, such as the one that it started. It
 * had ended before the update, which stops none without `stopWhenRemoved`. The rollback would fail until the other one ends.
 */
async function isLeftEnded(
  { name }: Partial<Error>,
  { stopWhenRemoved }: LakeImportProperties,
  status: () => Promise<string | undefined>,
): Promise<boolean> {
  if (name !== ONGOING || stopWhenRemoved === 'true') return false;
  return (await status())?.startsWith('UPDATE_ROLLBACK_') === true;
}

/**
 * CloudTrail continues an import with the role that it was started with, which went with the resource that started it; a new import
 * would copy again what was copied.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_StartImport.html
 */
function refuseOtherRole({ id, status, roleArn: own }: LakeImport, { roleArn }: LakeImportRequest): void {
  if (own === undefined || own === roleArn) return;
  throw new Error(
    `import ${id} of the same events is ${status}, and continues only with its own role ${own}; make that role again and continue the ` +
      `import (trailwatch lake imports retry ${id}), or choose other times`,
  );
}

/** CloudTrail's error while another import of the account runs. */
const ONGOING = 'AccountHasOngoingImportException';

/** What a role and policy that were just created may answer, until IAM knows them everywhere. */
const NOT_YET = /^(AccessDenied|InvalidImportSource)/;
const WAITS_MS = [5_000, 10_000, 20_000, 40_000];

/** Starts or resumes an import. Another one that was just stopped may be under way for a moment. */
async function begin(
  { request, hasStopped }: WantedImport,
  { imports, wait }: FollowPorts,
  start: () => Promise<string>,
): Promise<string> {
  for (const waitMs of [...WAITS_MS, undefined]) {
    try {
      return await start();
    } catch (error) {
      const { name = '' } = error as Partial<Error>;
      const isOther = hasStopped && name === ONGOING;
      if (!NOT_YET.test(name)) {
        // the answer to this call, or to an earlier one of the same request, may have been lost
        const begun = await findSame(request, imports);
        if (begun !== undefined && !hasEndedEarly(begun)) return begun.id;
        if (!isOther) throw error;
      }
      if (waitMs === undefined) throw error;
      await wait(waitMs);
    }
  }
  throw new Error('the last try answers or throws');
}

/** The import that copies the same events; the one that runs or is complete before one that ended early. */
async function findSame(request: LakeImportRequest, imports: LakeImports): Promise<LakeImport | undefined> {
  let early: LakeImport | undefined;
  for await (const known of imports.into(request.eventDataStoreArn)) {
    if (!isSameImport(request, known)) continue;
    if (!hasEndedEarly(known)) return known;
    early ??= known;
  }
  return early;
}

function isRunning({ status }: LakeImport): boolean {
  return status === 'INITIALIZING' || status === 'IN_PROGRESS';
}

function hasEndedEarly({ status }: LakeImport): boolean {
  return status === 'FAILED' || status === 'STOPPED';
}

const IMPORT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Nothing that was copied is deleted. */
async function leaveImport(
  id: string,
  properties: StackEvent['ResourceProperties'],
  imports: LakeImports,
): Promise<void> {
  if (properties.stopWhenRemoved !== 'true') return;
  const found = IMPORT_ID.test(id) ? await imports.find(id) : await findOwn(id, properties, imports);
  if (found !== undefined && isRunning(found)) await stop(found.id, imports);
}

/**
 * The import that a creation started whose answer says that it failed, or for which CloudFormation made up an id: an earlier call for
 * the same request may have started it, with the role of this resource. A creation that failed may have failed because the function may
 * not list imports, and then it started none.
 */
async function findOwn(
  id: string,
  properties: StackEvent['ResourceProperties'],
  imports: LakeImports,
): Promise<LakeImport | undefined> {
  const request = acceptedOf(properties);
  if (request === undefined) return undefined;
  const find = () => findSame(request, imports);
  const found = await (id === NO_IMPORT ? unlessMissing('AccessDeniedException', find) : find());
  return found?.roleArn === request.roleArn ? found : undefined;
}

/** One that ends meanwhile by itself needs no stop. */
async function stop(id: string, imports: LakeImports): Promise<void> {
  try {
    await imports.stop(id);
  } catch (error) {
    const found = await imports.find(id);
    if (found !== undefined && isRunning(found)) throw error;
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  [ONGOING]:
    'another import is running, and CloudTrail runs one at a time in an account; deploy again when it has ended (trailwatch lake imports list STORE)',
  InvalidImportSourceException:
    'check the Region of the bucket, its policy and its key; its ACLs must be disabled, and the location must hold log files of CloudTrail',
  InvalidEventDataStoreCategoryException: 'imports go to event data stores of CloudTrail events only',
  OperationNotPermittedException:
    'only the management account imports into the event data store of an organization',
};

function toReason({ name = 'Error', message = '' }: Partial<Error>): string {
  const remedy = REMEDIES[name];
  return `the import did not start or stop: ${name}: ${message}${remedy === undefined ? '' : `; ${remedy}`}`;
}
