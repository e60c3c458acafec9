import type { CloudTrailRecord } from '../../record/record';
import { quoted } from '../../safe-text/one-line';
import { listAt, objectAt, textAt } from './text-at';

/** How much of one value a sentence shows. */
const VALUE_LENGTH = 64;

/** Request parameters that name what a call acts on, and the noun for it; the likelier object comes first. */
const NOUNS: readonly (readonly [key: string, noun: string])[] = [
  ['managedPolicyArn', 'managed policy'],
  ['permissionSetArn', 'permission set'],
  ['policyArn', 'policy'],
  ['policyName', 'policy'],
  ['userName', 'user'],
  ['roleName', 'role'],
  ['roleArn', 'role'],
  ['groupName', 'group'],
  ['instanceProfileName', 'instance profile'],
  ['serialNumber', 'device'],
  ['sAMLProviderArn', 'provider'],
  ['openIDConnectProviderArn', 'provider'],
  ['trailName', 'trail'],
  ['key', 'object'],
  ['bucketName', 'bucket'],
  ['functionName', 'function'],
  ['keyId', 'key'],
  ['secretId', 'secret'],
  ['detectorId', 'detector'],
  ['configurationRecorderName', 'recorder'],
  ['deliveryChannelName', 'channel'],
  ['logGroupName', 'log group'],
  ['logStreamName', 'log stream'],
  ['groupId', 'security group'],
  ['networkAclId', 'network ACL'],
  ['routeTableId', 'route table'],
  ['internetGatewayId', 'internet gateway'],
  ['customerGatewayId', 'customer gateway'],
  ['vpcId', 'VPC'],
  ['subnetId', 'subnet'],
  ['instanceId', 'instance'],
  ['snapshotId', 'snapshot'],
  ['imageId', 'image'],
  ['volumeId', 'volume'],
  ['dBInstanceIdentifier', 'DB instance'],
  ['dBClusterIdentifier', 'DB cluster'],
  ['dBSnapshotIdentifier', 'DB snapshot'],
  ['dBClusterSnapshotIdentifier', 'DB cluster snapshot'],
  ['resolverQueryLogConfigId', 'query log config'],
  ['flowLogId', 'flow log'],
  ['regionName', 'Region'],
  ['domainName', 'domain'],
  ['topicArn', 'topic'],
  ['queueUrl', 'queue'],
  ['target', 'target'],
  ['modelId', 'model'],
  ['guardrailIdentifier', 'guardrail'],
  ['eventDataStore', 'event data store'],
  ['projectArn', 'project'],
  ['repositoryName', 'repository'],
  ['recoveryPointArn', 'recovery point'],
  ['backupVaultName', 'backup vault'],
  ['documentName', 'document'],
  ['policyId', 'policy'],
  ['targetId', 'target'],
  ['targetPrincipal', 'account'],
  ['resourceArn', 'resource'],
  ['accountId', 'account'],
];

/** By each way to write a key, its place among the nouns: most records have few of the keys. */
const NOUN_PLACES: ReadonlyMap<string, number> = new Map(
  NOUNS.flatMap(([key], place) => spellingsOf(key).map((spelling) => [spelling, place] as const)),
);

const SPELLINGS: ReadonlyMap<string, readonly string[]> = new Map(
  NOUNS.map(([key]) => [key, spellingsOf(key)]),
);

/** What a plain `name` names, for calls that do not say it themselves (`StopLogging`). */
const NAMED_BY_SOURCE: Readonly<Record<string, string>> = {
  'cloudtrail.amazonaws.com': 'trail',
  'events.amazonaws.com': 'rule',
};

/** Request parameters that hold a list of ids, as EC2 writes it: `{items: [{<member>: id}]}`. */
const SETS: readonly (readonly [key: string, member: string, noun: string])[] = [
  ['instancesSet', 'instanceId', 'instance'],
  ['resourcesSet', 'resourceId', 'resource'],
];

interface NamedObject {
  readonly noun: string;
  readonly value: string;
  /** How many further objects of the same kind the call names. */
  readonly more?: number;
}

/** Words that join the second object of a call to the first: attached a policy *to* a role. */
const JOINING: Readonly<Record<string, string>> = {
  add: 'to',
  associate: 'with',
  attach: 'to',
  detach: 'from',
  disassociate: 'from',
  put: 'on',
  remove: 'from',
};

