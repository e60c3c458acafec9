import type { Policies } from '../../../lib/core/policy/evaluation/decide';
import type { Policy, PolicyKind } from '../../../lib/core/policy/evaluation/policy-document';
import type { Account, Request } from '../../../lib/core/policy/evaluation/request';
import { partitionOf } from '../../../lib/core/record/region';
import { awsManagedPolicy } from './aws-managed-policy';
import {
  type Deployment,
  physicalResource,
  resolveText,
  resolveValue,
  type TemplateResource,
} from './intrinsic';
import { readPolicy } from './read-policy';

/** Every policy that stacks bring with them, by the ARN of what it is attached to. */
export interface TemplatePolicies {
  /** Bucket, key, topic and queue policies, and the trust policies of roles. */
  readonly resource: ReadonlyMap<string, Policy>;
  /** Of roles: inline, attached, and managed by AWS. */
  readonly identity: ReadonlyMap<string, readonly Policy[]>;
  /** Permissions boundaries of roles. */
  readonly boundary: ReadonlyMap<string, Policy>;
  /** Policies of AWS Organizations, by what they are attached to: a root or an account. */
  readonly serviceControl: ReadonlyMap<string, readonly Policy[]>;
  readonly resourceControl: ReadonlyMap<string, readonly Policy[]>;
}

/** A policy found in a template, still to be put where it belongs. */
interface Found {
  readonly place: keyof TemplatePolicies;
  readonly arn: string;
  readonly policy: Policy;
}

/** One resource of a template, and the stack it is in. */
interface Located {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deployment: Deployment;
}

type Find = (located: Located) => readonly Found[];

/** Places that hold several policies; the others hold one. */
const SEVERAL = ['identity', 'serviceControl', 'resourceControl'] as const;

// attached by AWS to every root, unit and account
const FULL_ACCESS = readPolicy(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
  'service control',
  'FullAWSAccess',
);

const FINDERS: Readonly<Record<string, Find>> = {
  'AWS::S3::Bucket': refuseAcl,
  'AWS::S3::BucketPolicy': (located) => attached(located, 'bucket policy', [bucketArn(located)]),
  'AWS::SNS::TopicPolicy': (located) => attached(located, 'topic policy', texts(located, 'Topics')),
  'AWS::SQS::QueuePolicy': (located) => attached(located, 'queue policy', queueArns(located)),
  'AWS::Events::EventBusPolicy': findOfBus,
  'AWS::CloudTrail::ResourcePolicy': findOfLake,
  'AWS::KMS::Key': (located) => ownPolicy(located, 'KeyPolicy', 'resource', 'key policy'),
  'AWS::DynamoDB::Table': findOfTable,
  'AWS::IAM::Role': findOfRole,
  'AWS::IAM::Policy': (located) => ofRoles(located, readDocument(located, 'PolicyDocument', 'identity')),
  'AWS::Organizations::Policy': findOfOrganization,
  'AWS::IAM::ManagedPolicy': (located) =>
    ofRoles(located, readDocument(located, 'PolicyDocument', 'identity')),
};

// types that give access in ways that are not read here, besides every other type that ends in Policy
const UNREAD =
  /Policy$|^AWS::IAM::(User|Group)$|^AWS::S3::(MultiRegion)?AccessPoint$|^AWS::KMS::ReplicaKey$|^AWS::DynamoDB::GlobalTable$/;

/**
 * Collects the policies of stacks. Throws on a resource that gives access in a way that is not read, on two policies
 * for one resource (the later one would replace the earlier), and on everything in a policy that cannot be resolved.
 */
export function collectPolicies(deployments: readonly Deployment[]): TemplatePolicies {
  const single = { resource: new Map<string, Policy>(), boundary: new Map<string, Policy>() };
  const several = {
    identity: new Map<string, readonly Policy[]>(),
    serviceControl: new Map<string, readonly Policy[]>(),
    resourceControl: new Map<string, readonly Policy[]>(),
  };
  for (const { place, arn, policy } of deployments.flatMap(findAll)) {
    if (isSeveral(place)) {
      several[place].set(arn, [...(several[place].get(arn) ?? []), policy]);
      continue;
    }
    const before = single[place].get(arn);
    if (before !== undefined) throw new Error(`${arn} has two policies: ${before.name} and ${policy.name}`);
    single[place].set(arn, policy);
  }
  return { ...single, ...several };
}

