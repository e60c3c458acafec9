import type { CloudTrailRecord } from '../../record/record';
import { HIDDEN, listAt, requestOf, responseOf, textAt } from '../text-at';
import { kindFinder } from './resource-kinds';
import { nounInName, resourceNoun } from './resource-noun';
import type { Target } from './target';

/**
 * Request parameters that name what a call acts on; the likelier object comes first. Its noun is in the parameter's own words, or behind
 * `=` where AWS's words are others. Those of which the table of kinds gives the same noun are not listed: sentences take them from the
 * targets.
 */
export const NOUNS = `
  managedPolicyArn policyArn policyName userName roleName roleArn groupName serialNumber=device sAMLProviderArn=provider
  openIDConnectProviderArn=provider key=object bucketName functionName keyId detectorId configurationRecorderName=recorder
  deliveryChannelName=channel logGroupName logStreamName groupId=security_group networkAclId=network_ACL routeTableId vpcId=VPC
  subnetId instanceId snapshotId imageId volumeId dBInstanceIdentifier dBClusterIdentifier flowLogId regionName=Region
  domainName topicArn queueUrl target modelId eventDataStore projectArn projectName publicTypeArn=type typeName repositoryName
  recoveryPointArn backupVaultName documentName policyId targetId resourceArn accountId`
  .trim()
  .split(/\s+/)
  .map((each): readonly [key: string, noun: string] => {
    const [key = '', noun] = each.split('=');
    return [
      key,
      noun?.replaceAll('_', ' ') ?? nounInName(key.replace(/(?:Name|Id|Identifier|Arn|Url)$/, '')),
    ];
  });

/** By each way to write a key, its place among the nouns: most records have few of the keys. */
const NOUN_PLACES: ReadonlyMap<string, number> = new Map(
  NOUNS.flatMap(([key], place) => spellingsOf(key).map((spelling) => [spelling, place] as const)),
);

/** Keys that mean something else in the services that are not named here; there, the noun is the one behind them. */
const OF_SERVICES: Readonly<Record<string, readonly [of: readonly string[], noun: string]>> = {
  groupId: [['ec2.amazonaws.com', 'rds.amazonaws.com'], 'group'],
  key: [['s3.amazonaws.com', 's3express.amazonaws.com', 's3-outposts.amazonaws.com'], 'key'],
};

/** Request parameters with a list of ids, in the form of EC2: `{items: [{<member>: id}]}`. All are counted, also beyond the targets. */
const SETS: readonly (readonly [key: string, member: string, noun: string])[] = [
  ['instancesSet', 'instanceId', 'instance'],
  ['resourcesSet', 'resourceId', 'resource'],
];

/** Something that a parameter of a call names. */
export interface NamedObject {
  readonly noun: string;
  readonly value: string;
  /** How many further objects of the same kind the call names. */
  readonly more?: number;
}

/** The noun for what a parameter names; undefined if it names nothing known. */
export function parameterNoun(parameter: string): string | undefined {
  return NOUNS[NOUN_PLACES.get(parameter) ?? -1]?.[1];
}

/** What the known parameters of a call name, the likelier object first; empty nouns are those of a `name` of no known kind. */
export function namedInCall(record: CloudTrailRecord): readonly NamedObject[] {
  const parameters = requestOf(record) ?? {};
  const source = textAt(record, 'eventSource') ?? '';
  const objects: NamedObject[] = [];
  const name = textAt(parameters, 'name');
  if (name !== undefined)
    objects.push({ noun: nounOfName(source, textAt(record, 'eventName') ?? ''), value: name });
  for (const [key, noun] of nounsIn(parameters)) {
    const value = firstText(parameters, key);
    // Glacier writes a hyphen for the caller's account.
    if (value !== undefined && value !== '-' && isName(value, record))
      objects.push({ noun: nounIn(source, key, noun), value });
  }
  for (const [key, member, noun] of SETS) {
    const items = listAt(parameters, key, 'items');
    const first = textAt(items[0], member);
    if (first !== undefined) objects.push({ noun, value: first, more: items.length - 1 });
  }
  return objects.length < 2 ? objects : withoutRepeats(objects);
}

/** The parameters of a call that are texts, and may be names. */
export function textsInCall(
  record: CloudTrailRecord,
): readonly (readonly [parameter: string, value: string])[] {
  return Object.entries(requestOf(record) ?? {}).flatMap(([parameter, value]) =>
    typeof value === 'string' && value !== '' && isName(value, record) ? [[parameter, value] as const] : [],
  );
}

/** The parameter that names a target, or the member of the response. */
export function parameterOf(record: CloudTrailRecord, { name, arn }: Target): string | undefined {
  const members = { ...responseOf(record), ...requestOf(record) };
  return Object.keys(members).find((key) => members[key] === (arn ?? name));
}

/** Whether a value can be told: a sentence has the account of the call anyway. */
function isName(value: string, record: CloudTrailRecord): boolean {
  return value !== HIDDEN && value !== textAt(record, 'recipientAccountId');
}

/** The noun of a plain `name`, for calls that do not contain it (`StopLogging`). */
function nounOfName(source: string, eventName: string): string {
  const kind = kindFinder(source, eventName)('name', '');
  return kind === undefined ? '' : resourceNoun({ type: kind.type, name: '' });
}

function nounIn(source: string, key: string, noun: string): string {
  const [of, other] = OF_SERVICES[key] ?? [[source], noun];
  return source === '' || of.includes(source) ? noun : other;
}

/** The nouns whose keys there are, the likelier object first. */
function nounsIn(parameters: object): readonly (typeof NOUNS)[number][] {
  const places: number[] = [];
  for (const key of Object.keys(parameters)) {
    const place = NOUN_PLACES.get(key);
    if (place !== undefined && !places.includes(place)) places.push(place);
  }
  if (places.length > 1) places.sort((one, other) => one - other);
  return places.map((place) => NOUNS[place] as (typeof NOUNS)[number]);
}

/** The value of a key, or its content in EC2's list form `{tag, content}`. */
function firstText(parameters: object, key: string): string | undefined {
  for (const spelling of spellingsOf(key)) {
    if (!Object.hasOwn(parameters, spelling)) continue;
    const value =
      textAt(parameters, spelling) ??
      textAt(parameters, spelling, 'content') ??
      textAt(listAt(parameters, spelling)[0], 'content');
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The first of each noun: a policy's ARN and its name are one object. */
function withoutRepeats(objects: readonly NamedObject[]): readonly NamedObject[] {
  return objects.filter(({ noun }, index) => objects.findIndex((other) => other.noun === noun) === index);
}

/** A key in either letter case of its first letter: in lower case first. */
function spellingsOf(key: string): readonly string[] {
  return [key, `${key.charAt(0).toUpperCase()}${key.slice(1)}`];
}
