import { isJsonObject, type JsonObject } from '../../json/json-value';
import { parseJson } from '../../json/parse-json';
import type { CloudTrailRecord } from '../../record/record';
import { oneLine } from '../../safe-text/one-line';
import type { AlertDetails } from '../alert';
import { remembered } from '../remembered';
import { requestOf } from './call-members';
import { objectAt, textAt } from './text-at';

/** How many values a fact has at most, and how much of each is told. */
const MAX_VALUES = 10;
const VALUE_LENGTH = 200;

/** How many members of a list, and how long a text with a policy, are looked at. */
const MAX_MEMBERS = 40;
const MAX_POLICY_LENGTH = 20_000;

/**
 * The parameters that decide how bad a call is, by the fact that they tell. Lists are looked through at every step, and the case of the
 * first letter does not matter. No parameter that may hold a secret is among them.
 */
const FACTS: Readonly<Record<string, string>> = {
  sharedWith: `createVolumePermission.add.items.userId createVolumePermission.add.items.group launchPermission.add.items.userId
    launchPermission.add.items.group valuesToAdd accountIdsToAdd accountWithRestoreAccess principals principal granteePrincipal
    peerOwnerId`,
  ranges: `cidrIp cIDRIP cidrBlock ipv6CidrBlock destinationCidrBlock ipPermissions.items.ipRanges.items.cidrIp
    ipPermissions.items.ipv6Ranges.items.cidrIpv6 securityGroupRule.securityGroupRule.cidrIpv4
    securityGroupRule.securityGroupRule.cidrIpv6 resourcesVpcConfig.publicAccessCidrs`,
  groups: `ipPermissions.items.groups.items.groupId ipPermissions.items.groups.items.groupName
    ipPermissions.items.prefixListIds.items.prefixListId securityGroupRule.securityGroupRule.referencedGroupId
    securityGroupRule.securityGroupRule.prefixListId sourceSecurityGroupId sourceSecurityGroupName eC2SecurityGroupId
    eC2SecurityGroupName`,
  accessKeyId: 'accessKeyId',
  attachedPolicy: 'policyArn',
  deliversTo:
    's3BucketName deliveryChannel.s3BucketName replicationConfiguration.rule.destination.bucket exportToS3.s3Bucket serverHostname report.bucket',
  operations: 'operations',
  selectors: `eventSelectors.includeManagementEvents eventSelectors.readWriteType eventSelectors.excludeManagementEventSources
    advancedEventSelectors.name`,
  settings: `publiclyAccessible skipFinalSnapshot deleteAutomatedBackups deletionProtection deletionProtectionEnabled isMultiRegionTrail
    includeGlobalServiceEvents enableLogFileValidation allowUnauthenticatedIdentities authType instanceType retentionInDays
    pendingWindowInDays forceDeleteWithoutRecovery withDecryption status enable autoEnable mfaConfiguration auditPolicyState
    insightSelectors.insightType blockPublicAccessConfiguration.blockPublicSecurityGroupRules`,
};

/** Facts whose values are told with the name of their parameter: `publiclyAccessible: true`. */
const WITH_NAMES: ReadonlySet<string> = new Set(['selectors', 'settings']);

/** Parameters that open ports; a security group's call may have one rule without a list around it. */
const OPENINGS: ReadonlySet<string> = new Set([
  'ipPermissions',
  'ipProtocol',
  'securityGroupRule',
  'aclProtocol',
]);

/** Protocols that network ACLs name by numbers. */
const PROTOCOLS: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp' };

/** Parameters with policies, as objects or as JSON. */
const POLICIES: ReadonlySet<string> = new Set([
  'policyDocument',
  'assumeRolePolicyDocument',
  'policy',
  'bucketPolicy',
  'policyText',
  'resourcePolicy',
]);

