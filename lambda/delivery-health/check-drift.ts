import pLimit from 'p-limit';
import type { DeliveryConditionKind } from '../../lib/core/alert/operational/delivery-rule';
import { RETURNED_RULE_IDS } from '../../lib/core/alert/operational/monitor-rules';
import {
  type Condition,
  isLasting,
  type OpenCondition,
  problemsOf,
  readConditions,
  updateConditions,
} from '../../lib/core/delivery/condition';
import {
  driftOf,
  type FoundResource,
  goneWordsOf,
  nounOf,
} from '../../lib/core/delivery/drift/resource-drift';
import { awsErrorOf, failureOf } from '../../lib/core/failure/failure';
import type { Json } from '../../lib/core/json/json-value';
import { sha256Hex } from '../../lib/core/record/sha256';
import {
  type DeployedPart,
  type DeployedResource,
  parseDeployedProperties,
  readDeployedResources,
} from '../../lib/core/settings/deployed-resources';
import type { StackAnswer, StackEvent, StackRequest } from '../aws/change/answer-stack';
import { RetryLater } from '../raise/retry-later';
import { locateParts } from './locate-parts';
import { CHECKED_HOURS, DEPLOYED, type Invocation, readState, type State, writeState } from './ports';
import { raiseEnded, raiseProblems } from './raise-problems';

const PHYSICAL_ID = 'deployed-resources';

/**
 * Follows a request of CloudFormation: keeps what was deployed, which every check compares with what is there. A rollback hands over
 * what was deployed before. When the stack is deleted, the table goes with it or is retained, and nothing is left to do.
 */
export async function takeDeployed(
  event: StackEvent & Pick<StackRequest, 'StackId'>,
  invocation: Invocation,
): Promise<StackAnswer> {
  const { RequestType, ResourceProperties, StackId, PhysicalResourceId: physicalId = PHYSICAL_ID } = event;
  if (RequestType === 'Delete') return { physicalId };
  try {
    await invocation.ports.prove({ StackId });
    const deployed = parseDeployedProperties(ResourceProperties, StackId);
    await keep(deployed, invocation);
    invocation.log.info('deployed configuration stored', { resources: deployed.resources.length });
    return { physicalId };
  } catch (error) {
    return { physicalId, reason: String(error) };
  }
}

/** A second invocation of the same request, or the repeat of a write whose answer was lost, finds that it was written already. */
async function keep(deployed: object, invocation: Invocation): Promise<void> {
  const write = async () => {
    const state = await readState(invocation, DEPLOYED);
    const { open, states } = state.members;
    await writeState(invocation, state, { ...deployed, open, states });
  };
  try {
    await write();
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    await write();
  }
}

/** The maximum number of resources that are read concurrently. */
const AT_ONCE = 4;

const KIND_OF = {
  trail: 'trail-drift',
  bucket: 'bucket-drift',
  key: 'key-drift',
  topic: 'topic-drift',
  part: 'part-drift',
} as const;

const KINDS: readonly DeliveryConditionKind[] = [
  ...Object.values(KIND_OF),
  ...(['settings-refused', 'subscription-unconfirmed'] as const),
];

const PART_LENGTH = 16;

/** The result for a resource: conditions, or why it did not respond. */
interface Compared {
  readonly conditions: readonly Condition[];
  readonly failure?: string;
  /** That it does not exist: nothing that was wrong with it is right. */
  readonly isGone?: true;
}

/** Whether a resource could not be read: it did not respond, or refused to. */
function isUnread({ conditions, failure }: Compared): boolean {
  return failure !== undefined || conditions.some(({ kind }) => kind === 'settings-refused');
}

/**
 * Compares the trails, the bucket, the key, the topic and the parts of the pipeline with their deployed settings, and raises an
 * alert for each difference. The state of unreadable resources is kept, and if one did not respond, the message is retried after
 * everything else is done.
 */
export async function checkDrift(invocation: Invocation): Promise<void> {
  const { ports, counts, log } = invocation;
  const state = await readState(invocation, DEPLOYED, CHECKED_HOURS);
  const all = resourcesIn(state);
  const parts = await locateParts(ports, all);
  const resources = [...all.filter(({ part }) => part === undefined), ...parts.located];
  const limit = pLimit(AT_ONCE);
  const compared = await Promise.all(
    resources.map((resource) => limit(async () => ({ resource, ...(await compare(invocation, resource)) }))),
  );
  const unread = compared.filter(isUnread);
  const failed = unread.filter(({ failure }) => failure !== undefined);
  const before = readConditions(state.members.open, KINDS);
  const open = updateConditions(
    before,
    [...compared, parts].flatMap(({ conditions }) => conditions),
    {
      nowMs: ports.nowMs(),
      isUnknown: (condition) =>
        resources.some(({ arn }) => arn === condition.subject)
          ? unread.some(({ resource }) => resource.arn === condition.subject)
          : parts.isUnknown(condition),
      isRight: (condition) => parts.isRight(condition) || isRightIn(compared, condition),
    },
  );
  await raiseEnded(invocation, before);
  await writeState(invocation, state, { ...state.members, open, states: await statesIn(invocation, state) });
  counts.add('Compared', resources.length - unread.length);
  const lasting = open.filter(isLasting);
  counts.add('OpenConditions', lasting.length);
  const ended = before
    .filter(isLasting)
    .filter(({ sinceMs, text }) => lasting.every((one) => one.sinceMs !== sinceMs || one.text !== text));
  log.info('deployed configuration compared', {
    ...{ resources: resources.length, open: lasting.length },
    ended: ended.map(({ subject, text }) => `${subject}: ${text}`),
  });
  await raiseProblems(invocation, problemsOf(open, ports.nowMs()));
  const failures = [
    ...failed.map(({ resource, failure }) => `${resource.arn} could not be read: ${failure}`),
    ...parts.failures.map((failure) => `the stack could not be read: ${failure}`),
    ...(isUntold(invocation, parts.located, lasting)
      ? ['no subscription of the alert topic is as it was deployed, so alerts may not be delivered']
      : []),
  ];
  if (failures[0] !== undefined) throw new Error(failures[0]);
}