/**
 * The objects of a call as the end of its phrase: ` 'main'` behind `delete trail`, ` of trail 'main'` behind
 * `stop logging`. Empty when the request names none that is known.
 *
 * @param tried the call's verb phrase, the verb in its base form
 */
export function renderObject(record: CloudTrailRecord, tried: string): string {
  const objects = namedObjects(record);
  const first = objects.find(({ noun }) => connectionOf(noun, tried) === ' ') ?? objects[0];
  const second = objects.find((object) => object !== first);
  if (first === undefined) return '';
  const beginning = `${connectionOf(first.noun, tried)}${valueInWords(first)}`;
  if (second === undefined) return beginning;
  const word = second.noun === 'bucket' ? 'in' : (JOINING[tried.split(' ')[0] ?? ''] ?? 'of');
  const joining = tried.includes(` ${word} `) ? ',' : ` ${word}`;
  return `${beginning}${joining} ${second.noun} ${valueInWords(second)}`;
}

/** What stands between a phrase and the value: less, the more of the noun the phrase has said. */
function connectionOf(noun: string, tried: string): string {
  const phrase = ` ${tried.toLowerCase()}`;
  const word = ` ${noun.toLowerCase()}`;
  if (noun === '' || phrase.endsWith(word) || phrase.endsWith(`${word}s`)) return ' ';
  return phrase.includes(`${word} `) ? ' of ' : ` of ${noun} `;
}

function valueInWords({ value, more = 0 }: NamedObject): string {
  return `${quoted(nameOfArn(value), VALUE_LENGTH)}${more === 0 ? '' : ` and ${more} more`}`;
}

function namedObjects(record: CloudTrailRecord): NamedObject[] {
  const eventName = textAt(record, 'eventName') ?? '';
  // Newer calls of EC2 wrap their parameters: {"DeleteFlowLogsRequest": {"FlowLogId": …}}.
  const parameters =
    objectAt(record, 'requestParameters', `${eventName}Request`) ??
    objectAt(record, 'requestParameters') ??
    {};
  const found = nounsIn(parameters).flatMap(([key, noun]) => {
    const value = firstText(parameters, key);
    return value === undefined ? [] : [{ noun, value }];
  });
  const ofSets = SETS.flatMap(([key, member, noun]) => membersOf(parameters, key, member, noun));
  const name = textAt(parameters, 'name');
  const noun = NAMED_BY_SOURCE[textAt(record, 'eventSource') ?? ''] ?? '';
  return withoutRepeats([...(name === undefined ? [] : [{ noun, value: name }]), ...found, ...ofSets]);
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

/** A key in either letter case of its first letter: in lower case first. */
function spellingsOf(key: string): readonly string[] {
  return [key, `${key.charAt(0).toUpperCase()}${key.slice(1)}`];
}

/** The value of a key, or its content in EC2's list form `{tag, content}`. */
function firstText(parameters: object, key: string): string | undefined {
  for (const spelling of SPELLINGS.get(key) ?? []) {
    if (!Object.hasOwn(parameters, spelling)) continue;
    const value =
      textAt(parameters, spelling) ??
      textAt(parameters, spelling, 'content') ??
      textAt(listAt(parameters, spelling)[0], 'content');
    if (value !== undefined) return value;
  }
  return undefined;
}

function membersOf(parameters: object, key: string, member: string, noun: string): NamedObject[] {
  const items = listAt(parameters, key, 'items');
  const first = textAt(items[0], member);
  if (first === undefined) return [];
  return [{ noun, value: first, more: items.length - 1 }];
}

/** The first of each noun: a policy's ARN and its name are one object. */
function withoutRepeats(objects: readonly NamedObject[]): NamedObject[] {
  return objects.filter(({ noun }, index) => objects.findIndex((other) => other.noun === noun) === index);
}

/** The name inside an ARN with an account or Region; any other text as it is (`arn:aws:s3:::bucket/key` too). */
function nameOfArn(value: string): string {
  const resource = value.match(/^arn:aws[^:]*:[^:]*:[^:]*:[^:]+:(.+)$/s)?.[1];
  return resource === undefined ? value : resource.replace(/^[a-z-]+[:/](?=.)/, '');
}
