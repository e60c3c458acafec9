import { type CloudTrailClient, DeleteTrailCommand, GetTrailCommand } from '@aws-sdk/client-cloudtrail';
import {
  type OrganizationTrailRequest,
  parseOrganizationTrail,
  parseTags,
} from '../../lib/core/settings/organization-trail';
import type { StackEvent, StackRequest } from '../aws/change/answer-stack';
import type { ProveRequest } from '../aws/prove-request';
import {
  type KnownTrail,
  type OrganizationTrails,
  organizationTrailsOf,
} from '../aws/trail/organization-trails';
import { haveTrail, log, memoryKeysOf, OWNER_TAG, PART_TAG, TAKER_TAG, toRemembered } from './have-trail';

/** What policies, roles and keys that were just made may answer until they are known everywhere, and what passes by itself. */
const NOT_YET =
  /^(AccessDenied|Insufficient|InvalidCloudWatchLogs|CloudWatchLogsDeliveryUnavailable|KmsException|Conflict|Throttling|Timeout)/;

/** Calls that answer for themselves that a trail is not there. After any other, it was there a moment ago. */
const MAY_FIND_NONE = [GetTrailCommand, DeleteTrailCommand];

/** The waits of one request of CloudFormation, however many calls it takes. */
const WAITS_MS = [5_000, 10_000, 20_000, 40_000];