/** Whether what a condition is of was read, is there, and has the setting as it was deployed, and not only as it was not before. */
function isRightIn(
  compared: readonly (Compared & { readonly resource: DeployedResource })[],
  condition: Condition,
): boolean {
  const its = compared.filter(({ resource }) => isOf(condition, resource));
  const isRight = (one: Compared) =>
    !isUnread(one) &&
    one.isGone !== true &&
    one.conditions.every((wrong) => !isSameSetting(wrong, condition));
  return its.length > 0 && its.every(isRight);
}

/** A part that was made anew has another name, and is the same to its stack. */
function isOf({ subject, logicalId }: Condition, { arn, part }: DeployedResource): boolean {
  if (arn === subject) return true;
  return part !== undefined && part.logicalId === logicalId && placeOf(arn) === placeOf(subject);
}

/** Whose, where, and of which service. */
function placeOf(arn: string): string {
  return arn.split(':', PLACE_FIELDS).join(':');
}

const PLACE_FIELDS = 5;

function isSameSetting(one: Condition, other: Condition): boolean {
  return one.kind === other.kind && settingOf(one) === settingOf(other);
}

/**
 * Whether each subscription that people have was lost or changed. Then the topic tells no one so: the message fails, and its alarm is
 * raised, which may have another way.
 */
function isUntold(
  { settings: { topicArn } }: Pick<Invocation, 'settings'>,
  located: readonly DeployedResource[],
  open: readonly OpenCondition[],
): boolean {
  const ofPeople = located.filter((one) => one.arn.startsWith(`${topicArn}:`) && !isOfTests(one));
  const isLost = ({ arn }: DeployedResource) =>
    open.some(({ subject, isDue, kind }) => subject === arn && isDue && kind !== 'settings-refused');
  return ofPeople.length > 0 && ofPeople.every(isLost);
}

/** Over this subscription the log processor gets its hourly tests. */
function isOfTests(resource: DeployedResource): boolean {
  const properties = { ...resource.properties, FilterPolicy: { rule: [...RETURNED_RULE_IDS] } };
  return driftOf(resource, { properties }).length === 0;
}

/** The names of all states that were ever there. */
async function statesIn({ ports }: Pick<Invocation, 'ports'>, { members }: State): Promise<readonly Json[]> {
  const states = new Set(Array.isArray(members.states) ? members.states : []);
  for await (const name of ports.listProgress()) states.add(name);
  return [...states];
}

/** Deleting the state must not end the comparison unseen: the message fails, and its alarm is raised. */
function resourcesIn({ members, progress }: State): readonly DeployedResource[] {
  if (progress.text !== '') return readDeployedResources(members.resources);
  throw new Error(
    'the deployed configuration is not in the table; deploy the custom resource of the monitor again',
  );
}

async function compare({ ports }: Invocation, resource: DeployedResource): Promise<Compared> {
  try {
    return { conditions: toConditions(resource, await ports.readResource(resource)) };
  } catch (error) {
    const { isAbsent, isRefused } = failureOf(awsErrorOf(error));
    if (isAbsent) {
      const isGone = true;
      // that a trail is gone, its status says
      if (resource.kind === 'trail') return { isGone, conditions: [] };
      if (resource.part !== undefined) return { isGone, conditions: [toGone(resource, resource.part)] };
      return { isGone, conditions: [toCondition(resource, { text: `the ${resource.kind} does not exist` })] };
    }
    if (!isRefused) return { conditions: [], failure: String(error) };
    const text = `its settings cannot be read (${awsErrorOf(error).code})`;
    return { conditions: [toCondition(resource, { kind: 'settings-refused', text })] };
  }
}

function toConditions(resource: DeployedResource, found: FoundResource): readonly Condition[] {
  const { unconfirmed } = found;
  return [
    ...driftOf(resource, found).map(({ name, text, found: there }) =>
      toCondition(resource, { part: toPart(name, there), text }),
    ),
    ...(unconfirmed === undefined ? [] : [toUnconfirmed(resource, unconfirmed)]),
  ];
}

function toGone(resource: DeployedResource, { type }: DeployedPart): Condition {
  const text = `the ${nounOf(type)} does not exist; ${goneWordsOf(type, resource.properties)}`;
  return toCondition(resource, { part: 'gone', text });
}

function toUnconfirmed(resource: DeployedResource, endpoint: string): Condition {
  const text = `the subscription is not confirmed; alerts do not reach ${endpoint}`;
  return toCondition(resource, { kind: 'subscription-unconfirmed', text });
}

function toCondition(
  { kind, arn: subject, accountId, part }: DeployedResource,
  wrong: Partial<Condition> & Pick<Condition, 'text'>,
): Condition {
  const own = part === undefined ? {} : { logicalId: part.logicalId };
  return { kind: KIND_OF[kind], subject, accountId, region: '', ...own, ...wrong };
}

/** A setting, and what it was found to be, so that another change of it is another condition. */
function toPart(name: string, found: string): string {
  return `${name} ${sha256Hex(found).slice(0, PART_LENGTH)}`;
}

/** The setting of a part, whatever it was found to be. */
function settingOf({ part }: Condition): string | undefined {
  return part?.replace(FOUND_HASH, '');
}

const FOUND_HASH = / [0-9a-f]{16}$/;
