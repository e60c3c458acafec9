import { type EstateStack, type PlacedResource, resourceName, resourcesOf } from '../../estate/estate-stack';
import { managedStatements } from './managed-policy';
import { type ReadStatement, readStatement, readStatements } from './read-statement';
import { accountOf, type Values } from './template-values';
import { asJson, asList, asText, replaceUnknowns, unknownsIn } from './unknown-text';

/** A role or user of the templates. */
export interface TemplateIdentity {
  readonly kind: 'role' | 'user';
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly identity: readonly ReadStatement[];
  /** Managed policies that are attached and not known here. */
  readonly unreadPolicies: readonly string[];
  readonly boundary?: readonly ReadStatement[];
  /** The boundary, when it is not known here. */
  readonly unreadBoundary?: string;
  /** Who may take the role. */
  readonly trust: readonly ReadStatement[];
}

/** The policies that the templates attach to resources and accounts. */
export interface AttachedPolicies {
  readonly identities: readonly TemplateIdentity[];
  /** By the ARN of the resource. */
  readonly ofResource: ReadonlyMap<string, readonly ReadStatement[]>;
  /** Policies of log groups are for all of an account and Region. */
  readonly ofLogGroups: readonly ReadStatement[];
  readonly controls: readonly ControlPolicy[];
}

/** A service or resource control policy. */
export interface ControlPolicy {
  readonly kind: 'service' | 'resource';
  readonly statements: readonly ReadStatement[];
  /** Roots, units and accounts. */
  readonly targets: readonly string[];
  /** The account that has the policy: the management account, or one that is delegated to. */
  readonly deployedIn: string;
}

type Sheet = { readonly document: unknown; readonly name: string };

/** Everything that the policies of stacks say. */
export function attachedPolicies(stacks: readonly EstateStack[], values: Values): AttachedPolicies {
  const placed = resourcesOf(stacks).filter(({ stack, resource }) =>
    values.exists(resource.Condition, stack),
  );
  const find = (...types: readonly string[]) =>
    placed.filter(({ resource }) => types.includes(resource.Type));
  const resolved = (each: PlacedResource) =>
    asJson(values.resolve(each.resource.Properties ?? {}, each.stack));
  const sheets = sheetsByHolder(find, resolved, values);
  const managed = managedByArn(find('AWS::IAM::ManagedPolicy'), values);
  return {
    identities: find('AWS::IAM::Role', 'AWS::IAM::User').map((each) =>
      toIdentity(each, resolved(each), { sheets, managed, values }),
    ),
    ofResource: resourcePolicies(find, resolved, values),
    ofLogGroups: find('AWS::Logs::ResourcePolicy').flatMap((each) =>
      readStatements(resolved(each).PolicyDocument, `the log group policy ${resourceName(each)}`),
    ),
    controls: find('AWS::Organizations::Policy').flatMap((each) => toControl(each, resolved(each))),
  };
}

type FindTypes = (...types: readonly string[]) => readonly PlacedResource[];
type Resolved = (each: PlacedResource) => Readonly<Record<string, unknown>>;

/** Policies that name whom they are attached to: by account, kind and name. */
function sheetsByHolder(
  find: FindTypes,
  resolved: Resolved,
  values: Values,
): ReadonlyMap<string, readonly Sheet[]> {
  const found = new Map<string, readonly Sheet[]>();
  const types = ['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'].map(
    (name) => `AWS::IAM::${name}`,
  );
  for (const each of find(...types)) {
    const properties = resolved(each);
    const sheet = { document: properties.PolicyDocument, name: `the policy ${resourceName(each)}` };
    for (const [kind, names] of [
      ['role', [...asList(properties.Roles), ...asList(properties.RoleName)]],
      ['user', [...asList(properties.Users), ...asList(properties.UserName)]],
      ['group', [...asList(properties.Groups), ...asList(properties.GroupName)]],
    ] as const) {
      for (const name of names) {
        const holder = holderKey(each.stack, kind, asText(name));
        found.set(holder, [...(found.get(holder) ?? []), sheet]);
      }
    }
  }
  for (const each of find('AWS::IAM::Group')) {
    const name = values.physical(each.logicalId, each.stack)?.ref ?? '';
    const holder = holderKey(each.stack, 'group', name);
    found.set(holder, [...(found.get(holder) ?? []), ...inlineSheets(each, resolved(each))]);
  }
  return found;
}

