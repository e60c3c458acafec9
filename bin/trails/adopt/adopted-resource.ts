import type { JsonObject } from '../../../lib/core/json/json-value';
import type { CommandIo } from '../../cli/command-io';
import type { Known } from '../../places/ask-place';
import type { AskedSession } from '../posture/asked-session';

/** The types that are adopted, with the L1 construct of each and the properties that identify a resource to an import. */
export const ADOPTED_TYPES = {
  'AWS::CloudTrail::Trail': { module: 'aws_cloudtrail', construct: 'CfnTrail', identifier: 'TrailName' },
  'AWS::CloudTrail::EventDataStore': {
    ...{ module: 'aws_cloudtrail', construct: 'CfnEventDataStore', identifier: 'EventDataStoreArn' },
  },
  'AWS::S3::Bucket': { module: 'aws_s3', construct: 'CfnBucket', identifier: 'BucketName' },
  'AWS::S3::BucketPolicy': { module: 'aws_s3', construct: 'CfnBucketPolicy', identifier: 'Bucket' },
  'AWS::KMS::Key': { module: 'aws_kms', construct: 'CfnKey', identifier: 'KeyId' },
  'AWS::KMS::Alias': { module: 'aws_kms', construct: 'CfnAlias', identifier: 'AliasName' },
  'AWS::Logs::LogGroup': { module: 'aws_logs', construct: 'CfnLogGroup', identifier: 'LogGroupName' },
} as const;

export type AdoptedType = keyof typeof ADOPTED_TYPES;

/** A resource as CloudFormation is to take it over. */
export interface AdoptedResource {
  readonly type: AdoptedType;
  /** What its logical id is made of. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** The value of the property that identifies it. */
  readonly identifier: string;
  /** Its settings under the names of CloudFormation, and no others. */
  readonly properties: JsonObject;
}

/** What is not adopted. */
export interface LeftOut {
  /** Such as an ARN. */
  readonly resource: string;
  readonly why: string;
  /** Whether it might be, if an answer had been given. */
  readonly isUnknown: boolean;
}

/** What became of everything. */
export interface Adoption {
  readonly resources: readonly AdoptedResource[];
  readonly leftOut: readonly LeftOut[];
}

/** Thrown where a resource cannot be adopted; its message says why. */
export class NotAdopted extends Error {
  override readonly name = 'NotAdopted';

  constructor(
    message: string,
    readonly isUnknown = false,
  ) {
    super(message);
  }
}

/**
 * A value that an adopted resource needs.
 *
 * @throws NotAdopted if it is not known: an app that leaves a setting out says less than there is
 */
export function need<T>(known: Known<T>): T {
  if ('unknown' in known) throw new NotAdopted(known.unknown, true);
  return known.value;
}

/** A tag as any service gives it; KMS has names of its own for its members. */
export interface AnyTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
  readonly TagKey?: string | undefined;
  readonly TagValue?: string | undefined;
}

/**
 * The tags as CloudFormation writes them, but for those that only AWS sets.
 *
 * @throws NotAdopted for a resource that a stack has already
 */
export function toTags(tags: readonly AnyTag[]): readonly { readonly Key: string; readonly Value: string }[] {
  const all = tags.map(({ Key, TagKey, Value, TagValue }) => ({
    ...{ Key: Key ?? TagKey ?? '', Value: Value ?? TagValue ?? '' },
  }));
  const stack = all.find(({ Key }) => Key === 'aws:cloudformation:stack-name');
  if (stack !== undefined) throw new NotAdopted(`it is of the stack ${stack.Value} already`);
  return all.filter(({ Key }) => !Key.startsWith('aws:'));
}

/** Settings as JSON without what is absent: undefined members, and lists and objects with nothing in them. */
export function toProperties(settings: object): JsonObject {
  const text = JSON.stringify(settings, (_, value) => (isNothing(value) ? undefined : value));
  // Where there is nothing at all, there is no text.
  return JSON.parse(text ?? '{}');
}

function isNothing(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  const members = Object.values(value);
  return members.every((member) => member === undefined || (typeof member === 'object' && isNothing(member)));
}

/** The session that reads the rest of a resource: that of the account that owns it. */
export interface Adopter {
  readonly session: AskedSession;
  readonly wait: CommandIo['wait'];
  readonly environment: CommandIo['environment'];
}
