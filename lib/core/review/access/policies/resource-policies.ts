import { type PlacedResource, resourceName } from '../../../estate/estate';
import { asJson, asList, asText, unknownsIn } from '../condition-words';
import { type ReadStatement, readStatement, readStatements } from '../read-statement';
import { inWords } from '../requirement';
import { accountOf, partitionIn, regionOf, type Values } from '../template-values';

/** The resources of templates, and their values. */
export interface Reading {
  readonly find: (...types: readonly string[]) => readonly PlacedResource[];
  readonly resolved: (each: PlacedResource) => Readonly<Record<string, unknown>>;
  readonly values: Values;
}

type Properties = Readonly<Record<string, unknown>>;

/** Statements, and the ARN of the resource that they are for; none where it is not known. */
interface Attached {
  readonly arn: string | undefined;
  readonly statements: readonly ReadStatement[];
}

/** Types whose policy names the resources it is for: the property with them, and the words. */
const NAMING: Readonly<Record<string, readonly [property: string, noun: string]>> = {
  'AWS::S3::BucketPolicy': ['Bucket', 'bucket policy'],
  'AWS::SNS::TopicPolicy': ['Topics', 'topic policy'],
  'AWS::SNS::TopicInlinePolicy': ['TopicArn', 'topic policy'],
  'AWS::SQS::QueuePolicy': ['Queues', 'queue policy'],
  'AWS::SQS::QueueInlinePolicy': ['Queue', 'queue policy'],
  'AWS::CloudTrail::ResourcePolicy': ['ResourceArn', 'resource policy'],
  'AWS::Kinesis::ResourcePolicy': ['ResourceArn', 'stream policy'],
  'AWS::SecretsManager::ResourcePolicy': ['SecretId', 'secret policy'],
};

/** Types with their own policy: its path, and the words. */
const OWN: Readonly<Record<string, readonly [path: readonly string[], noun: string]>> = {
  'AWS::KMS::Key': [['KeyPolicy'], 'key policy'],
  'AWS::KMS::ReplicaKey': [['KeyPolicy'], 'key policy'],
  'AWS::DynamoDB::Table': [['ResourcePolicy', 'PolicyDocument'], 'table policy'],
  'AWS::Events::EventBus': [['Policy'], 'event bus policy'],
};

/** Types that are read in other ways. */
const FURTHER: Readonly<Record<string, (each: PlacedResource, reading: Reading) => Attached>> = {
  'AWS::Lambda::Permission': (each, { resolved }) => toPermission(each, resolved(each)),
  'AWS::Lambda::LayerVersionPermission': (each, { resolved }) => toLayerPermission(each, resolved(each)),
  'AWS::Lambda::Url': (each, { resolved }) => toUrl(each, resolved(each)),
  'AWS::Events::EventBusPolicy': (each, { resolved }) => toBusStatement(each, resolved(each)),
  'AWS::S3::AccessPoint': (each, { resolved }) => toAccessPoint(each, resolved(each)),
};

/** The types whose policies are read here. */
export const RESOURCE_POLICY_TYPES: readonly string[] = [NAMING, OWN, FURTHER].flatMap(Object.keys);

/** The statements of the policies of resources, by the ARN of the resource. */
export function resourcePolicies(reading: Reading): ReadonlyMap<string, readonly ReadStatement[]> {
  const found = new Map<string, readonly ReadStatement[]>();
  for (const { arn, statements } of allAttached(reading)) {
    if (arn !== undefined) found.set(arn, [...(found.get(arn) ?? []), ...statements]);
  }
  return found;
}

function allAttached(reading: Reading): readonly Attached[] {
  const { find, resolved, values } = reading;
  const naming = Object.entries(NAMING).flatMap(([type, [property, noun]]) =>
    find(type).flatMap((each) => {
      const { [property]: targets, PolicyDocument, ResourcePolicy } = resolved(each);
      const statements = readStatements(
        PolicyDocument ?? ResourcePolicy,
        `the ${noun} ${resourceName(each)}`,
      );
      return asList(targets).map((target) => ({ arn: targetArn(asText(target), type, each), statements }));
    }),
  );
  const own = Object.entries(OWN).flatMap(([type, [path, noun]]) =>
    find(type).map((each) => {
      const document = path.reduce<unknown>((value, name) => asJson(value)[name], resolved(each));
      const statements = readStatements(document, `the ${noun} of ${resourceName(each)}`);
      return { arn: values.physical(each.logicalId, each.stack)?.attributes.Arn, statements };
    }),
  );
  const further = Object.entries(FURTHER).flatMap(([type, read]) =>
    find(type).map((each) => read(each, reading)),
  );
  return [...naming, ...own, ...further];
}

/** A permission is one statement of a function's policy. */
function toPermission(each: PlacedResource, properties: Properties): Attached {
  const { FunctionName, Action, Principal, SourceArn, SourceAccount, PrincipalOrgID } = properties;
  const { FunctionUrlAuthType, EventSourceToken } = properties;
  const arn = functionArn(asText(FunctionName), each);
  return oneStatement(arn, `the permission ${resourceName(each)}`, {
    ...{ Action, Principal: toPrincipal(asText(Principal)) },
    Condition: {
      ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
      StringEquals: given({
        'aws:SourceAccount': SourceAccount,
        'aws:PrincipalOrgID': PrincipalOrgID,
        'lambda:FunctionUrlAuthType': FunctionUrlAuthType,
        'lambda:EventSourceToken': EventSourceToken,
      }),
    },
  });
}