function holderKey(stack: EstateStack, kind: string, name: string): string {
  return `${accountOf(stack)} ${kind} ${name.split('/').at(-1)}`;
}

function inlineSheets(
  each: PlacedResource,
  { Policies }: Readonly<Record<string, unknown>>,
): readonly Sheet[] {
  return asList(Policies).map((policy) => {
    const { PolicyName: name, PolicyDocument: document } = asJson(policy);
    return { document, name: `the policy ${replaceUnknowns(asText(name), '*')} of ${resourceName(each)}` };
  });
}

function managedByArn(
  managed: readonly PlacedResource[],
  values: Values,
): ReadonlyMap<string, PlacedResource> {
  return new Map(managed.map((each) => [values.physical(each.logicalId, each.stack)?.ref ?? '', each]));
}

interface Surroundings {
  readonly sheets: ReadonlyMap<string, readonly Sheet[]>;
  readonly managed: ReadonlyMap<string, PlacedResource>;
  readonly values: Values;
}

function toIdentity(
  each: PlacedResource,
  properties: Readonly<Record<string, unknown>>,
  around: Surroundings,
): TemplateIdentity {
  const { sheets, values } = around;
  const kind = each.resource.Type === 'AWS::IAM::Role' ? 'role' : 'user';
  const physical = values.physical(each.logicalId, each.stack);
  const groups = asList(properties.Groups).map((name) => holderKey(each.stack, 'group', asText(name)));
  const holders = [holderKey(each.stack, kind, physical?.ref ?? ''), ...groups];
  const documents = [
    ...inlineSheets(each, properties),
    ...holders.flatMap((holder) => sheets.get(holder) ?? []),
  ];
  const attached = asList(properties.ManagedPolicyArns).map((arn) => readByArn(asText(arn), around));
  const boundary = properties.PermissionsBoundary;
  const limit = boundary === undefined ? undefined : readByArn(asText(boundary), around);
  return {
    ...{
      kind,
      name: resourceName(each),
      arn: physical?.attributes.Arn ?? '',
      account: accountOf(each.stack),
    },
    identity: [
      ...documents.flatMap(({ document, name }) => readStatements(document, name)),
      ...attached.flatMap((policy) => (typeof policy === 'string' ? [] : policy)),
    ],
    unreadPolicies: attached.filter((policy) => typeof policy === 'string'),
    ...(limit === undefined
      ? {}
      : typeof limit === 'string'
        ? { unreadBoundary: limit }
        : { boundary: limit }),
    trust: readStatements(properties.AssumeRolePolicyDocument, `the trust policy of ${resourceName(each)}`),
  };
}

/** The statements of a managed policy of these templates or of AWS; its ARN when it is neither. */
function readByArn(arn: string, { managed, values }: Surroundings): readonly ReadStatement[] | string {
  const own = managed.get(arn);
  if (own === undefined) return managedStatements(arn) ?? replaceUnknowns(arn, (words) => `<${words}>`);
  const { PolicyDocument } = asJson(values.resolve(own.resource.Properties ?? {}, own.stack));
  return readStatements(PolicyDocument, `the policy ${resourceName(own)}`);
}

/** Types whose policy names the resources it is for: the property with them, and the words. */
const POLICY_TYPES: Readonly<Record<string, readonly [string, string]>> = {
  'AWS::S3::BucketPolicy': ['Bucket', 'bucket policy'],
  'AWS::SNS::TopicPolicy': ['Topics', 'topic policy'],
  'AWS::SNS::TopicInlinePolicy': ['TopicArn', 'topic policy'],
  'AWS::SQS::QueuePolicy': ['Queues', 'queue policy'],
  'AWS::SQS::QueueInlinePolicy': ['Queue', 'queue policy'],
  'AWS::CloudTrail::ResourcePolicy': ['ResourceArn', 'resource policy'],
};

