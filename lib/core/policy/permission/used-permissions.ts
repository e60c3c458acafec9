import { identity, outcomeOf } from '../../compile/predicate/record-facts';
import type { Target } from '../../fact/targets/target';
import { targetsOf } from '../../fact/targets/targets-of';
import { requestOf, textAt } from '../../fact/text-at';
import type { Json } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { partitionOf } from '../../record/region';
import { neededActions } from './needed-actions';

/** An action that was used, and the evidence. */
export interface UsedAction {
  readonly action: string;
  /** Calls that IAM let through, failed ones among them. */
  calls: number;
  denied: number;
  /** Of the calls: those that an AWS service made for the principal. */
  throughService: number;
  /** ISO 8601; empty if no record has a time. */
  first: string;
  last: string;
  /** ARNs in the allowed calls, up to a maximum number; `undefined` if a call contained none. */
  readonly resources: Set<string>;
  /** Whether some allowed call named no resource that a policy could name, or too many. */
  isForAny: boolean;
  /** Permissions that are not in the record of the call itself: `iam:PassRole` of a call that passes a role. */
  readonly isInferred: boolean;
}

/** The number of resources of an action that are counted separately. */
const MAX_RESOURCES = 50;

/** A parameter that passes a role to a service. */
const PASSES_ROLE = /role(?:s|arns?)?$|^deliverLogsPermissionArn$/i;
const PASSING =
  /^(?:Create|Update|Run|Start|Register|Put|Modify|Associate|Add|Submit|Import|Request|Set|Send|DeleteStack|ContinueUpdate)/;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;
const MAX_DEPTH = 4;

const MAKES = /^(?:Create|Allocate|Request|Import|Register|Copy|Restore|Run)/;

/** Calls that list or create something are authorized on a resource that does not exist yet, or on everything. */
const EC2_FOR_ANY = /^(?:Describe|Get|Create|Run|Allocate|Copy|Import|Register|Request)/;
const FOR_ANY =
  /^(?:Describe|List(?!Bucket|Object|Tags|MultipartUploadParts)|Search|Lookup|BatchGet(?!Item|Secret))/;
/** Services whose Describe and List calls are authorized on the resource that they name. */
const BY_RESOURCE = new Set(['s3', 'dynamodb', 'kms', 'sqs', 'secretsmanager', 'kinesis', 'iam']);

/** The actions that a principal used, by the actions that authorize its calls. */
export class UsedPermissions {
  private readonly byAction = new Map<string, UsedAction>();

  /** In the order of their names. */
  get actions(): readonly UsedAction[] {
    return [...this.byAction.values()].sort((one, other) => (one.action < other.action ? -1 : 1));
  }

  /** Counts a call of the principal. */
  take(record: CloudTrailRecord): void {
    if ((textAt(record, 'eventType') ?? 'AwsApiCall') !== 'AwsApiCall') return;
    const isDenied = outcomeOf(record)?.status === 'denied';
    const resources = isDenied ? [] : arnsOf(record);
    for (const action of neededActions(record))
      this.count(action, record, {
        isDenied,
        resources: resourcesFor(action, resources, record),
        isInferred: false,
      });
    if (isDenied) return;
    const passed = passedRoles(record);
    if (passed.length > 0)
      this.count('iam:PassRole', record, { isDenied, resources: passed, isInferred: true });
  }

  private count(
    action: string,
    record: CloudTrailRecord,
    {
      isDenied,
      resources,
      isInferred,
    }: { isDenied: boolean; resources: readonly string[]; isInferred: boolean },
  ): void {
    const used = this.byAction.get(action) ?? newAction(action, isInferred);
    this.byAction.set(action, used);
    if (isDenied) used.denied += 1;
    else used.calls += 1;
    const time = textAt(record, 'eventTime') ?? '';
    if (time !== '' && (used.first === '' || time < used.first)) used.first = time;
    if (time > used.last) used.last = time;
    if (isDenied) return;
    const by = identity.invokedBy(record);
    if (by !== undefined && by !== 'AWS Internal') used.throughService += 1;
    if (resources.length === 0) used.isForAny = true;
    for (const arn of resources) {
      if (used.resources.size < MAX_RESOURCES) used.resources.add(arn);
      else if (!used.resources.has(arn)) used.isForAny = true;
    }
  }
}

function newAction(action: string, isInferred: boolean): UsedAction {
  return {
    ...{ action, calls: 0, denied: 0, throughService: 0, first: '', last: '', isInferred },
    ...{ resources: new Set<string>(), isForAny: false },
  };
}

/** The resources that a call named; none if it named one that has no ARN. */
function arnsOf(record: CloudTrailRecord): readonly string[] {
  if (textAt(record, 'eventSource') === 'iam.amazonaws.com') return iamArns(record);
  const resources = targetsOf(record).filter(({ type }) => type !== 'AWS::::Account');
  const hasOnlyArns = resources.every(({ arn }) => arn !== undefined);
  const isMadeUp =
    MAKES.test(textAt(record, 'eventName') ?? '') && !resources.some((each) => isAsked(each, record));
  return hasOnlyArns && !isMadeUp ? resources.flatMap(({ arn }) => arn ?? []) : [];
}

/** The word in an ARN of IAM before path and name. */
const IAM_WORDS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
  'AWS::IAM::InstanceProfile': 'instance-profile',
  'AWS::IAM::ManagedPolicy': 'policy',
};

/**
 * Calls of IAM name a role or user without its path: an ARN without one, and one with any. The name of the call shows on which of
 * several names it is authorized: AttachRolePolicy on the role, and AddRoleToInstanceProfile on the profile.
 */