function toLayerPermission(each: PlacedResource, properties: Properties): Attached {
  const { LayerVersionArn, Action, Principal, OrganizationId } = properties;
  return oneStatement(asText(LayerVersionArn), `the permission ${resourceName(each)}`, {
    ...{ Action, Principal: toPrincipal(asText(Principal)) },
    Condition: { StringEquals: given({ 'aws:PrincipalOrgID': OrganizationId }) },
  });
}

/** A URL without authentication needs a permission for everyone, which other stacks may add. */
function toUrl(each: PlacedResource, { TargetFunctionArn, AuthType }: Properties): Attached {
  const arn = functionArn(asText(TargetFunctionArn), each);
  if (AuthType === 'AWS_IAM') return { arn, statements: [] };
  const attached = oneStatement(arn, `the URL ${resourceName(each)}`, {
    ...{ Action: 'lambda:InvokeFunctionUrl', Principal: '*' },
  });
  const needs = [inWords(`a permission allows requests to the URL ${resourceName(each)}`)];
  return { arn, statements: attached.statements.map((read) => ({ ...read, needs, unknown: true })) };
}

/** A whole statement, or the parts of one: `Action`, `Principal` and `Condition`. */
function toBusStatement(each: PlacedResource, properties: Properties): Attached {
  const { Statement, EventBusName = 'default', Action, Principal, Condition } = properties;
  const name = `the event bus policy ${resourceName(each)}`;
  const bus = asText(EventBusName);
  const arn = bus.startsWith('arn:') ? bus : arnIn(each, 'events', `event-bus/${bus.split('/').at(-1)}`);
  if (Statement !== undefined) {
    const read = readStatement(Statement, name);
    return { arn, statements: read === undefined ? [] : [read] };
  }
  const { Type, Key, Value } = asJson(Condition);
  return oneStatement(arn, name, {
    ...{ Action, Principal: toPrincipal(asText(Principal)) },
    ...(Condition === undefined ? {} : { Condition: { [asText(Type)]: { [asText(Key)]: Value } } }),
  });
}

/** The policy of an access point is for objects of its bucket, as far as the bucket's policy leaves it to access points. */
function toAccessPoint(each: PlacedResource, { Bucket, Policy, Name }: Properties): Attached {
  const bucket = targetArn(asText(Bucket), 'AWS::S3::BucketPolicy', each);
  const name = `the policy of the access point ${resourceName(each)}`;
  const need = inWords(`through the access point ${Name === undefined ? resourceName(each) : asText(Name)}`);
  const statements = readStatements(Policy, name).map((read) => ({
    ...read,
    needs: [...read.needs, need],
    ...(read.resources === undefined || bucket === undefined
      ? {}
      : {
          resources: {
            ...read.resources,
            patterns: read.resources.patterns.map((one) => inBucket(one, bucket)),
          },
        }),
  }));
  return { arn: bucket, statements };
}

/** `arn:aws:s3:eu-west-1:111122223333:accesspoint/name/object/key` → `arn:aws:s3:::bucket/key` */
function inBucket(pattern: string, bucket: string): string {
  const [, object] = /^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\/[^/]*(?:\/object(\/.*))?$/.exec(pattern) ?? [
    pattern,
  ];
  return /:accesspoint\//.test(pattern) ? `${bucket}${object ?? ''}` : pattern;
}

function oneStatement(arn: string, title: string, elements: Properties): Attached {
  const read = readStatement({ Effect: 'Allow', Resource: arn, ...elements }, title);
  return { arn, statements: read === undefined ? [] : [read] };
}

function toPrincipal(text: string): unknown {
  if (text === '*') return '*';
  return /\.amazonaws\.com(\.cn)?$/.test(text) ? { Service: text } : { AWS: text };
}

function given(values: Properties): Properties {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function functionArn(name: string, each: PlacedResource): string {
  return name.startsWith('arn:') ? name : arnIn(each, 'lambda', `function:${name}`);
}

function arnIn({ stack }: PlacedResource, service: string, rest: string): string {
  return `arn:${partitionIn(stack)}:${service}:${regionOf(stack)}:${accountOf(stack)}:${rest}`;
}

/** Buckets are named, queues have URLs: `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
function targetArn(target: string, type: string, { stack }: PlacedResource): string | undefined {
  if (unknownsIn(target).length > 0) return undefined;
  const partition = partitionIn(stack);
  if (type === 'AWS::S3::BucketPolicy') return `arn:${partition}:s3:::${target}`;
  const [, region, account, name] = /^https:\/\/sqs\.([^./]+)\.[^/]+\/(\d+)\/([^/]+)$/.exec(target) ?? [];
  return name === undefined ? target : `arn:${partition}:sqs:${region}:${account}:${name}`;
}
