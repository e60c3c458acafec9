import type { Condition } from '../../rule/condition';
import { type Narrowing, narrowed } from '../../rule/narrowed-condition';
import type { Rule } from '../../rule/rule';
import { parseSigmaString, patternAtoms } from '../../sigma/detection/sigma-string';
import type { Call, Doer, NamedIn, ToldByName } from '../calls/call';
import { CALLS, type CallKind } from '../calls/calls';
import { OWN_KEYS } from './own-keys';
import { TAMPERING_GROUPS, type TamperingGroup } from './tampering-groups';

/** The caller on behalf of a deployment. */
const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** Services that create grants on keys for the resources that CloudFormation creates. */
const GRANTEES = ['dynamodb', 'firehose', 'lambda'].map((name) => `${name}.amazonaws.com`);

/** The services that act for StackSets in member accounts. */
const STACK_SETS = [
  'stacksets.cloudformation.amazonaws.com',
  'member.org.stacksets.cloudformation.amazonaws.com',
];

/**
 * The name of the role that StackSets with service-managed permissions deploy with. Their service-linked role creates it; anyone who
 * may create roles can give one this name.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html
 */
export const STACK_SETS_ROLE_NAME = 'stacksets-exec-*';

/** The role above, and the service-linked roles that create it, which no other principal can assume. */
const STACK_SETS_ROLES = {
  deploying: [`arn:*:iam::*:role/${STACK_SETS_ROLE_NAME}`],
  serviceLinked: STACK_SETS.map((service) => `arn:*:iam::*:role/aws-service-role/${service}/*`),
};

/**
 * The rules that detect who changes the resources of trailwatch: calls by anyone but a deployment, also those that were denied. A
 * group without a resource has no rule.
 *
 * The condition as it is written, which event buses forward, names the calls, the resources and the accounts; the function
 * decides who may make them, so that no list of roles makes patterns longer.
 */
export function toTamperingRules(own: OwnResources): readonly Rule[] {
  return TAMPERING_GROUPS.flatMap((group) => {
    const calls = group.kinds.flatMap((kind) => callsOn(kind, group, own));
    if (calls.length === 0) return [];
    const ofAccounts = group.isOfMembers ? [] : equalsAny('recipientAccountId', own.accounts);
    const written = all([...ofAccounts, any(calls)]);
    return [toRule(group, narrowed(written, narrowings(group, own)))];
  });
}

/** The calls that are left out: those on keys of others, and those of principals that may make them. */
function narrowings(group: TamperingGroup, own: OwnResources): readonly Narrowing[] {
  const keys = group.kinds.some(isKey) ? equalsAny('resources.ARN', [OWN_KEYS]) : [];
  return [
    ...keys.map((condition) => ({ name: 'keys of others', condition })),
    { name: 'deployments', condition: { kind: 'not', of: any(exemptions(group, own)) } },
  ];
}

function toRule(group: TamperingGroup, condition: Condition): Rule {
  const { name, title, description, severity, firstStep } = group;
  return {
    ...{ id: name, name, title, description, severity, condition },
    tags: ['attack.defense-evasion', 'attack.t1562.008'],
    falsePositives: ['Changes by hand', 'Deployments with a role that is not given as deploymentRoleArns'],
    references: ['https://attack.mitre.org/techniques/T1562/008/'],
    author: 'trailwatch maintainers',
    status: 'test',
    firstSteps: [
      firstStep,
      'Ask the actor. If there is no reason, revoke the sessions, and look for what the actor did before and after.',
    ],
  };
}

function callsOn(kind: CallKind, { isOfMembers }: TamperingGroup, own: OwnResources): readonly Condition[] {
  const names = (isOfMembers ? own.memberNames : own.names)[kind] ?? [];
  const { prefix, eventSource, isVersioned, calls } = CALLS[kind];
  if (!isKey(kind) && names.length === 0) return [];
  return groupedByName(calls).map(({ named, records }) =>
    all([
      ...equalsAny('eventSource', [eventSource]),
      text(isVersioned ? 'startsWith' : 'equals', 'eventName', records),
      ...(isKey(kind) ? [] : namesOne(named, names, prefix !== 'iam')),
    ]),
  );
}