/** Those of the collected policies that have a say in a request. */
export function policiesFor(request: Request, collected: TemplatePolicies): Policies {
  const { principal, resource } = request;
  const own = 'arn' in principal ? principal.arn : '';
  // a bucket's policy speaks for its objects
  const holder = /^arn:[a-z-]+:s3:::/.test(resource.arn) ? resource.arn.split('/')[0] : resource.arn;
  return {
    resource: collected.resource.get(holder ?? ''),
    identity: collected.identity.get(own),
    boundary: collected.boundary.get(own),
    serviceControl: controlOf(
      collected.serviceControl,
      'account' in principal ? principal.account : undefined,
    ).map((policies) => [FULL_ACCESS, ...policies]),
    resourceControl: controlOf(collected.resourceControl, resource.owner).flat(),
  };
}

/** Those of the organization's root, and those of the account itself. */
function controlOf(
  attached: ReadonlyMap<string, readonly Policy[]>,
  account: Account | undefined,
): readonly (readonly Policy[])[] {
  const { id, organization } = account ?? {};
  if (id === undefined || organization?.rootId === undefined) return [];
  return [attached.get(organization.rootId) ?? [], attached.get(id) ?? []];
}

function isSeveral(place: keyof TemplatePolicies): place is (typeof SEVERAL)[number] {
  return (SEVERAL as readonly string[]).includes(place);
}

/** Units are not read: what they hold is not known here. */
function findOfOrganization(located: Located): readonly Found[] {
  const isService = located.properties.Type === 'SERVICE_CONTROL_POLICY';
  if (!isService && located.properties.Type !== 'RESOURCE_CONTROL_POLICY') {
    throw new Error(`Type is ${JSON.stringify(located.properties.Type)}`);
  }
  const kind = isService ? 'service control' : 'resource control';
  const policy = readDocument(located, 'Content', kind, `${kind} policy`);
  return texts(located, 'TargetIds').map((target) => {
    if (!/^(r-[a-z0-9]{4,32}|\d{12})$/.test(target)) throw new Error(`target ${target} is not read here`);
    return { place: isService ? 'serviceControl' : 'resourceControl', arn: target, policy };
  });
}

function findAll(deployment: Deployment): readonly Found[] {
  return Object.entries(deployment.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const find = finderFor(logicalId, resource);
    const properties = resource.Properties ?? {};
    return find === undefined ? [] : inPlace(logicalId, () => find({ logicalId, properties, deployment }));
  });
}

function finderFor(
  logicalId: string,
  { Type: type, Condition: condition }: TemplateResource,
): Find | undefined {
  const find = Object.hasOwn(FINDERS, type) ? FINDERS[type] : undefined;
  if (find === undefined && UNREAD.test(type)) {
    throw new Error(`${logicalId} is an ${type}, which gives access and is not read here`);
  }
  if (find !== undefined && condition !== undefined) {
    throw new Error(`${logicalId} depends on the condition '${condition}', which is not evaluated here`);
  }
  return find;
}

/** The policy of a resource that names the resources it is for. */
function attached(located: Located, what: string, arns: readonly string[]): readonly Found[] {
  const policy = readDocument(located, 'PolicyDocument', 'resource', what);
  return arns.map((arn) => ({ place: 'resource', arn, policy }));
}

/** A bus has one policy, and each such resource is a statement of it; two for one bus are not put together here. */
function findOfBus({ logicalId, properties, deployment }: Located): readonly Found[] {
  const statement = resolveValue(properties.Statement, deployment) as { readonly Resource: string };
  const document = { Version: '2012-10-17', Statement: statement };
  const policy = readPolicy(document, 'resource', `the event bus policy ${logicalId}`);
  return [{ place: 'resource', arn: statement.Resource, policy }];
}

/** An event data store, a channel or a dashboard has one policy, which says whom it is for. */
function findOfLake({ logicalId, properties, deployment }: Located): readonly Found[] {
  const document = resolveValue(properties.ResourcePolicy, deployment);
  const policy = readPolicy(document, 'resource', `the resource policy ${logicalId}`);
  return [{ place: 'resource', arn: resolveText(properties.ResourceArn, deployment), policy }];
}

/** The policy that a resource carries in a property of its own. */
function ownPolicy(located: Located, property: string, kind: PolicyKind, what: string): readonly Found[] {
  const arn = ownArn(located);
  return [{ place: 'resource', arn, policy: readDocument(located, property, kind, what) }];
}

function findOfRole(located: Located): readonly Found[] {
  const { properties, deployment } = located;
  const arn = ownArn(located);
  const managed = texts(located, 'ManagedPolicyArns').flatMap((policyArn) =>
    readByArn(policyArn, deployment),
  );
  const boundary = properties.PermissionsBoundary;
  const boundaryArn = boundary === undefined ? [] : [resolveText(boundary, deployment)];
  return [
    ...ownPolicy(located, 'AssumeRolePolicyDocument', 'trust', 'trust policy'),
    ...[...inlinePolicies(located), ...managed].map((policy): Found => ({ place: 'identity', arn, policy })),
    ...boundaryArn.map(
      (policyArn): Found => ({ place: 'boundary', arn, policy: readByArn(policyArn, deployment) }),
    ),
  ];
}

