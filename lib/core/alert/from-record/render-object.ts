import type { CloudTrailRecord } from '../../record/record';
import { quoted } from '../../safe-text/one-line';
import type { AlertResource } from '../alert';
import { remembered, rememberedPair } from '../remembered';
import { requestOf } from './call-members';
import { resourceNoun } from './resource-noun';
import { listAt, textAt } from './text-at';

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
  ['projectName', 'project'],
  ['publicTypeArn', 'type'],
  ['typeName', 'type'],
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

/** Keys that mean something else in the services that are named here; there, the noun of the table stands. */
const OF_SERVICES: ReadonlyMap<string, { readonly of: readonly string[]; readonly noun: string }> = new Map([
  ['groupId', { of: ['ec2.amazonaws.com', 'rds.amazonaws.com'], noun: 'group' }],
  ['key', { of: ['s3.amazonaws.com', 's3express.amazonaws.com', 's3-outposts.amazonaws.com'], noun: 'key' }],
]);

/** What a plain `name` names, for calls that do not say it themselves (`StopLogging`). */
const NAMED_BY_SOURCE: ReadonlyMap<string, string> = new Map([
  ['cloudtrail.amazonaws.com', 'trail'],
  ['events.amazonaws.com', 'rule'],
]);

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
const JOINING: ReadonlyMap<string, string> = new Map([
  ['add', 'to'],
  ['associate', 'with'],
  ['attach', 'to'],
  ['detach', 'from'],
  ['disassociate', 'from'],
  ['put', 'on'],
  ['remove', 'from'],
]);

const joiningWord = remembered((tried) => JOINING.get(tried.split(' ')[0] ?? '') ?? 'of');

/** Calls of one word whose object has a "to" in front of it. */
const SENT_TO = new Set(['publish', 'subscribe']);

/**
 * The objects of a call as the end of its phrase: ` 'main'` behind `delete trail`, ` of trail 'main'` behind
 * `stop logging`. Empty when the request names none that is known, and no resource is.
 *
 * @param tried the call's verb phrase, the verb in its base form
 * @param resources what the call is about: if the request's known parameters name none of them, the first is told, too
 */
export function renderObject(
  record: CloudTrailRecord,
  tried: string,
  resources: readonly AlertResource[] = [],
): string {
  const objects = namedObjects(record);
  const known = objects.find((object) => isObjectOf(object, tried)) ?? objects[0];
  const next = objects.length < 2 ? undefined : objects.find((object) => object !== known);
  const left = leftResource(record, [known, next], resources);
  const isLeftFirst =
    left !== undefined && known !== undefined && isObjectOf(left, tried) && !isObjectOf(known, tried);
  const [first, second] = isLeftFirst
    ? [left, known]
    : [known ?? left, known === undefined ? undefined : (left ?? next)];
  if (first === undefined) return '';
  // The name of what is made, and the id that it got.
  if (left !== undefined && second === left && isObjectOf(first, tried) && isObjectOf(left, tried))
    return `${connectionOf(first.noun, tried)}${valueInWords(first)} (${valueInWords({ ...left, more: 0 })})`;
  const beginning = `${connectionOf(first.noun, tried)}${valueInWords(first)}`;
  if (second === undefined) return beginning;
  const word = second.noun === 'bucket' ? 'in' : joiningWord(tried);
  const joining = tried.includes(` ${word} `) ? ',' : ` ${word}`;
  return `${beginning}${joining} ${second.noun} ${valueInWords(second)}`;
}

/** The first resource, if none is told. The account is told anyway, where it is not the actor's. */
function leftResource(
  record: CloudTrailRecord,
  told: readonly (NamedObject | undefined)[],
  resources: readonly AlertResource[],
): NamedObject | undefined {
  const [resource, ...others] = resources;
  if (
    resource === undefined ||
    resource.name === '*' ||
    resource.name === textAt(record, 'recipientAccountId')
  )
    return undefined;
  const isTold = ({ name, arn }: AlertResource) =>
    told.some((object) => {
      if (object === undefined) return false;
      const { value } = object;
      return value === arn || value.includes(name) || name.includes(nameOfArn(value));
    });
  if (resources.some(isTold)) return undefined;
  const noun = resourceNoun(resource);
  const more = noun === '' ? 0 : others.filter(({ type }) => type === resource.type).length;
  return { noun, value: resource.name, more };
}

/** Whether the phrase ends with what the object is. */
function isObjectOf({ noun }: NamedObject, tried: string): boolean {
  return connectionOf(noun, tried) === ' ';
}

/** What stands between a phrase and the value: less, the more of the noun the phrase has said. */
function connectionOf(noun: string, tried: string): string {
  if (noun !== '' && !tried.includes(' ')) return `${SENT_TO.has(tried) ? ' to' : ''} ${noun} `;
  return noun === '' ? ' ' : connectionToNoun(tried, noun);
}

/** What stands between a phrase of several words and the value of a noun. */
const connectionToNoun = rememberedPair((tried, noun) => {
  const phrase = ` ${tried.toLowerCase()}`;
  const word = ` ${noun.toLowerCase()}`;
  if (phrase.endsWith(word) || phrase.endsWith(`${word}s`)) return ' ';
  return phrase.includes(`${word} `) ? ' of ' : ` of ${noun} `;
});

function valueInWords({ value, more = 0 }: NamedObject): string {
  return `${quoted(nameOfArn(value), VALUE_LENGTH)}${more === 0 ? '' : ` and ${more} more`}`;
}

function namedObjects(record: CloudTrailRecord): NamedObject[] {
  const parameters = requestOf(record) ?? {};
  const source = textAt(record, 'eventSource') ?? '';
  const objects: NamedObject[] = [];
  const name = textAt(parameters, 'name');
  if (name !== undefined) objects.push({ noun: NAMED_BY_SOURCE.get(source) ?? '', value: name });
  for (const [key, noun] of nounsIn(parameters)) {
    const value = firstText(parameters, key);
    // Glacier writes a hyphen for the caller's account.
    if (value !== undefined && value !== '-') objects.push({ noun: nounIn(source, key, noun), value });
  }
  for (const [key, member, noun] of SETS) {
    const items = listAt(parameters, key, 'items');
    const first = textAt(items[0], member);
    if (first !== undefined) objects.push({ noun, value: first, more: items.length - 1 });
  }
  return objects.length < 2 ? objects : withoutRepeats(objects);
}

function nounIn(source: string, key: string, noun: string): string {
  const other = OF_SERVICES.get(key);
  return other === undefined || source === '' || other.of.includes(source) ? noun : other.noun;
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

/** The first of each noun: a policy's ARN and its name are one object. */
function withoutRepeats(objects: readonly NamedObject[]): NamedObject[] {
  return objects.filter(({ noun }, index) => objects.findIndex((other) => other.noun === noun) === index);
}

/** The name inside an ARN with an account or Region; any other text as it is (`arn:aws:s3:::bucket/key` too). */
function nameOfArn(value: string): string {
  if (!value.startsWith('arn:aws')) return value;
  const resource = value.match(/^arn:aws[^:]*:[^:]*:[^:]*:[^:]+:(.+)$/s)?.[1];
  return resource === undefined ? value : resource.replace(/^[a-z-]+[:/](?=.)/, '');
}
