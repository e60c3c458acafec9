import { objectAt, requestOf, textAt } from '../../fact/text-at';
import { isJsonObject, type JsonObject } from '../../json/json-value';
import { groupBy } from '../../keyed/grouped';
import type { CloudTrailRecord } from '../../record/record';
import { oneLine } from '../../safe-text/one-line';
import { type AlertDetails, CUT_FACTS } from '../alert';
import { inUpperCase, MAX_MEMBERS, memberOf, textsAt, VALUE_LENGTH } from '../call/texts-at';
import { otherAccounts, ownAccountsOf, statementsIn } from './policy-statements';

/** How many values a fact has at most. */
const MAX_VALUES = 10;

/**
 * The parameters that decide how serious a call is, by the fact that they give. Lists are looked through at every step, and the
 * case of the first letter does not matter. No parameter that may contain a secret is among them.
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

/** Facts whose values are shown with the name of their parameter: `publiclyAccessible: true`. */
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

/** In lower case, the paths of facts, and the parameters whose important parts facts state in other words. */
const TOLD_PATHS = inLowerCase([...Object.values(FACTS).join(' ').split(/\s+/), 'attributes']);
const TOLD_PARAMETERS = inLowerCase([
  ...OPENINGS,
  ...['fromPort', 'toPort', 'portRange', 'resourceTypeOptInPreference'],
]);

/** By its name in either spelling, what may be shown of a parameter; of most parameters nothing. */
const BY_PARAMETER = toTold();

/**
 * The facts that decide how serious the call of a record is; empty if none is known. At most ten values each, the widest, in one
 * line, and the names of the facts that have more.
 */
export function toDetails(record: CloudTrailRecord): AlertDetails {
  const request = requestOf(record) ?? {};
  const facts: Facts = {};
  const own = ownAccountsOf(record);
  let left = MAX_MEMBERS;
  for (const parameter of Object.keys(request)) {
    if (left === 0) break;
    left -= 1;
    const told = BY_PARAMETER.get(parameter);
    if (told !== undefined) addTold(facts, request, { parameter, ...told });
    addFact(facts, 'statements', statementsIn(request[parameter], own));
  }
  const made = textAt(record, 'responseElements', 'accessKey', 'accessKeyId');
  if (made !== undefined) addFact(facts, 'accessKeyId', [oneLine(made, VALUE_LENGTH)]);
  addFact(facts, 'otherAccounts', otherAccounts(record, own));
  return facts;
}

/** Whether facts have the value at a field of a record, such as `requestParameters.ipPermissions.items.fromPort`. */
export function isToldByFacts(field: string): boolean {
  const [, found = ''] = /^requestParameters\.(?:\w+Request\.)?(.+)$/.exec(field) ?? [];
  const path = found.toLowerCase();
  const [parameter = ''] = path.split('.', 1);
  return TOLD_PATHS.has(path) || TOLD_PARAMETERS.has(parameter);
}

type Facts = Record<string, readonly string[]>;

function addTold(
  facts: Facts,
  request: JsonObject,
  told: ToldParameter & { readonly parameter: string },
): void {
  const { parameter, name, paths } = told;
  for (const { fact, path } of paths) addFact(facts, fact, valuesOf(request, path, fact));
  if (OPENINGS.has(name)) addFact(facts, 'ports', portsOf(request));
  if (name === 'ipPermissions') addFact(facts, 'openings', openingsOf(request[parameter]));
  if (name === 'resourceTypeOptInPreference') addFact(facts, 'settings', membersOf(request[parameter]));
  if (name === 'attributes') addFact(facts, 'settings', pairsOf(request[parameter]));
}

/** Adds values to a fact: at most ten, those that open most, and that there are more. */
export function addFact(facts: Facts, fact: string, values: readonly string[]): void {
  if (values.length === 0) return;
  const known = facts[fact];
  if (known === undefined && values.length === 1) facts[fact] = values;
  else {
    const all = [...new Set([...(known ?? []), ...values])];
    facts[fact] = all;
    if (all.length <= MAX_VALUES) return;
    facts[fact] = all.sort((one, other) => shareOf(other) - shareOf(one)).slice(0, MAX_VALUES);
    facts[CUT_FACTS] = [...new Set([...(facts[CUT_FACTS] ?? []), fact])];
  }
}

/** The share of all addresses, ports or others that a value opens to, from 0 to 1; 0 of a single one, and where it is not known. */
function shareOf(value: string): number {
  if (/^(?:all|\*)$/i.test(value)) return 1;
  const [, prefix] = /^[\d.:a-f]+\/(\d{1,3})$/i.exec(value) ?? [];
  if (prefix !== undefined) return 2 ** -Number(prefix);
  const [, from, to] = /^\S+ (\d{1,5})-(\d{1,5})$/.exec(value) ?? [];
  return from === undefined ? 0 : (Number(to) - Number(from) + 1) / 65_536;
}

/** The parts of a parameter that may be shown. */
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
  const names = [...paths.keys(), ...OPENINGS, 'resourceTypeOptInPreference', 'attributes'];
  return new Map(
    names.flatMap((name) => {
      const told: ToldParameter = { name, paths: paths.get(name) ?? [] };
      return [name, inUpperCase(name)].map((spelling) => [spelling, told] as const);
    }),
  );
}

function toPaths(): ReadonlyMap<string, readonly FactPath[]> {
  const paths = Object.entries(FACTS).flatMap(([fact, all]) =>
    all.split(/\s+/).map((text): FactPath => ({ fact, path: text.split('.') })),
  );
  return groupBy(paths, ({ path: [first = ''] }) => first);
}

function inLowerCase(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()));
}

/** The members of an object whose members are settings, what is switched off first: `EBS: false`. */
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

/** A list of keys and values, as load balancers have their attributes: `deletion_protection.enabled: false`. */
function pairsOf(list: unknown): readonly string[] {
  const pairs = Array.isArray(list) ? list.slice(0, MAX_MEMBERS) : [];
  return pairs.flatMap((pair) => {
    const [[key], [value]] = [textsAt([pair], ['key']), textsAt([pair], ['value'])];
    return key === undefined || value === undefined ? [] : [oneLine(`${key}: ${value}`, VALUE_LENGTH)];
  });
}

/** The sources that may reach a port, in the members of a rule of a security group. */
const REACHERS: readonly (readonly string[])[] = [
  ['ipRanges', 'items', 'cidrIp'],
  ['ipv6Ranges', 'items', 'cidrIpv6'],
  ['groups', 'items', 'groupId'],
  ['groups', 'items', 'groupName'],
  ['prefixListIds', 'items', 'prefixListId'],
];

/** For several rules, which ports each opens to whom: `tcp 22 for 10.0.0.0/8`, the widest opening first. Empty for a single rule. */
function openingsOf(permissions: unknown): readonly string[] {
  const items = memberOf(permissions, 'items');
  if (!Array.isArray(items) || items.length < 2) return [];
  const openings = items.slice(0, MAX_MEMBERS).flatMap((item) => {
    const reachers = REACHERS.flatMap((path) => textsAt([item], path));
    return portOf(item).flatMap((port) => reachers.map((reacher) => ({ port, reacher })));
  });
  const share = ({ port, reacher }: (typeof openings)[number]) => shareOf(reacher) + shareOf(port) / 65_536;
  return openings
    .sort((one, other) => share(other) - share(one))
    .map(({ port, reacher }) => `${port} for ${reacher}`);
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
