import type { CallCatalogue } from '../../calls/call-catalogue';
import { identity, outcomeOf } from '../../compile/predicate/record-facts';
import { ACCOUNT, resourceText, type Target } from '../../fact/targets/target';
import { holdersOf, isGiven, makes, sidesOf } from '../../fact/targets/target-parts';
import { targetsOf } from '../../fact/targets/targets-of';
import { textAt } from '../../fact/text-at';
import type { CloudTrailRecord } from '../../record/record';
import { partitionOf } from '../../record/region';
import { isFailedPattern } from './failed-pattern';
import { InstanceProfiles } from './instance-profiles';
import {
  furtherResources,
  isWithoutResources,
  lacksParameters,
  modelledResources,
} from './modelled-resources';
import { neededActions } from './needed-actions';
import { passedRoles } from './passed-roles';
import { PassingIds, withoutGenerated } from './passing-ids';

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
  /** ARNs in the allowed calls, up to a maximum number except for roles; `undefined` if a call contained none. */
  readonly resources: ReadonlySet<string>;
  /** Resources that no call named and no record shows: the role that has the name of an instance profile. */
  readonly guessed: ReadonlySet<string>;
  /** Whether some allowed call named no resource that a policy could name, or too many. */
  isForAny: boolean;
  /** Permissions that are not in the record of the call itself: `iam:PassRole` of a call that passes a role. */
  readonly isInferred: boolean;
}

/** The number of resources of an action that are counted separately. */
const MAX_RESOURCES = 50;

/** Whoever may pass or assume any role has the permissions of all: such an action is allowed on what the log shows, however much it is. */
export const GIVES_ROLES = /^(?:iam:PassRole|sts:AssumeRole\w*)$/;

/** What can name one role: the caller writes the parameter, and a wildcard in it would stand for others. */
const NAMES_ONE = /^[^*?$\s]+$/;

/** Calls that list or create something are authorized on a resource that does not exist yet, or on everything. */
const EC2_FOR_ANY = /^(?:Describe|Get|Create|Run|Allocate|Copy|Import|Register|Request)/;
const FOR_ANY =
  /^(?:Describe|List(?!Bucket|Object|Tags|MultipartUploadParts)|Search|Lookup|BatchGet(?!Item|Secret))/;
/** Services whose Describe and List calls are authorized on the resource that they name. */
const BY_RESOURCE = new Set(['s3', 'dynamodb', 'kms', 'sqs', 'secretsmanager', 'kinesis', 'iam']);

/** The actions that a principal used, by the actions that authorize its calls. */
export class UsedPermissions {
  private readonly byAction = new Map<string, CountedAction>();
  private readonly passing = new PassingIds();
  private readonly profiles = new InstanceProfiles();

  /** @param calls the calls of AWS, asked for when a call names no resource of a known kind */
  constructor(private readonly calls: () => CallCatalogue) {}

  /** In the order of their names. */
  get actions(): readonly UsedAction[] {
    const sorted = [...this.byAction.values()].sort((one, other) => (one.action < other.action ? -1 : 1));
    return sorted.map((used) => ({
      ...used,
      resources: new Set([...used.resources].map((arn) => this.passing.generalize(arn))),
    }));
  }

  /** Counts a call of the principal. */
  take(record: CloudTrailRecord): void {
    if ((textAt(record, 'eventType') ?? 'AwsApiCall') !== 'AwsApiCall') return;
    const isDenied = outcomeOf(record)?.status === 'denied';
    const targets = isDenied ? [] : namedBy(record);
    this.profiles.take(record);
    if (isFailedPattern(record)) return;
    for (const action of neededActions(record, this.calls())) {
      const resources = isDenied ? [] : this.resourcesOf(action, targets, record);
      this.count(action, record, { isDenied, resources, isInferred: false });
      if (!isDenied) this.passing.take(record, resources ?? []);
    }
    if (isDenied) return;
    const { shown, guessed } = this.profiles.passedBy(record);
    const [resources = [], guesses = []] = [[...passedRoles(record), ...shown], guessed].map((roles) =>
      roles
        .filter((role) => NAMES_ONE.test(role))
        .flatMap((role) => (role.startsWith('arn:') ? [role] : inAnyPath(record, 'role', role))),
    );
    if (resources.length + guesses.length > 0)
      this.count('iam:PassRole', record, { isDenied, resources, guesses, isInferred: true });
  }

  /** The resources that a policy names for the action; undefined if the record lacks the parameters, as that of a throttled call. */
  private resourcesOf(
    action: string,
    targets: readonly Target[],
    record: CloudTrailRecord,
  ): readonly string[] | undefined {
    if (isWithoutResources(action, this.calls())) return [];
    const isOne = (arn: string) => !GIVES_ROLES.test(action) || NAMES_ONE.test(arn);
    const found = resourcesFor(action, targets, record).filter(isOne);
    if (found.length > 0) {
      const further = furtherResources(action, record, { calls: this.calls(), found });
      return [...found, ...further].flatMap((arn) => withoutGenerated(arn, record));
    }
    // A command is authorized on its instances, which the record may not have.
    const isModelled = action !== 'ssm:SendCommand';
    const modelled = isModelled ? modelledResources(action, record, this.calls()) : [];
    if (modelled.length === 0 && (GIVES_ROLES.test(action) || lacksParameters(action, record, this.calls())))
      return undefined;
    return modelled.flatMap((arn) => withoutGenerated(arn, record));
  }

