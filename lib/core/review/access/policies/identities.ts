import { type PlacedResource, resourceName } from '../../../estate/estate';
import { asJson, asList, asText, replaceUnknowns } from '../condition-words';
import { type ReadStatement, readStatements, readUnder } from '../read-statement';
import type { Requirement } from '../requirement';
import { accountOf, partitionIn } from '../template-values';
import { managedStatements, type PermissionSet, permissionSets } from './permission-sets';
import type { Reading } from './resource-policies';

/** A role, user, group or permission set that policies of the templates are attached to. */
export interface TemplateIdentity {
  readonly kind: 'role' | 'user' | 'group' | 'permission set' | 'principals with the managed policy';
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  /** In words, if only the deployment knows whether it is there. */
  readonly under?: string;
  readonly identity: readonly ReadStatement[];
  /** What must hold for all that it may do. */
  readonly needs?: readonly Requirement[];
  /** Managed policies that are attached and not known here. */
  readonly unreadPolicies: readonly string[];
  readonly boundary?: readonly ReadStatement[];
  /** The boundary, when it is not known here. */
  readonly unreadBoundary?: string;
  /** The trust policy: who may take the role. */
  readonly trust: readonly ReadStatement[];
  /** Of a managed policy that the templates attach: its principals are known. */
  readonly isAttached?: true;
}

/** A principal with policies, by name. */
interface Holder {
  readonly kind: 'role' | 'user' | 'group';
  readonly partition: string;
  readonly account: string;
  readonly name: string;
}

/** The policies of a holder, and its groups. */
interface Held {
  readonly holder: Holder;
  readonly documents: readonly Sheet[];
  readonly managed: readonly string[];
  readonly groups: readonly string[];
  /** Of templates. */
  readonly each?: PlacedResource;
}

interface Sheet {
  readonly document: unknown;
  readonly name: string;
  /** In words, if it is not known whether the policy is there. */
  readonly under?: string | undefined;
}

const KINDS = ['role', 'user', 'group'] as const;

/** Everyone that policies of the templates are attached to, also those that the templates only name. */
export function identitiesOf(reading: Reading): readonly TemplateIdentity[] {
  const held = heldOf(reading);
  const readByArn = managedReader(reading);
  const identities = [...held.values()].flatMap((own) => {
    const all = [own, ...own.groups.flatMap((group) => held.get(group) ?? [])];
    const identity = toIdentity(own, all, { reading, readByArn });
    const isNamedOnly = own.each === undefined || own.holder.kind === 'group';
    return isNamedOnly && identity.identity.length + identity.unreadPolicies.length === 0 ? [] : [identity];
  });
  const sets = permissionSets(reading);
  const boundaries = [...held.values()].map(({ each }) => each && reading.resolved(each).PermissionsBoundary);
  const attached = [...held.values(), ...sets].flatMap(({ managed }) => managed);
  const known = new Set([
    ...attached,
    ...[...boundaries, ...sets.map(({ boundary }) => boundary)].map(asText),
  ]);
  return [
    ...identities,
    ...sets.map((set) => ofPermissionSet(set, readByArn)),
    ...reading.find('AWS::IAM::ManagedPolicy').map((each) => ofManagedPolicy(each, reading, known)),
  ];
}

/** By account, kind and name: a policy may come before its role. */
function heldOf(reading: Reading): ReadonlyMap<string, Held> {
  const found = new Map<string, Held>();
  const add = (holder: Holder, more: Partial<Held>) => {
    const key = keyOf(holder);
    const { documents = [], managed = [], groups = [], ...rest } = found.get(key) ?? {};
    found.set(key, {
      ...{ holder, ...rest, ...(more.each === undefined ? {} : { each: more.each, holder }) },
      documents: [...documents, ...(more.documents ?? [])],
      managed: [...managed, ...(more.managed ?? [])],
      groups: [...groups, ...(more.groups ?? [])],
    });
  };
  const { find, resolved, values } = reading;
  for (const each of find('AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group')) {
    const kind = KINDS.find((one) => each.resource.Type.toLowerCase().endsWith(one)) ?? 'role';
    const place = placeOf(each);
    const properties = resolved(each);
    const groups = asList(properties.Groups).map((name) =>
      keyOf({ kind: 'group', ...place, name: asText(name) }),
    );
    const managed = asList(properties.ManagedPolicyArns).map(asText);
    const name = values.physical(each.logicalId, each.stack)?.ref ?? `${each.stack.name}-${each.logicalId}`;
    add({ kind, ...place, name }, { each, managed, groups, documents: inlineSheets(each, properties) });
  }
  const types = ['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'];
  for (const each of find(...types.map((name) => `AWS::IAM::${name}`))) {
    const properties = resolved(each);
    const documents = [ownSheet(each, reading)];
    for (const holder of holdersIn(properties, placeOf(each))) add(holder, { documents });
  }
  for (const each of find('AWS::IAM::UserToGroupAddition')) {
    const { GroupName, Users } = resolved(each);
    const place = placeOf(each);
    const groups = [keyOf({ kind: 'group', ...place, name: asText(GroupName) })];
    for (const name of asList(Users)) add({ kind: 'user', ...place, name: asText(name) }, { groups });
  }
  return found;
}

/** The document of a resource that is a policy. */
function ownSheet(each: PlacedResource, { resolved, values }: Reading): Sheet {
  const under = values.undecided(each.resource.Condition, each.stack);
  return { document: resolved(each).PolicyDocument, name: `the policy ${resourceName(each)}`, under };
}