function resourcePolicies(
  find: FindTypes,
  resolved: Resolved,
  values: Values,
): ReadonlyMap<string, readonly ReadStatement[]> {
  const found = new Map<string, ReadStatement[]>();
  const add = (arn: string | undefined, statements: readonly ReadStatement[]) => {
    if (arn !== undefined) found.set(arn, [...(found.get(arn) ?? []), ...statements]);
  };
  for (const [type, [property, noun]] of Object.entries(POLICY_TYPES)) {
    for (const each of find(type)) {
      const properties = resolved(each);
      const name = `the ${noun} ${resourceName(each)}`;
      const statements = readStatements(properties.PolicyDocument ?? properties.ResourcePolicy, name);
      for (const target of asList(properties[property]))
        add(targetArn(asText(target), type, each), statements);
    }
  }
  for (const each of find('AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::DynamoDB::Table')) {
    const { KeyPolicy, ResourcePolicy } = resolved(each);
    const document = KeyPolicy ?? asJson(ResourcePolicy).PolicyDocument;
    const noun = KeyPolicy === undefined ? 'table policy of' : 'key policy of';
    add(
      values.physical(each.logicalId, each.stack)?.attributes.Arn,
      readStatements(document, `the ${noun} ${resourceName(each)}`),
    );
  }
  for (const each of find('AWS::Lambda::Permission')) addPermission(each, resolved(each), add);
  for (const each of find('AWS::Events::EventBusPolicy')) {
    const { Statement: statement } = resolved(each);
    const read = readStatement(statement, `the event bus policy ${resourceName(each)}`);
    if (read !== undefined) add(asText(asList(asJson(statement).Resource)[0]), [read]);
  }
  return found;
}

/** Buckets are named, queues have URLs: `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
function targetArn(target: string, type: string, { stack }: PlacedResource): string | undefined {
  if (unknownsIn(target).length > 0) return undefined;
  const partition = /cn-/.test(stack.region ?? '')
    ? 'aws-cn'
    : /us-gov-/.test(stack.region ?? '')
      ? 'aws-us-gov'
      : 'aws';
  if (type === 'AWS::S3::BucketPolicy') return `arn:${stack.partition ?? partition}:s3:::${target}`;
  const [, region, account, name] = /^https:\/\/sqs\.([^./]+)\.[^/]+\/(\d+)\/([^/]+)$/.exec(target) ?? [];
  return name === undefined ? target : `arn:${stack.partition ?? partition}:sqs:${region}:${account}:${name}`;
}

/** A permission is one statement of a function's policy. */
function addPermission(
  each: PlacedResource,
  properties: Readonly<Record<string, unknown>>,
  add: (arn: string, statements: readonly ReadStatement[]) => void,
): void {
  const { FunctionName, Action, Principal, SourceArn, SourceAccount, PrincipalOrgID } = properties;
  const name = asText(FunctionName);
  const { account, region } = { account: accountOf(each.stack), region: each.stack.region ?? 'unknown-1' };
  const arn = name.startsWith('arn:')
    ? name
    : `arn:${each.stack.partition ?? 'aws'}:lambda:${region}:${account}:function:${name}`;
  const principal = asText(Principal);
  const isService = /\.amazonaws\.com(\.cn)?$/.test(principal);
  const read = readStatement(
    {
      ...{ Effect: 'Allow', Action, Resource: arn },
      Principal: principal === '*' ? '*' : isService ? { Service: principal } : { AWS: principal },
      Condition: {
        ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
        StringEquals: {
          ...(SourceAccount === undefined ? {} : { 'aws:SourceAccount': SourceAccount }),
          ...(PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': PrincipalOrgID }),
        },
      },
    },
    `the permission ${resourceName(each)}`,
  );
  if (read !== undefined) add(arn, [read]);
}

function toControl(
  each: PlacedResource,
  properties: Readonly<Record<string, unknown>>,
): readonly ControlPolicy[] {
  const { Type: type, Content, TargetIds } = properties;
  if (type !== 'SERVICE_CONTROL_POLICY' && type !== 'RESOURCE_CONTROL_POLICY') return [];
  const kind = type === 'SERVICE_CONTROL_POLICY' ? 'service' : 'resource';
  const statements = readStatements(Content, `the ${kind} control policy ${resourceName(each)}`);
  const targets = asList(TargetIds).map(asText);
  return [{ kind, statements, targets, deployedIn: accountOf(each.stack) }];
}
