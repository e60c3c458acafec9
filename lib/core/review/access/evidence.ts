import { type EstateStack, type PlacedResource, resourceName, resourcesOf } from '../../estate/estate';
import { grouped } from '../../keyed/grouped';
import { ANY_TEXT } from '../../policy/evaluation/text-pattern';
import { SILENCES_VARIABLE } from '../../settings/log-processor-settings';
import { isOfCloudTrail } from '../cloudtrail-pattern';
import { asJson, asList } from './condition-words';
import { deploymentRoles } from './deployment-roles';
import { EVIDENCE_TYPES, type Evidence, type EvidenceType, SILENCES, STACK } from './evidence-actions';
import { accountOf, placeIn, regionOf, type Values } from './template-values';

// types that collect evidence by themselves
const SEEDS = /^AWS::CloudTrail::(Trail|EventDataStore|Channel|Dashboard)$|^Custom::Trailwatch/;

/** Types that belong to their targets: a change of them changes the way of the evidence. */
const WATCHERS = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::Events::Rule',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::SubscriptionFilter',
  'AWS::SNS::Subscription',
];

/** Types whose references are not followed: policies, and what many resources have in common. */
const ENDS =
  /^AWS::(IAM|S3::BucketPolicy|SNS::TopicPolicy|SQS::QueuePolicy|EC2|KMS|CloudWatch::Dashboard|Organizations)/;

/** Properties that name whom a resource lets in or works as, and nothing that evidence goes through. */
const UNFOLLOWED = new Set([
  'Role',
  'RoleArn',
  'CloudWatchLogsRoleArn',
  'KeyPolicy',
  'ResourcePolicy',
  'VpcConfig',
]);

/**
 * The resources of stacks that contain or protect evidence: trails and event data stores, what has trailwatch's metadata, what
 * these refer to (bucket, key, topic, log group, …), and the rules, functions, queues, tables and alarms behind them.
 *
 * @param parts of the pipeline, by their links: what they refer to belongs to it as well
 */
export function evidenceIn(
  stacks: readonly EstateStack[],
  values: Values,
  parts: ReadonlySet<PlacedResource['resource']>,
): readonly Evidence[] {
  const placed = resourcesOf(stacks).filter(({ stack, resource }) =>
    values.exists(resource.Condition, stack),
  );
  const keyOf = ({ stack, logicalId }: PlacedResource) => `${stacks.indexOf(stack)} ${logicalId}`;
  const byName = new Map(
    placed.flatMap((each) => namesOf(each, values).map((name) => [name, each] as const)),
  );
  const followed = placed.filter(({ resource }) => !ENDS.test(resource.Type));
  const references = new Map(
    followed.map((each) => [keyOf(each), referencesOf(each, byName, values)] as const),
  );
  const watchers = grouped(
    followed
      .filter(({ resource }) => WATCHERS.includes(resource.Type))
      .flatMap((each) => (references.get(keyOf(each)) ?? []).map((target) => [keyOf(target), each] as const)),
  );
  const found = new Set<string>();
  const waiting = placed.filter((each) => parts.has(each.resource) || isSeed(each));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const key = keyOf(next);
    if (found.has(key)) continue;
    found.add(key);
    waiting.push(...behind(next, references.get(key)), ...(watchers.get(key) ?? []));
  }
  const evidence = placed.filter((each) => found.has(keyOf(each)));
  const roles = new Set(evidence.flatMap((each) => rolesOf(each, byName, values)));
  const deployed = [...new Set(evidence.map(({ stack }) => stack))].filter(({ of }) => of === undefined);
  return [
    ...[...evidence, ...roles].flatMap((each) => toEvidence(each, values)),
    ...deployed.map(toStack),
    ...deploymentRoles(deployed, stacks, values),
  ];
}

/** The targets to which a resource passes evidence: for alarms and dashboards, only topics and other alarms. */
function behind(
  { resource: { Type } }: PlacedResource,
  references: readonly PlacedResource[] = [],
): readonly PlacedResource[] {
  if (!/^AWS::CloudWatch::/.test(Type)) return references;
  return references.filter(({ resource }) => /^AWS::(SNS::Topic|CloudWatch::\w*Alarm)$/.test(resource.Type));
}