function inlinePolicies({ logicalId, properties, deployment }: Located): readonly Policy[] {
  const policies = (properties.Policies ?? []) as readonly Readonly<Record<string, unknown>>[];
  return policies.map(({ PolicyName, PolicyDocument }) => {
    const name = `the policy ${resolveText(PolicyName, deployment)} of ${logicalId}`;
    return readPolicy(resolveValue(PolicyDocument, deployment), 'identity', name);
  });
}

/** A managed policy of this stack, or one of AWS. */
function readByArn(policyArn: string, deployment: Deployment): Policy {
  const own = Object.entries(deployment.template.Resources ?? {}).find(
    ([logicalId, { Type: type }]) =>
      type === 'AWS::IAM::ManagedPolicy' && physicalResource(logicalId, deployment).ref === policyArn,
  );
  if (own === undefined) return awsManagedPolicy(policyArn);
  const [logicalId, { Properties: properties = {} }] = own;
  return readDocument({ logicalId, properties, deployment }, 'PolicyDocument', 'identity');
}

function ofRoles(located: Located, policy: Policy): readonly Found[] {
  const { properties, deployment, logicalId } = located;
  if (properties.Users !== undefined || properties.Groups !== undefined) {
    throw new Error(`${logicalId} is for users or groups, which are not read here`);
  }
  return texts(located, 'Roles').map((name) => ({
    place: 'identity',
    arn: roleArn(name, deployment),
    policy,
  }));
}

/** A role of the stack may have a path; a role from elsewhere is taken to have none. */
function roleArn(name: string, deployment: Deployment): string {
  const own = Object.entries(deployment.template.Resources ?? {})
    .filter(([, { Type: type }]) => type === 'AWS::IAM::Role')
    .map(([logicalId]) => physicalResource(logicalId, deployment))
    .find(({ ref }) => ref === name);
  return (
    own?.attributes.Arn ?? `arn:${partitionOf(deployment.region)}:iam::${deployment.accountId}:role/${name}`
  );
}

function bucketArn({ properties, deployment }: Located): string {
  return `arn:${partitionOf(deployment.region)}:s3:::${resolveText(properties.Bucket, deployment)}`;
}

/** Queue policies name URLs: `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
function queueArns(located: Located): readonly string[] {
  return texts(located, 'Queues').map((url) => {
    const [, region = '', accountId, name] =
      /^https:\/\/sqs\.([^.]+)\.amazonaws\.com(?:\.cn)?\/(\d+)\/(.+)$/.exec(url) ?? [];
    if (name === undefined) throw new Error(`'${url}' is not the URL of a queue`);
    return `arn:${partitionOf(region)}:sqs:${region}:${accountId}:${name}`;
  });
}

/** Lists that give access beside the bucket policy. */
function refuseAcl({ properties }: Located): readonly Found[] {
  if (properties.AccessControl === undefined) return [];
  throw new Error(
    `AccessControl is ${JSON.stringify(properties.AccessControl)}: access control lists are not read here`,
  );
}

/** A table carries its policy in a property. */
function findOfTable(located: Located): readonly Found[] {
  const { properties, deployment, logicalId } = located;
  if (properties.ResourcePolicy === undefined) return [];
  const { PolicyDocument } = properties.ResourcePolicy as { readonly PolicyDocument: unknown };
  const policy = readPolicy(
    resolveValue(PolicyDocument, deployment),
    'resource',
    `the table policy ${logicalId}`,
  );
  return [{ place: 'resource', arn: ownArn(located), policy }];
}

function readDocument(located: Located, property: string, kind: PolicyKind, what = 'policy'): Policy {
  const document = resolveValue(located.properties[property], located.deployment);
  return readPolicy(document, kind, `the ${what} ${located.logicalId}`);
}

function ownArn({ logicalId, deployment }: Located): string {
  const { Arn: arn } = physicalResource(logicalId, deployment).attributes;
  if (arn === undefined) throw new Error('its ARN is not known');
  return arn;
}

function texts({ properties, deployment }: Located, property: string): readonly string[] {
  const list = (properties[property] ?? []) as readonly unknown[];
  return list.map((item) => resolveText(item, deployment));
}

function inPlace<T>(logicalId: string, find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw new Error(`${logicalId}: ${(error as Error).message}`, { cause: error });
  }
}