  private count(
    action: string,
    record: CloudTrailRecord,
    { isDenied, resources, guesses = [], isInferred }: CountedUse,
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
    if (resources === undefined) return;
    if (resources.length + guesses.length === 0) used.isForAny = true;
    for (const arn of resources) this.addResource(used, arn);
    for (const arn of guesses) used.guessed.add(arn);
  }

  /** Ids that AWS generated count as one resource once there are many. */
  private addResource(used: CountedAction, arn: string): void {
    if (used.isForAny || used.resources.has(arn)) return;
    const most = GIVES_ROLES.test(used.action) ? Number.POSITIVE_INFINITY : MAX_RESOURCES;
    if (used.resources.size >= most) {
      const kinds = new Set([...used.resources].map((each) => this.passing.generalize(each)));
      used.resources.clear();
      for (const each of kinds) used.resources.add(each);
    }
    if (used.resources.size < most) used.resources.add(arn);
    else used.isForAny = true;
  }
}

/** A use of an action: `resources` is undefined if the record has no parameters. */
interface CountedUse {
  readonly isDenied: boolean;
  readonly resources: readonly string[] | undefined;
  readonly guesses?: readonly string[];
  readonly isInferred: boolean;
}

interface CountedAction extends UsedAction {
  readonly resources: Set<string>;
  readonly guessed: Set<string>;
}

function newAction(action: string, isInferred: boolean): CountedAction {
  return {
    ...{ action, calls: 0, denied: 0, throughService: 0, first: '', last: '', isInferred },
    ...{ resources: new Set<string>(), guessed: new Set<string>(), isForAny: false },
  };
}

/** The resources that a call named; none if it named one that has no ARN. */
function namedBy(record: CloudTrailRecord): readonly Target[] {
  const call = textAt(record, 'eventName') ?? '';
  if (textAt(record, 'eventSource') === 'iam.amazonaws.com') return inIam(record, call);
  const targets = targetsOf(record).filter(({ type }) => type !== ACCOUNT);
  const hasOnlyArns = targets.every(({ arn }) => arn !== undefined);
  const isMadeUp = makes(call) && !targets.some((each) => isGiven(each, record));
  return hasOnlyArns && !isMadeUp ? targets : [];
}

/** The word in an ARN of IAM before path and name. */
const IAM_WORDS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
  'AWS::IAM::InstanceProfile': 'instance-profile',
  'AWS::IAM::ManagedPolicy': 'policy',
};

/** Calls of IAM name a role or user without its path: an ARN without one, and one with any. */
function inIam(record: CloudTrailRecord, call: string): readonly Target[] {
  const named = targetsOf(record).filter(({ type }) => IAM_WORDS[type] !== undefined);
  return holdersOf(call, named).flatMap((target) =>
    target.arn === undefined
      ? inAnyPath(record, IAM_WORDS[target.type] as string, target.name).map((arn) => ({ ...target, arn }))
      : [target],
  );
}

/** ARNs of a name: one if it has its path, else one without a path and one with any. */
function inAnyPath(record: CloudTrailRecord, word: string, name: string): readonly string[] {
  const account = textAt(record, 'recipientAccountId') ?? '*';
  const head = `arn:${partitionOf(textAt(record, 'awsRegion') ?? '')}:iam::${account}:${word}/`;
  return name.includes('/') ? [`${head}${name.replace(/^\//, '')}`] : [`${head}${name}`, `${head}*/${name}`];
}

/** The resources that a policy names for an action: those of its service, as the service writes them. None where it is for any. */
function resourcesFor(
  action: string,
  targets: readonly Target[],
  record: CloudTrailRecord,
): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  if (service === 'ec2' && EC2_FOR_ANY.test(name)) return [];
  if (name === 'ListAllMyBuckets' || (!BY_RESOURCE.has(service) && FOR_ANY.test(name))) return [];
  if (name === 'SendCommand') return commandResources(targets.map(resourceText));
  // A call that assumes a role is authorized on the role.
  const owner = service === 'sts' ? 'iam' : service;
  const ofOwner = targets.filter((target) => resourceText(target).split(':')[2] === owner);
  const own = ofOwner.map(resourceText);
  if (service === 's3') {
    const { sources = [], destinations = ofOwner } = sidesOf(record, ofOwner) ?? {};
    const ofSide = name.startsWith('Get') && sources.length > 0 ? sources : destinations;
    return [...new Set(ofSide.map((target) => s3Resource(name, resourceText(target))))];
  }
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

/** Actions on objects are granted on objects, and those on buckets on buckets. */
function s3Resource(name: string, arn: string): string {
  const [bucket = ''] = arn.split('/');
  const isOfObjects =
    /Object|^(?:AbortMultipartUpload|ListMultipartUploadParts)/.test(name) &&
    !name.includes('ObjectLockConfiguration');
  return isOfObjects ? `${bucket}/*` : bucket;
}