function statementsOf({ document, name, under }: Sheet): readonly ReadStatement[] {
  return readUnder(under, readStatements(document, name));
}

function placeOf({ stack }: PlacedResource): Pick<Holder, 'partition' | 'account'> {
  return { partition: partitionIn(stack), account: accountOf(stack) };
}

function holdersIn(
  properties: Readonly<Record<string, unknown>>,
  place: Pick<Holder, 'partition' | 'account'>,
): readonly Holder[] {
  const { Roles, Users, Groups, RoleName, UserName, GroupName } = properties;
  const names = { role: [Roles, RoleName], user: [Users, UserName], group: [Groups, GroupName] };
  return KINDS.flatMap((kind) =>
    names[kind].flatMap(asList).map((name) => ({ kind, ...place, name: asText(name) })),
  );
}

/** Names are unique in an account, whatever their paths. */
function keyOf({ kind, account, name }: Holder): string {
  return `${account} ${kind} ${name.split('/').at(-1)}`;
}

function inlineSheets(
  each: PlacedResource,
  { Policies }: Readonly<Record<string, unknown>>,
): readonly Sheet[] {
  return asList(Policies).map((policy) => {
    if (typeof policy === 'string') return { document: policy, name: `a policy of ${resourceName(each)}` };
    const { PolicyName: name, PolicyDocument: document } = asJson(policy);
    return { document, name: `the policy ${replaceUnknowns(asText(name), '*')} of ${resourceName(each)}` };
  });
}

/** The statements of a managed policy; its ARN when it is neither of these templates nor one of AWS that is known here. */
type ReadByArn = (arn: string) => readonly ReadStatement[] | string;

function managedReader(reading: Reading): ReadByArn {
  const { find, values } = reading;
  const managed = new Map(
    find('AWS::IAM::ManagedPolicy').map((each) => [
      values.physical(each.logicalId, each.stack)?.ref ?? '',
      each,
    ]),
  );
  return (arn) => {
    const own = managed.get(arn);
    if (own === undefined) return managedStatements(arn) ?? replaceUnknowns(arn, (words) => `<${words}>`);
    return statementsOf(ownSheet(own, reading));
  };
}

interface Surroundings {
  readonly reading: Reading;
  readonly readByArn: ReadByArn;
}

function toIdentity(
  { holder, each }: Held,
  all: readonly Held[],
  { reading: { resolved, values }, readByArn }: Surroundings,
): TemplateIdentity {
  const { kind, partition, account, name } = holder;
  const named = `arn:${partition}:iam::${account}:${kind}/${replaceUnknowns(name, (words) => `<${words}>`)}`;
  const properties = each === undefined ? {} : resolved(each);
  const under = each && values.undecided(each.resource.Condition, each.stack);
  return {
    ...{ kind, account, name: each === undefined ? named : resourceName(each) },
    ...(under === undefined ? {} : { under }),
    arn: (each && values.physical(each.logicalId, each.stack)?.attributes.Arn) ?? named,
    ...readAll(
      all.flatMap(({ documents }) => documents),
      all.flatMap(({ managed }) => managed).map(readByArn),
    ),
    ...readBoundary(properties.PermissionsBoundary, readByArn),
    trust:
      each === undefined
        ? []
        : readStatements(properties.AssumeRolePolicyDocument, `the trust policy of ${resourceName(each)}`),
  };
}

function readAll(documents: readonly Sheet[], managed: readonly (readonly ReadStatement[] | string)[]) {
  return {
    identity: [
      ...documents.flatMap(statementsOf),
      ...managed.flatMap((policy) => (typeof policy === 'string' ? [] : policy)),
    ],
    unreadPolicies: [...new Set(managed.filter((policy) => typeof policy === 'string'))],
  };
}

function readBoundary(boundary: unknown, readByArn: ReadByArn) {
  const limit = boundary === undefined ? undefined : readByArn(asText(boundary));
  if (limit === undefined) return {};
  return typeof limit === 'string' ? { unreadBoundary: limit } : { boundary: limit };
}

/** The principals that have a managed policy of the templates, also those outside them. */
function ofManagedPolicy(
  each: PlacedResource,
  reading: Reading,
  attached: ReadonlySet<string>,
): TemplateIdentity {
  const { resolved, values } = reading;
  const [name, properties] = [resourceName(each), resolved(each)];
  const arn = values.physical(each.logicalId, each.stack)?.ref ?? '';
  const isAttached = attached.has(arn) || holdersIn(properties, placeOf(each)).length > 0;
  return {
    ...{ kind: 'principals with the managed policy', name, arn, account: accountOf(each.stack), trust: [] },
    ...readAll([ownSheet(each, reading)], []),
    ...(isAttached ? { isAttached } : {}),
  };
}

function ofPermissionSet(set: PermissionSet, readByArn: ReadByArn): TemplateIdentity {
  const { name, account, arn, needs, document, managed, unread, boundary } = set;
  const read = readAll([{ document, name: `the permission set ${name}` }], managed.map(readByArn));
  return {
    ...{ kind: 'permission set', name: `${name} in account ${account}`, arn, account, needs, trust: [] },
    ...{ ...read, unreadPolicies: [...read.unreadPolicies, ...unread] },
    ...readBoundary(boundary, readByArn),
  };
}