function iamArns(record: CloudTrailRecord): readonly string[] {
  const call = textAt(record, 'eventName') ?? '';
  const named = targetsOf(record).filter(({ type }) => IAM_WORDS[type] !== undefined);
  const [, noun = ''] =
    /InstanceProfile|^(?:Add|Remove)User.*(Group)/.exec(call) ?? /(Role|User|Group)/.exec(call) ?? [];
  const wanted = call.includes('InstanceProfile') ? 'InstanceProfile' : noun;
  const about = named.filter(({ type }) => type.endsWith(`::${wanted}`));
  return (about.length > 0 ? about : named).flatMap(({ type, name, arn }) =>
    arn === undefined ? inAnyPath(record, IAM_WORDS[type] as string, name) : [arn],
  );
}

function inAnyPath(record: CloudTrailRecord, word: string, name: string): readonly string[] {
  const account = textAt(record, 'recipientAccountId') ?? '*';
  const head = `arn:${partitionOf(textAt(record, 'awsRegion') ?? '')}:iam::${account}:${word}/`;
  return [`${head}${name}`, `${head}*/${name}`];
}

/** Whether the caller named a resource. An id that AWS generates is different each time: a key, a distribution. */
function isAsked({ name }: Target, { requestParameters }: CloudTrailRecord): boolean {
  return JSON.stringify(requestParameters ?? {}).includes(name.slice(name.lastIndexOf('/') + 1));
}

/** The resources that a policy names for an action: those of its service, as the service writes them. None where it is for any. */
function resourcesFor(action: string, arns: readonly string[], record: CloudTrailRecord): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  if (service === 'ec2' && EC2_FOR_ANY.test(name)) return [];
  if (name === 'ListAllMyBuckets' || (!BY_RESOURCE.has(service) && FOR_ANY.test(name))) return [];
  if (name === 'SendCommand') return commandResources(arns);
  // A call that assumes a role is authorized on the role.
  const owner = service === 'sts' ? 'iam' : service;
  const own = arns.filter((arn) => arn.split(':')[2] === owner);
  if (service === 's3') return [...new Set(ofSide(name, own, record).map((arn) => s3Resource(name, arn)))];
  if (service === 'logs' && !/Tag/.test(name)) return own.map(wholeLogGroup);
  const index = textAt(record, 'requestParameters', 'indexName');
  return service === 'dynamodb' && index !== undefined
    ? own.flatMap((arn) => [arn, `${arn}/index/${index}`])
    : own;
}

/** A command is authorized on its document, whose ARN has no account if it is AWS's, and on each instance. */
function commandResources(arns: readonly string[]): readonly string[] {
  const documents = arns.filter((arn) => arn.includes(':document/'));
  const instances = arns.filter((arn) => /:(?:managed-)?instance\//.test(arn));
  if (documents.length === 0 || instances.length === 0) return [];
  return [...documents.map((arn) => arn.replace('::document/', ':*:document/')), ...instances];
}

/** Policies name a log group with its streams, but for its tags. */
function wholeLogGroup(arn: string): string {
  return /:log-group:[^:]+$/.test(arn) ? `${arn}:*` : arn;
}

/** In a copy, the source is read, and the bucket that the call names is written. */
function ofSide(name: string, arns: readonly string[], record: CloudTrailRecord): readonly string[] {
  const target = textAt(record, 'requestParameters', 'bucketName');
  if (target === undefined || !/^(?:CopyObject|UploadPartCopy)$/.test(textAt(record, 'eventName') ?? ''))
    return arns;
  const isTarget = (arn: string): boolean => arn.split(':').at(-1)?.split('/')[0] === target;
  const source = arns.filter((arn) => !isTarget(arn));
  return name.startsWith('Get') && source.length > 0 ? source : arns.filter(isTarget);
}

/** Actions on objects are granted on objects, and those on buckets on buckets. */
function s3Resource(name: string, arn: string): string {
  const [bucket = ''] = arn.split('/');
  const isOfObjects =
    /Object|^(?:AbortMultipartUpload|ListMultipartUploadParts)/.test(name) &&
    !name.includes('ObjectLockConfiguration');
  return isOfObjects ? `${bucket}/*` : bucket;
}

/** The roles that a call hands to a service, which needs `iam:PassRole` on them. IAM and STS name roles to change and to take them. */
function passedRoles(record: CloudTrailRecord): readonly string[] {
  const inProfile = textAt(record, 'requestParameters', 'roleName');
  if (textAt(record, 'eventName') === 'AddRoleToInstanceProfile' && inProfile !== undefined)
    return inAnyPath(record, 'role', inProfile);
  if (/^(?:iam|sts)\./.test(textAt(record, 'eventSource') ?? '')) return [];
  if (!PASSING.test(textAt(record, 'eventName') ?? '')) return [];
  const roles: string[] = [];
  collectRoles(requestOf(record), { into: roles, depth: 0 });
  return [...new Set(roles)];
}

function collectRoles(
  value: Json | undefined,
  { into, depth, name = '' }: { into: string[]; depth: number; name?: string },
): void {
  if (typeof value === 'string' && PASSES_ROLE.test(name) && ROLE_ARN.test(value)) into.push(value);
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    // What is in a list of roles, or by what they are for, is named by the list.
    const isOfRoles = /roles$/i.test(name) || Array.isArray(value);
    collectRoles(member, { into, depth: depth + 1, name: isOfRoles ? name : key });
  }
}