/** The roles that a resource works as, and the policies of the templates that they have. */
function rolesOf(
  { resource, stack }: PlacedResource,
  byName: ReadonlyMap<string, PlacedResource>,
  values: Values,
): readonly PlacedResource[] {
  const texts = new Set<string>();
  const named = Object.entries(asJson(resource.Properties)).filter(([name]) => /role(Arn)?$/i.test(name));
  const targets = asList(asJson(resource.Properties).Targets).map((target) => asJson(target).RoleArn);
  collectTexts(values.resolve([named, targets], stack), texts);
  const roles = [...texts].flatMap((text) => byName.get(text) ?? []);
  const found = roles.filter((each) => each.resource.Type === 'AWS::IAM::Role');
  const attached = new Set<string>();
  for (const role of found)
    collectTexts(
      values.resolve(asJson(role.resource.Properties).ManagedPolicyArns ?? [], role.stack),
      attached,
    );
  return [...found, ...[...attached].flatMap((text) => byName.get(text) ?? [])];
}

/** A stack, which deploys all that it has; nested ones are deployed by their parent. */
function toStack(stack: EstateStack): Evidence {
  const { owner, home } = placeIn(stack);
  const arn = `${home('cloudformation')}:stack/${stack.name.replaceAll('/', '-')}/${ANY_TEXT}`;
  return { what: `stack ${stack.name}`, arn, owner, home, type: STACK };
}

function isSeed({ resource }: PlacedResource): boolean {
  if (SEEDS.test(resource.Type)) return true;
  if (Object.hasOwn(asJson(resource.Metadata), 'Trailwatch'))
    return !ENDS.test(resource.Type) || /^AWS::KMS::\w*Key$/.test(resource.Type);
  return resource.Type === 'AWS::Events::Rule' && isOfCloudTrail(asJson(resource.Properties).EventPattern);
}

function toEvidence(each: PlacedResource, values: Values): readonly Evidence[] {
  const { Type, Properties } = each.resource;
  const type = Object.hasOwn(EVIDENCE_TYPES, Type) ? EVIDENCE_TYPES[Type] : undefined;
  if (type === undefined) return [];
  const environment = asJson(asJson(asJson(Properties).Environment).Variables);
  const types = Object.hasOwn(environment, SILENCES_VARIABLE) ? [type, SILENCES] : [type];
  return types.flatMap((one) => evidenceOf(each, one, values) ?? unnamedEvidence(each, one));
}

function unnamedEvidence(each: PlacedResource, type: EvidenceType): readonly Evidence[] {
  const { home, owner } = placeIn(each.stack);
  const [first] = type.actions;
  if (first?.place === undefined) return [];
  const arn = `${home(first.action.split(':')[0] ?? '')}${first.place.marker}${ANY_TEXT}`;
  return [{ what: `${type.noun} ${resourceName(each)}`, arn, owner, home, type }];
}

/** A resource with a known ARN, to be evaluated as a type. */
export function evidenceOf(each: PlacedResource, type: EvidenceType, values: Values): Evidence | undefined {
  const physical = values.physical(each.logicalId, each.stack);
  if (physical === undefined) return undefined;
  const { Arn, EventDataStoreArn, TopicArn } = physical.attributes;
  const arn = (Arn ?? EventDataStoreArn ?? TopicArn ?? physical.ref).replace(/:\*$/, '');
  const { home, owner } = placeIn(each.stack);
  const partition = /^arn:([a-z-]+):/.exec(arn)?.[1] ?? owner.partition;
  return { what: `${type.noun} ${resourceName(each)}`, arn, owner: { ...owner, partition }, home, type };
}

/** The texts that other resources may use for this one. */
function namesOf(each: PlacedResource, values: Values): readonly string[] {
  const physical = values.physical(each.logicalId, each.stack);
  if (physical === undefined) return [];
  const { ref, attributes } = physical;
  const names = [ref, ...Object.values(attributes)].map((name) => scoped(name, each));
  return each.resource.Type === 'AWS::S3::Bucket' ? [...names, ref] : names;
}

/** Names are unique in an account and a Region; ARNs have both, and names of buckets are unique by themselves. */
function scoped(name: string, { stack }: PlacedResource): string {
  return name.includes(':') ? name : `${accountOf(stack)} ${regionOf(stack)} ${name}`;
}

function referencesOf(
  each: PlacedResource,
  byName: ReadonlyMap<string, PlacedResource>,
  values: Values,
): readonly PlacedResource[] {
  const texts = new Set<string>();
  const followed = Object.entries(asJson(each.resource.Properties)).filter(([name]) => !UNFOLLOWED.has(name));
  collectTexts(values.resolve(Object.fromEntries(followed), each.stack), texts);
  const found = [...texts].flatMap((text) => byName.get(scoped(text, each)) ?? byName.get(text) ?? []);
  return [...new Set(found)].filter((other) => other !== each && !/^AWS::IAM::/.test(other.resource.Type));
}

function collectTexts(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') {
    into.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const item of Array.isArray(value) ? asList(value) : Object.values(value)) collectTexts(item, into);
}