/** The event names of calls that a rule reports, by where their records name the resource. */
function groupedByName(
  calls: readonly Call[],
): readonly { readonly named: readonly NamedIn[]; readonly records: readonly string[] }[] {
  const groups = new Map<string, { named: readonly NamedIn[]; records: readonly string[] }>();
  for (const { tell, records } of calls) {
    if (!isToldByName(tell)) continue;
    const key = JSON.stringify(tell);
    const known = groups.get(key)?.records ?? [];
    groups.set(key, { named: tell.named, records: [...new Set([...known, ...records])] });
  }
  return [...groups.values()];
}

function isToldByName(tell: Call['tell']): tell is ToldByName {
  return 'named' in tell;
}

/** Of keys a record has the ARN alone, which is known once deployed. */
function isKey(kind: CallKind): boolean {
  return kind === 'key' || kind === 'macKey';
}

/**
 * A call that names no resource is a call on every one. IAM takes a name in any letter case.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
function namesOne(named: readonly NamedIn[], names: readonly string[], cased: boolean): readonly Condition[] {
  const atoms = named.flatMap(({ field, forms }) =>
    patternAtoms(field, patternsOf(forms, names).map(parseSigmaString), cased),
  );
  return atoms.length === 0 ? [] : [any(atoms)];
}

/** The texts in which a name may occur. A name that ends with `*` covers what follows it. */
function patternsOf(forms: NamedIn['forms'], names: readonly string[]): readonly string[] {
  const patterns = names.flatMap((name) =>
    forms
      .filter(
        (form) =>
          !(name.endsWith('*') && /\{\}.*\*$/.test(form) && forms.includes(form.replace(/\{\}.*$/, '{}'))),
      )
      .map((form) => form.replace('{}', () => name)),
  );
  return [...new Set(patterns)];
}

/** The records of calls that are allowed: of each call, those of everyone whom it names itself. */
function exemptions(group: TamperingGroup, own: OwnResources): readonly Condition[] {
  const { executionRoles, deploymentRoles, functionRoles, trailCreatorRoles, operatorRoles } = own;
  return [
    ...(group.isOfMembers ? byStackSets(own) : through([CLOUDFORMATION], executionRoles)),
    ...(group.isByDeployers && deploymentRoles.length > 0 ? [sessionOf(deploymentRoles)] : []),
    ...(operatorRoles.length === 0 ? [] : callsBy('operators', group, sessionOf(operatorRoles))),
    ...(functionRoles.length === 0 ? [] : callsBy('functions', group, sessionNamed(functionRoles, own))),
    ...(trailCreatorRoles.length === 0
      ? []
      : callsBy('trailCreators', group, sessionNamed(trailCreatorRoles, own))),
    ...byServices(group, own),
  ];
}

/** The calls of a group that name a caller, in its sessions. */
function callsBy(doer: Doer, { kinds }: TamperingGroup, session: Condition): readonly Condition[] {
  const told = kinds.flatMap((kind) => CALLS[kind].calls.filter(({ tell }) => isToldByName(tell)));
  const own = told.filter(({ by }) => by.includes(doer));
  if (own.length === told.length || own.length === 0) return own.length === 0 ? [] : [session];
  const records = new Set(own.flatMap((call) => call.records));
  return [all([...equalsAny('eventName', [...records]), session])];
}

function byStackSets({ memberExecutionRoles }: OwnResources): readonly Condition[] {
  const { deploying, serviceLinked } = STACK_SETS_ROLES;
  return [
    ...through([CLOUDFORMATION, ...STACK_SETS], [...memberExecutionRoles, ...deploying]),
    sessionOf(serviceLinked),
  ];
}

/**
 * The role with which EventBridge keeps the secrets of connections; a service-linked one, which no other principal can assume.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/using-service-linked-roles-service-action-1.html
 */
const CONNECTIONS_ROLE = 'arn:*:iam::*:role/aws-service-role/apidestinations.events.amazonaws.com/*';

/**
 * DynamoDB itself deletes items whose time to live is over, EventBridge writes and reads the secrets of connections, and services
 * create grants on the keys of what a deployment creates.
 */
function byServices({ kinds }: TamperingGroup, { executionRoles }: OwnResources): readonly Condition[] {
  if (kinds.some((kind) => kind === 'secret' || kind === 'secretValue'))
    return [sessionOf([CONNECTIONS_ROLE])];
  if (kinds.includes('key'))
    return through(GRANTEES, executionRoles).map((granted) =>
      all([...equalsAny('eventName', ['CreateGrant']), granted]),
    );
  if (!kinds.includes('claim')) return [];
  return [
    all([
      ...equalsAny('userIdentity.type', ['Service', 'AWSService']),
      any([
        ...equalsAny('userIdentity.invokedBy', ['dynamodb.amazonaws.com']),
        ...equalsAny('userIdentity.principalId', ['dynamodb.amazonaws.com']),
      ]),
    ]),
  ];
}