/** A parameter's other spelling. */
const inUpperCase = remembered((name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`);

/** By its name in either spelling, what may be told of a parameter; of most parameters nothing. */
const BY_PARAMETER = toTold();

/** The facts that decide how bad the call of a record is; empty if none is known. At most ten values each, in one line. */
export function toDetails(record: CloudTrailRecord): AlertDetails {
  const request = requestOf(record) ?? {};
  const facts: Facts = {};
  let left = MAX_MEMBERS;
  for (const parameter of Object.keys(request)) {
    if (left === 0) break;
    left -= 1;
    const told = BY_PARAMETER.get(parameter);
    if (told !== undefined) addTold(facts, request, { parameter, ...told });
  }
  const made = textAt(record, 'responseElements', 'accessKey', 'accessKeyId');
  if (made !== undefined) add(facts, 'accessKeyId', [oneLine(made, VALUE_LENGTH)]);
  return facts;
}

type Facts = Record<string, readonly string[]>;

function addTold(
  facts: Facts,
  request: JsonObject,
  told: ToldParameter & { readonly parameter: string },
): void {
  const { parameter, name, paths } = told;
  for (const { fact, path } of paths) add(facts, fact, valuesOf(request, path, fact));
  if (OPENINGS.has(name)) add(facts, 'ports', portsOf(request));
  if (POLICIES.has(name)) add(facts, 'statements', statementsOf(request[parameter]));
  if (name === 'resourceTypeOptInPreference') add(facts, 'settings', membersOf(request[parameter]));
  if (name !== 'attributes') return;
  add(facts, 'settings', pairsOf(request[parameter]));
  add(facts, 'statements', statementsOf(memberOf(request[parameter], 'policy')));
}

function add(facts: Facts, fact: string, values: readonly string[]): void {
  if (values.length === 0) return;
  const known = facts[fact];
  if (known === undefined && values.length === 1) facts[fact] = values;
  else facts[fact] = [...new Set([...(known ?? []), ...values])].slice(0, MAX_VALUES);
}

/** What may be told of a parameter. */
interface ToldParameter {
  /** With its first letter in lower case. */
  readonly name: string;
  readonly paths: readonly FactPath[];
}

interface FactPath {
  readonly fact: string;
  readonly path: readonly string[];
}

function toTold(): ReadonlyMap<string, ToldParameter> {
  const paths = toPaths();
  const names = [...paths.keys(), ...OPENINGS, ...POLICIES, 'resourceTypeOptInPreference', 'attributes'];
  return new Map(
    names.flatMap((name) => {
      const told: ToldParameter = { name, paths: paths.get(name) ?? [] };
      return [name, inUpperCase(name)].map((spelling) => [spelling, told] as const);
    }),
  );
}

function toPaths(): ReadonlyMap<string, readonly FactPath[]> {
  const paths = new Map<string, FactPath[]>();
  for (const [fact, all] of Object.entries(FACTS)) {
    for (const path of all.split(/\s+/).map((each) => each.split('.'))) {
      const [first = ''] = path;
      paths.set(first, [...(paths.get(first) ?? []), { fact, path }]);
    }
  }
  return paths;
}

/** The members of an object of which each is a setting, what is switched off first: `EBS: false`. */
function membersOf(value: unknown): readonly string[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value)
    .slice(0, MAX_MEMBERS)
    .filter(([, member]) => typeof member === 'boolean')
    .sort(([, one], [, other]) => Number(one) - Number(other))
    .map(([name, member]) => oneLine(`${name}: ${String(member)}`, VALUE_LENGTH));
}

function valuesOf(request: JsonObject, path: readonly string[], fact: string): readonly string[] {
  const name = path.at(-1) ?? '';
  const texts = textsAt([request], path);
  return WITH_NAMES.has(fact) ? texts.map((text) => `${name}: ${text}`) : texts;
}

/** The texts, numbers and truth values at a path, through lists. */
function textsAt(values: readonly unknown[], path: readonly string[]): readonly string[] {
  return values.length === 1 ? textsOfOne(values[0], path) : textsOfAll(values, path);
}

/** Nothing is put into lists before there is one. */
function textsOfOne(value: unknown, path: readonly string[]): readonly string[] {
  let found = value;
  for (let at = 0; at < path.length; at++) {
    if (Array.isArray(found)) return textsOfAll([found], path.slice(at));
    found = memberOf(found, path[at] as string);
    if (found === undefined) return [];
  }
  return Array.isArray(found) ? textsOfAll([found], []) : textsOf(found);
}

function textsOfAll(values: readonly unknown[], path: readonly string[]): readonly string[] {
  const [step, ...rest] = path;
  const flat = values
    .flatMap((value) => (Array.isArray(value) ? value.slice(0, MAX_MEMBERS) : [value]))
    .slice(0, MAX_MEMBERS);
  if (step !== undefined)
    return textsOfAll(
      flat.map((value) => memberOf(value, step)),
      rest,
    );
  return flat.flatMap(textsOf);
}

function textsOf(value: unknown): readonly string[] {
  const content = isJsonObject(value) && Object.hasOwn(value, 'content') ? value.content : value;
  const isTold =
    typeof content === 'number' ||
    typeof content === 'boolean' ||
    (typeof content === 'string' && content !== '');
  return isTold ? [oneLine(String(content), VALUE_LENGTH)] : [];
}

function memberOf(value: unknown, name: string): unknown {
  if (!isJsonObject(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name];
  const upper = inUpperCase(name);
  return Object.hasOwn(value, upper) ? value[upper] : undefined;
}

/** A list of keys and values, as load balancers have their attributes: `deletion_protection.enabled: false`. */
function pairsOf(list: unknown): readonly string[] {
  const pairs = Array.isArray(list) ? list.slice(0, MAX_VALUES) : [];
  return pairs.flatMap((pair) => {
    const [[key], [value]] = [textsAt([pair], ['key']), textsAt([pair], ['value'])];
    return key === undefined || value === undefined ? [] : [oneLine(`${key}: ${value}`, VALUE_LENGTH)];
  });
}

/** Protocols and ports of the rules of a security group or a network ACL: `tcp 22`, `udp 0-65535`, `all`. */
function portsOf(request: JsonObject): readonly string[] {
  const { items } = objectAt(request, 'ipPermissions') ?? {};
  const rules = [
    ...(Array.isArray(items) ? items.slice(0, MAX_MEMBERS) : []),
    memberOf(memberOf(request, 'securityGroupRule'), 'securityGroupRule'),
    request,
    { ipProtocol: memberOf(request, 'aclProtocol'), ...objectAt(request, 'portRange') },
  ];
  return rules.flatMap(portOf);
}

function portOf(rule: unknown): readonly string[] {
  const [number] = textsAt([rule], ['ipProtocol']);
  if (number === undefined) return [];
  if (number === '-1') return ['all'];
  const protocol = PROTOCOLS[number] ?? number;
  const [from] = [...textsAt([rule], ['fromPort']), ...textsAt([rule], ['from'])];
  const [to] = [...textsAt([rule], ['toPort']), ...textsAt([rule], ['to'])];
  // -1 is every type of ICMP.
  if (from === undefined || from === '-1') return [protocol];
  return [`${protocol} ${from === to || to === undefined ? from : `${from}-${to}`}`];
}

/** The statements of a policy in short: `Allow sts:AssumeRole for arn:aws:iam::444455556666:root`. */
function statementsOf(policy: unknown): readonly string[] {
  const isText = typeof policy === 'string';
  if (isText && (policy.length > MAX_POLICY_LENGTH || !policy.includes('{'))) return [];
  const document = isText ? parseJson(policy) : policy;
  const statements = isJsonObject(document) ? [document.Statement ?? []].flat() : [];
  return statements.slice(0, MAX_VALUES).filter(isJsonObject).map(renderStatement);
}

function renderStatement(statement: JsonObject): string {
  const parts: readonly (readonly [string, unknown])[] = [
    ['', statement.Effect],
    ['', statement.Action],
    ['all but ', statement.NotAction],
    ['on ', statement.Resource],
    ['on all but ', statement.NotResource],
    ['for ', principalsOf(statement.Principal)],
    ['for all but ', principalsOf(statement.NotPrincipal)],
  ];
  const told = parts.flatMap(([word, value]) => {
    const texts = textsAt([value], []);
    const more = texts.length > MAX_LISTED ? ` and ${texts.length - MAX_LISTED} more` : '';
    return texts.length === 0 ? [] : [`${word}${texts.slice(0, MAX_LISTED).join(', ')}${more}`];
  });
  const condition = isJsonObject(statement.Condition) ? ' under a condition' : '';
  return oneLine(`${told.join(' ')}${condition}`, VALUE_LENGTH);
}

/** As many actions, resources or principals of a statement are named. */
const MAX_LISTED = 3;

function principalsOf(principal: unknown): unknown {
  return isJsonObject(principal) ? Object.values(principal).flat() : principal;
}
