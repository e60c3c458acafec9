import { remembered } from '../../keyed/remembered';
import type { Target } from './target';

/** Request parameters that name what a call acts on, and the noun for it; the likelier object comes first. */
export const NOUNS: readonly (readonly [key: string, noun: string])[] = [
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
  ['resolverQueryLogConfigId', 'DNS query logging configuration'],
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
export const NOUN_PLACES: ReadonlyMap<string, number> = new Map(
  NOUNS.flatMap(([key], place) => spellingsOf(key).map((spelling) => [spelling, place] as const)),
);

/** The noun for what a parameter names; undefined if it names nothing known. */
export function parameterNoun(parameter: string): string | undefined {
  return NOUNS[NOUN_PLACES.get(parameter) ?? -1]?.[1];
}

export const SPELLINGS: ReadonlyMap<string, readonly string[]> = new Map(
  NOUNS.map(([key]) => [key, spellingsOf(key)]),
);

/** Keys that mean something else in the services that are named here; there, the noun of the table is. */
export const OF_SERVICES: ReadonlyMap<string, { readonly of: readonly string[]; readonly noun: string }> =
  new Map([
    ['groupId', { of: ['ec2.amazonaws.com', 'rds.amazonaws.com'], noun: 'group' }],
    [
      'key',
      { of: ['s3.amazonaws.com', 's3express.amazonaws.com', 's3-outposts.amazonaws.com'], noun: 'key' },
    ],
  ]);

/** Request parameters with a list of ids, in the form of EC2: `{items: [{<member>: id}]}`. */
export const SETS: readonly (readonly [key: string, member: string, noun: string])[] = [
  ['instancesSet', 'instanceId', 'instance'],
  ['resourcesSet', 'resourceId', 'resource'],
];

/** A key in either letter case of its first letter: in lower case first. */
function spellingsOf(key: string): readonly string[] {
  return [key, `${key.charAt(0).toUpperCase()}${key.slice(1)}`];
}

/** Words of a type's last part: `FileSystem` is `File` and `System`, `DBInstance` is `DB` and `Instance`. */
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+\d*|\d+/g;

/** Nouns for types whose own name says little. */
const NOUNS_OF_TYPES: Readonly<Record<string, string>> = {
  Other: '',
  'AWS::ApiGateway::RestApi': 'API',
  'AWS::ApiGatewayV2::Api': 'API',
  'AWS::AppSync::GraphQLApi': 'API',
  'AWS::Rbin::Rule': 'Recycle Bin rule',
  'AWS::EC2::EC2Fleet': 'fleet',
  'AWS::Events::EventBus': 'event bus',
  'AWS::RDS::DBAutomatedBackup': 'automated backup',
  'AWS::RDS::DBClusterAutomatedBackup': 'automated backup',
  'AWS::Glue::DevEndpoint': 'development endpoint',
  'AWS::Route53::QueryLoggingConfig': 'DNS query logging configuration',
  'AWS::Route53Resolver::ResolverQueryLogConfig': 'DNS query logging configuration',
  'AWS::SNS::PhoneNumber': 'phone number',
};

/** The common noun for a resource of a type: `AWS::EFS::FileSystem` is a file system. Empty if the type is not known. */
export function resourceNoun({ type }: Target): string {
  return nounOf(type);
}

const nounOf = remembered((type) => {
  if (Object.hasOwn(NOUNS_OF_TYPES, type)) return NOUNS_OF_TYPES[type] ?? '';
  const words = type.slice(type.lastIndexOf(':') + 1).match(WORD) ?? [];
  return words.map((word) => (/^[A-Z]{2}/.test(word) ? word : word.toLowerCase())).join(' ');
});