/**
 * Calls that one of the services makes with one of the roles. AWS writes both fields; a caller cannot. A stack that an attacker
 * deploys with another role is not among them.
 */
function through(services: readonly string[], roles: readonly string[]): readonly Condition[] {
  const calledBy = any([
    ...equalsAny('userIdentity.invokedBy', services),
    ...equalsAny('sourceIPAddress', services),
  ]);
  return roles.length === 0 ? [] : [all([sessionOf(roles), calledBy])];
}

/**
 * Sessions of the roles. Where an ARN leaves the account open, a role of that name in another account is another role. Where it
 * leaves the name open, a role with that text in its path is another role, too: who creates one chooses the path.
 */
function sessionOf(roles: readonly string[]): Condition {
  return any(
    [...new Set(roles)].map((arn) => {
      const name = roleNameOf(arn);
      const isOpen = name !== '*' && /[*?]/.test(name);
      return all([
        ...issuedBy('arn', [arn]),
        ...(isOpen ? issuedBy('userName', [name]) : []),
        ...(OF_ACCOUNT.test(arn) ? [] : [OF_OWN_ACCOUNT]),
      ]);
    }),
  );
}

/** The name in the ARN of a role, which may be a pattern: what follows its path. */
export function roleNameOf(arn: string): string {
  return arn.replace(/^.*[:/]/, '');
}

/**
 * Sessions of functions by the names of their roles, whatever the paths, in the own accounts. The sessions that a user gets have the
 * name of the user in the same field.
 */
function sessionNamed(roles: readonly string[], { accounts }: OwnResources): Condition {
  return all([
    ...equalsAny('userIdentity.sessionContext.sessionIssuer.type', ['Role']),
    any(issuedBy('userName', roles)),
    ...(accounts.length === 0 ? [OF_OWN_ACCOUNT] : equalsAny('userIdentity.accountId', accounts)),
  ]);
}

function issuedBy(property: 'arn' | 'userName', values: readonly string[]): readonly Condition[] {
  const patterns = [...new Set(values)].map(parseSigmaString);
  return patternAtoms(`userIdentity.sessionContext.sessionIssuer.${property}`, patterns, true);
}

/** Whether the ARN of a role names its account. */
const OF_ACCOUNT = /^arn:[^:]*:iam::\d{12}:/;

const OF_OWN_ACCOUNT: Condition = {
  ...{ kind: 'sameAs', field: 'userIdentity.accountId', other: 'recipientAccountId' },
  ...{ relation: 'equals', cased: true },
};

function equalsAny(field: string, values: readonly string[]): readonly Condition[] {
  return values.length === 0 ? [] : [text('equals', field, values)];
}

function text(kind: 'equals' | 'startsWith', field: string, values: readonly string[]): Condition {
  return { kind, field, values: [...new Set(values)], cased: true };
}

function any(of: readonly Condition[]): Condition {
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'or', of };
}

function all(of: readonly Condition[]): Condition {
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind: 'and', of };
}

/** The resources of trailwatch as records name them, and who may change them. */
export interface OwnResources {
  /** Their accounts; empty where they are not known at synth, and then records of every account are meant. */
  readonly accounts: readonly string[];
  /** Names, in which `*` matches any text, by kind. Keys have none. */
  readonly names: Readonly<Partial<Record<CallKind, readonly string[]>>>;
  /** Names of the resources that StackSets put into any account of the organization. */
  readonly memberNames: Readonly<Partial<Record<CallKind, readonly string[]>>>;
  /**
   * ARNs of the roles that CloudFormation deploys with, in which `*` matches any text. Their calls are deployments if
   * CloudFormation makes them.
   */
  readonly executionRoles: readonly string[];
  /** ARNs of the roles that ask CloudFormation for deployments. */
  readonly deploymentRoles: readonly string[];
  /** The same of member accounts, in addition to those of StackSets with service-managed permissions. */
  readonly memberExecutionRoles: readonly string[];
  /** Names of the roles of our functions, which receive and claim, without paths. */
  readonly functionRoles: readonly string[];
  /** Names of the roles of functions that create the trail of a delegated administrator. */
  readonly trailCreatorRoles: readonly string[];
  /** ARNs of the roles of operators, who redrive and mute. */
  readonly operatorRoles: readonly string[];
}
