import {
  Aspects,
  type CfnResource,
  CustomResource,
  Duration,
  type IResolvable,
  type IResolveContext,
  Lazy,
  Stack,
  Token,
} from 'aws-cdk-lib';
import { CfnTrail, type CfnTrailProps } from 'aws-cdk-lib/aws-cloudtrail';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import { BUCKET_PROPERTIES } from '../../core/delivery/drift/bucket-settings';
import { TRAIL_PROPERTIES } from '../../core/delivery/drift/trail-settings';
import { toOwnStackStatement } from '../../core/policy/policy-statement-data';
import { toTrailProperties } from '../../core/selector/to-trail-properties';
import {
  DEPLOYED_RESOURCES_TYPE,
  type DeployedProperties,
  type DeployedResource,
  REPEATS,
} from '../../core/settings/deployed-resources';
import { readingKeyOf } from '../archive/trail-key-interface';
import { isKnownDifference } from '../preflight/preflight-check';
import { type Fields, fieldsOf, hasFunction, propertiesOf } from '../preflight/template-properties';
import { createdPolicyOf } from '../resource/generated-name';
import { addInParts, toPolicyStatement } from '../statement/policy-length';
import { referencesIn } from '../statement/references';
import { findTrailResource, importedSelection } from '../trail/app-trails';
import type { QueueWorker } from '../worker/queue-worker';
import type { DeliveryMonitorProps } from './delivery-monitor-props';
import { grantPartReading } from './grant-part-reading';
import { describeParts, PropertiesOf, pipelineParts, warnOfMissed } from './pipeline-parts';
import { coverageOf } from './realtime-coverage';

type Kind = Exclude<DeployedResource['kind'], 'part'>;

/** A resource that is compared, as in the template at synthesis. */
interface Watched {
  readonly kind: Kind;
  readonly arn: string;
  readonly resource: CfnResource;
  readonly properties?: readonly string[];
  readonly policy?: unknown;
}

const TRAIL_ACTIONS = ['cloudtrail:GetEventSelectors', 'cloudtrail:GetInsightSelectors'];

/** The permissions to read each kind of other resource. */
const ACTIONS: Readonly<Record<Exclude<Kind, 'trail'>, readonly string[]>> = {
  bucket: [
    's3:GetBucketObjectLockConfiguration',
    's3:GetBucketOwnershipControls',
    's3:GetBucketPolicy',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketVersioning',
    's3:GetEncryptionConfiguration',
    's3:GetLifecycleConfiguration',
    's3:GetReplicationConfiguration',
  ],
  key: ['kms:GetKeyPolicy'],
  topic: ['sns:GetTopicAttributes'],
};

/** A shorter value is handed over again. */
const MIN_REPEATED = 40;