export interface FollowPorts {
  readonly prove: ProveRequest;
  readonly client: Pick<CloudTrailClient, 'send'>;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How a request came out: the ARN that the resource is known by, with that of its topic, or why there is no such trail. */
export interface StackOutcome {
  readonly trailArn: string;
  readonly snsTopicArn?: string;
  readonly reason?: string;
}

/** The id of a resource whose properties name no trail. CloudFormation deletes it by this. */
const NO_TRAIL = 'no-trail';

type TrailEvent = StackEvent & Pick<StackRequest, 'StackId' | 'LogicalResourceId'>;

/** Handles a CloudFormation request. The same request again changes nothing. Never throws. */
export async function followStack(event: TrailEvent, ports: FollowPorts): Promise<StackOutcome> {
  const trails = organizationTrailsOf(patientClientOf(ports.client, ports.wait));
  const { PhysicalResourceId: current = NO_TRAIL, OldResourceProperties: old = {} } = event;
  let trailArn = current;
  try {
    await ports.prove(event);
    if (event.RequestType === 'Delete') {
      if (current !== NO_TRAIL) await leave(event.ResourceProperties, event, trails);
      return { trailArn };
    }
    const request = parseOrganizationTrail(event.ResourceProperties);
    // also when it fails: what was created by then is deleted by this id
    trailArn = request.trailArn;
    const isFirst = current !== trailArn;
    // the trail of another name of an update that is rolled back before it was answered, so that no other request knows it
    const isOther = ![trailArn, current, undefined].includes(old.TrailArn as string);
    if (isOther) await leave(old, event, trails);
    const [, , , , account = ''] = event.StackId.split(':');
    const wanted = {
      ...{ request, owner: ownerOf(event), isFirst, account },
      oldTagKeys: Object.keys(parseTags(old)),
    };
    return { trailArn, snsTopicArn: await haveTrail(wanted, trails) };
  } catch (error) {
    return { trailArn, reason: toReason(event, error as Partial<Error>) };
  }
}

/** Whether a request with these properties was not refused, and may have made a trail. */
function isRequest(properties: StackEvent['ResourceProperties']): boolean {
  try {
    return parseOrganizationTrail(properties) !== undefined;
  } catch {
    return false;
  }
}

/** CloudFormation makes up an id for a creation that it got no answer to; the properties name the trail. */
async function leave(
  properties: StackEvent['ResourceProperties'],
  event: TrailEvent,
  trails: OrganizationTrails,
): Promise<void> {
  const { PhysicalResourceId: id = '' } = event;
  const isKnown = event.RequestType === 'Delete' && id.startsWith('arn:');
  if (!isKnown && !isRequest(properties)) return;
  const trailArn = isKnown ? id : parseOrganizationTrail(properties).trailArn;
  await leaveTrail({ trailArn, owner: ownerOf(event), properties }, trails);
}

/** The stack's ARN without the id of one life of it: a stack that is created again after a failure owns what the first one left. */
function ownerOf({ StackId, LogicalResourceId }: TrailEvent): string {
  return `${StackId.replace(/\/[^/]*$/, '')}/${LogicalResourceId}`;
}

const REGISTER =
  'register this account in the management account: aws cloudtrail register-organization-delegated-admin --member-account-id ACCOUNT';

const REMEDIES: Readonly<Record<string, string>> = {
  NotOrganizationMasterAccountException: `only a delegated administrator of CloudTrail may create it; ${REGISTER}`,
  NotOrganizationManagementAccountException: `only a delegated administrator of CloudTrail may create it; ${REGISTER}`,
  NoManagementAccountSLRExistsException: `the management account has no service-linked role of CloudTrail; ${REGISTER}`,
  CloudTrailAccessNotEnabledException:
    'enable the access in the management account: aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
  MaximumNumberOfTrailsExceededException:
    'a Region can have five trails, including organization trails; delete one, or combine two',
  InsufficientS3BucketPolicyException:
    'the policy of the bucket must let CloudTrail write for this ARN, that of the management account; trailwatch trails policy bucket prints it',
  InsufficientEncryptionPolicyException:
    'the policy of the key must let CloudTrail encrypt for this ARN, that of the management account; trailwatch trails policy key prints it',
  InsufficientSnsTopicPolicyException:
    'the policy of the topic must let CloudTrail publish for this ARN, that of the management account; trailwatch trails policy topic prints it',
};

const DOINGS = { Create: 'created', Update: 'updated', Delete: 'deleted' } as const;

function toReason({ RequestType }: StackEvent, { name = 'Error', message = '' }: Partial<Error>): string {
  const remedy = REMEDIES[name];
  const what = name === 'Error' ? message : `${name}: ${message}`;
  return `the organization trail was not ${DOINGS[RequestType]}: ${what}${remedy === undefined ? '' : `; ${remedy}`}`;
}

/** The client of one request: it makes a call again that fails for a while, until the waits are used up. */
function patientClientOf(
  client: Pick<CloudTrailClient, 'send'>,
  wait: (milliseconds: number) => Promise<void>,
): Pick<CloudTrailClient, 'send'> {
  const waits = [...WAITS_MS];
  const send = async (command: Parameters<CloudTrailClient['send']>[0]): Promise<unknown> => {
    for (;;) {
      try {
        return await client.send(command);
      } catch (error) {
        const waitMs = isTemporary(error as Failure, command) ? waits.shift() : undefined;
        if (waitMs === undefined) throw error;
        await wait(waitMs);
      }
    }
  };
  return { send: send as CloudTrailClient['send'] };
}

interface Failure {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function isTemporary({ name = '', $metadata }: Failure, command: object): boolean {
  if (name === 'TrailNotFoundException') return !MAY_FIND_NONE.some((one) => command instanceof one);
  return NOT_YET.test(name) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** A trail that a stack no longer has. */
interface LeftTrail {
  readonly trailArn: string;
  /** The resource of the stack, as the tags have it. */
  readonly owner: string;
  /** The properties that the resource had. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Deletes a trail that this resource created, and gives one that it found what it was before, so that after a failed deployment, too,
 * no trail delivers to what CloudFormation deletes next. CloudFormation does not go on to the topic and the role if this fails.
 */
async function leaveTrail(left: LeftTrail, trails: OrganizationTrails): Promise<void> {
  const known = await trails.find(left.trailArn);
  if (known === undefined) return;
  try {
    await leaveKnown({ ...left, known, tags: await trails.tagsOf(left.trailArn) }, trails);
  } catch (error) {
    // one that was deleted meanwhile delivers to nothing that CloudFormation deletes next
    if ((await trails.find(left.trailArn)) !== undefined) throw error;
  }
}

async function leaveKnown(left: TakenTrail, trails: OrganizationTrails): Promise<void> {
  const { trailArn, owner, tags } = left;
  if (tags[OWNER_TAG] === owner) return trails.delete(trailArn);
  if (tags[OWNER_TAG] !== undefined || tags[TAKER_TAG] !== owner) return;
  await giveBack(left, trails);
  await trails.removeTags(trailArn, memoryKeysOf(tags));
}

interface TakenTrail extends LeftTrail {
  readonly known: KnownTrail;
  readonly tags: Readonly<Record<string, string>>;
}

/** Changes nothing of a trail that delivers elsewhere by now: others have decided what it is. */
async function giveBack(taken: TakenTrail, trails: OrganizationTrails): Promise<void> {
  const { known, tags, properties, trailArn } = taken;
  const before = toRemembered(tags);
  if (before === undefined) return leaveTopicAndRole(taken, trails);
  const isBack = known.settings.S3BucketName === before.settings.S3BucketName;
  if (!isBack && known.settings.S3BucketName !== properties.S3BucketName) return;
  await becomeAgain(before, known, trails);
  const own = Object.keys(parseTags(properties)).filter((key) => tags[key] !== undefined);
  const added = own.filter((key) => before.tags[key] === undefined);
  if (added.length > 0) await trails.removeTags(trailArn, added);
  const changed = own.flatMap((key) => {
    const value = before.tags[key];
    return value === undefined || value === tags[key] ? [] : [[key, value] as const];
  });
  if (changed.length > 0) await trails.addTags(trailArn, Object.fromEntries(changed));
}

async function becomeAgain(
  before: OrganizationTrailRequest,
  known: KnownTrail,
  trails: OrganizationTrails,
): Promise<void> {
  try {
    await trails.update(before);
    await log(before, known, trails);
  } catch (error) {
    const { name, message } = error as Error;
    const way = `the trail cannot get its earlier settings back; create what they name again, such as the bucket ${before.settings.S3BucketName}, or remove its tags ${PART_TAG}…: the trail then keeps its current bucket, without topic and log group`;
    throw Object.assign(new Error(`${message}; ${way}`, { cause: error }), { name });
  }
}

/** Of a trail that nothing is remembered of: it goes on delivering to its bucket, and no longer names what is deleted next. */
async function leaveTopicAndRole(
  { known, properties }: TakenTrail,
  trails: OrganizationTrails,
): Promise<void> {
  const request = parseOrganizationTrail(properties);
  const { settings } = known;
  const hasTopic = settings.SnsTopicName !== '' && settings.SnsTopicName === request.settings.SnsTopicName;
  const { CloudWatchLogsRoleArn: role } = settings;
  const hasRole = role !== '' && role === request.settings.CloudWatchLogsRoleArn;
  if (!hasTopic && !hasRole) return;
  const noLogs = { CloudWatchLogsLogGroupArn: '', CloudWatchLogsRoleArn: '' };
  const changes = { ...(hasTopic ? { SnsTopicName: '' } : {}), ...(hasRole ? noLogs : {}) };
  await trails.update({ ...request, settings: { ...settings, ...changes } });
}