/** Entries in which a value that the same property of an earlier one has is the place of that one: the template is full. */
class WithoutRepeats implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly entries: readonly object[]) {}

  public resolve(context: IResolveContext): unknown {
    const places = new Map<string, number>();
    const entries: readonly Fields[] = context.resolve(this.entries);
    return entries.map((entry, place) => {
      const properties = Object.entries(fieldsOf(entry.properties)).map(([name, value]) => {
        const text = JSON.stringify([name, value]);
        const first = places.get(text);
        if (first === undefined) places.set(text, place);
        return [name, first === undefined || text.length < MIN_REPEATED ? value : { [REPEATS]: first }];
      });
      return { ...entry, properties: Object.fromEntries(properties) };
    });
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** Properties of the comparison. */
export interface DeployedResourcesProps {
  readonly props: DeliveryMonitorProps;
  readonly trailArns: readonly string[];
}

/**
 * The actions on the monitored trails, known when the app is whole: if it neither creates one nor says what one logs, no settings are
 * compared.
 *
 * @param status the actions that read their status
 */
export function trailActions(
  scope: IConstruct,
  trailArns: readonly string[],
  status: readonly string[],
): string[] {
  const isCompared = () => trailArns.some((arn) => toTrail(scope, arn).length > 0);
  return Lazy.list({ produce: () => [...(isCompared() ? TRAIL_ACTIONS : []), ...status] });
}

/**
 * Grants permission to read the compared resources but trails, and the status of the stack, to detect a deployment in progress.
 */
export function grantComparison(role: Role, monitor: Construct, props: DeliveryMonitorProps): void {
  for (const { kind, arn } of ownResources(role, props))
    if (kind !== 'trail') addInParts(role, { Effect: 'Allow', Action: ACTIONS[kind], Resource: arn });
  role.addToPrincipalPolicy(toPolicyStatement(toOwnStackStatement(Stack.of(role).stackId)));
  grantPartReading(role, () => pipelineParts(monitor, props));
}

/**
 * Sends the deployed properties to the function through CloudFormation whenever they change: the properties of the template at
 * synthesis, so that a policy may be extended after the monitor is created. Environment variables are too small: Lambda allows
 * 4 KB.
 */
export function createDeployedResources(
  scope: Construct,
  { lambdaFunction }: Pick<QueueWorker, 'lambdaFunction'>,
  { props, trailArns }: DeployedResourcesProps,
): void {
  const stack = Stack.of(scope);
  // the readable ones; statements that the app adds to their policies later are also compared
  const own = ownResources(scope, props);
  const describeAll = () => [
    ...[...trailArns.flatMap((arn) => toTrail(scope, arn)), ...own].map((watched) =>
      describe(scope, watched, props),
    ),
    ...describeParts(scope, pipelineParts(scope, props)),
  ];
  Aspects.of(scope).add({
    visit: (node) => {
      if (node === scope) warnOfMissed(scope, props);
    },
  });
  const { realtime, archive } = props;
  const toJson = (produce: () => object) => stack.toJsonString(Lazy.uncachedAny({ produce }));
  const properties: DeployedProperties = {
    Resources: toJson(() => new WithoutRepeats(describeAll())),
    ...(realtime === undefined ? {} : { Realtime: toJson(() => coverageOf(realtime, archive)) }),
  };
  const resource = new CustomResource(scope, 'Deployed', {
    resourceType: DEPLOYED_RESOURCES_TYPE,
    serviceToken: lambdaFunction.functionArn,
    // if the function fails, Lambda retries it twice within minutes
    serviceTimeout: Duration.minutes(20),
    properties: { ...properties },
  });
  const policy = lambdaFunction.role?.node.tryFindChild('DefaultPolicy');
  if (policy !== undefined) resource.node.addDependency(policy);
}

function toTrail(scope: IConstruct, arn: string): readonly Watched[] {
  const resource = findTrailResource(scope, arn);
  return resource === undefined
    ? toImportedTrail(scope, arn)
    : [{ kind: 'trail', arn, resource, properties: TRAIL_PROPERTIES }];
}

/** Of a trail of others, what it logs as the app says it, in the form of a template; the app knows no other setting. */
function toImportedTrail(scope: IConstruct, arn: string): readonly Watched[] {
  const selection = importedSelection(scope, arn);
  if (selection === undefined) return [];
  const selectors = toTrailProperties(selection) as Partial<CfnTrailProps>;
  const resource = new CfnTrail(new Stack(), 'Trail', { s3BucketName: '', isLogging: true, ...selectors });
  const insights = selectors.insightSelectors === undefined ? [] : ['InsightSelectors'];
  return [
    { kind: 'trail', arn, resource, properties: ['EventSelectors', 'AdvancedEventSelectors', ...insights] },
  ];
}

/**
 * The bucket, key and topic that this app creates in the monitor's account and Region: resources of other apps are not
 * compared.
 */
function ownResources(
  scope: IConstruct,
  { archive, alertTopic: { topic } }: DeliveryMonitorProps,
): readonly Watched[] {
  const { bucket } = archive;
  const key = readingKeyOf(archive)?.key;
  const bucketResource = bucket.node.defaultChild;
  const bucketPolicy = bucket.policy?.node.defaultChild;
  const keyResource = key?.node.defaultChild;
  const topicPolicy = createdPolicyOf(topic);
  const all: readonly (Watched | undefined)[] = [
    bucketResource instanceof CfnBucket
      ? {
          ...{
            kind: 'bucket',
            arn: bucket.bucketArn,
            resource: bucketResource,
            properties: BUCKET_PROPERTIES,
          },
          ...(bucketPolicy instanceof CfnBucketPolicy ? { policy: bucketPolicy.policyDocument } : {}),
        }
      : undefined,
    key !== undefined && keyResource instanceof CfnKey
      ? { kind: 'key', arn: key.keyArn, resource: keyResource, policy: keyResource.keyPolicy }
      : undefined,
    topicPolicy !== undefined
      ? { kind: 'topic', arn: topic.topicArn, resource: topicPolicy, policy: topicPolicy.policyDocument }
      : undefined,
  ];
  return all.filter(
    (watched): watched is Watched =>
      watched !== undefined && isSamePlace(Stack.of(scope), Stack.of(watched.resource)),
  );
}

function isSamePlace(one: Stack, other: Stack): boolean {
  return !isKnownDifference(one.account, other.account) && !isKnownDifference(one.region, other.region);
}

function describe(scope: Construct, watched: Watched, { mfaDelete = false }: DeliveryMonitorProps) {
  const { kind, arn, resource, properties: names = [], policy } = watched;
  const isOwn = Stack.of(resource) === Stack.of(scope);
  const literals = isOwn ? {} : literalsAmong(names, propertiesOf(resource));
  const all = kind === 'trail' ? TRAIL_PROPERTIES : names;
  return {
    ...{ kind, arn, accountId: Stack.of(scope).account },
    properties: isOwn ? new PropertiesOf(resource, names) : literals,
    unknown: isOwn ? [] : all.filter((name) => !(name in literals)),
    ...(policy === undefined || !isReachable(scope, watched) ? {} : { policy }),
    mfaDelete: kind === 'bucket' && mfaDelete,
  };
}

/** The properties without references; `null` if absent, which is also compared. */
function literalsAmong(names: readonly string[], properties: Fields): Fields {
  const literals = names.filter((name) => !hasFunction(properties[name]));
  return Object.fromEntries(literals.map((name) => [name, properties[name] ?? null]));
}

/**
 * Whether a policy references only the monitor's stack and its own. A reference to a third stack would make the monitor's stack
 * depend on it, and that stack may already depend on the monitor's.
 */
function isReachable(scope: Construct, { resource, policy }: Watched): boolean {
  const stacks = [Stack.of(scope), Stack.of(resource)];
  if (stacks[0] === stacks[1]) return true;
  return referencesIn(scope, policy).every(({ target }) => stacks.includes(Stack.of(target)));
}
