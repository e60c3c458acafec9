import type { Request } from '../../../lib/core/policy/evaluation/request';
import { partitionOf } from '../../../lib/core/record/region';
import { LOG_ARCHIVE, MANAGEMENT, REGION } from '../../constructs/synthesize';
import { arnHere } from '../../scenarios/place';
import { resolveText } from '../template/intrinsic';
import type { Deployed, DeployedFunction, EstateResources } from './deployed-function';

/** One action on one resource that a call of the SDK needs, or that a service makes in the name of the function's role. */
export interface Call {
  readonly action: string;
  /** `*` for an action that has no resources. */
  readonly arn: string;
  readonly context?: Request['context'] & object;
  /** Whose call it is, when another role than the function's makes it. */
  readonly roleArn?: string;
}

/** Where a function is, and what is around it. */
export interface Surroundings {
  readonly resources: EstateResources;
}

/** What a function does with an operation of the SDK: as its environment and its requests say. */
export type CallsOf = (at: DeployedFunction, around: Surroundings) => readonly Call[];

/** A key that encrypts a store: how the store's service asks for it. */
interface StoreKey {
  readonly arn: string;
  readonly service: string;
  /** The encryption contexts that it may use: one holds in each request. */
  readonly contexts: readonly (readonly [name: string, value: string])[];
}

/** Keys of given buckets, which no template says: the key of `company-logs` in the account that has it. */
const GIVEN_KEYS: Readonly<Record<string, string>> = {
  'company-logs': `${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`,
  [`aws-accelerator-central-logs-${LOG_ARCHIVE}-${REGION}`]: `${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`,
  [`aws-controltower-cloudtrail-logs-${LOG_ARCHIVE}-abc-def`]: `${MANAGEMENT}:key/0a1b2c3d-0000-4000-8000-000000000000`,
};

type Reading = (
  store: Deployed,
  arn: string,
) => readonly [key: unknown, service: string, names: StoreKey['contexts']];

const READINGS: Readonly<Record<string, Reading>> = {
  'AWS::S3::Bucket': ({ properties }, arn) => {
    const { ServerSideEncryptionConfiguration: [rule] = [] } = (properties.BucketEncryption ?? {}) as {
      readonly ServerSideEncryptionConfiguration?: readonly {
        readonly ServerSideEncryptionByDefault?: { readonly KMSMasterKeyID?: unknown };
      }[];
    };
    return [rule?.ServerSideEncryptionByDefault?.KMSMasterKeyID, 's3', ofBucket(arn)];
  },
  'AWS::SNS::Topic': ({ properties }, arn) => [properties.KmsMasterKeyId, 'sns', [['aws:sns:topicArn', arn]]],
  'AWS::SQS::Queue': ({ properties }, arn) => [properties.KmsMasterKeyId, 'sqs', [['aws:sqs:arn', arn]]],
  'AWS::DynamoDB::Table': ({ properties }, arn) => {
    const { KMSMasterKeyId } = (properties.SSESpecification ?? {}) as { readonly KMSMasterKeyId?: unknown };
    return [KMSMasterKeyId, 'dynamodb', [['aws:dynamodb:tableName', arn.split('/').at(-1) ?? '']]];
  },
  'AWS::StepFunctions::StateMachine': ({ properties }, arn) => {
    const { KmsKeyId } = (properties.EncryptionConfiguration ?? {}) as { readonly KmsKeyId?: unknown };
    return [KmsKeyId, 'states', [['aws:states:stateMachineArn', arn]]];
  },
};

/**
 * The calls of KMS that come with calls on a store whose key is a customer's: the service makes them in the name of the caller.
 *
 * @param actions of KMS, without the service
 */
export function keyCalls(
  storeArn: string,
  actions: readonly string[],
  { resources }: Surroundings,
): readonly Call[] {
  const key = keyOf(storeArn, resources);
  if (key === undefined) return [];
  const [, partition = '', , region = ''] = key.arn.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return key.contexts.flatMap(([name, value]) =>
    actions.map((action) => ({
      ...{ action: `kms:${action}`, arn: key.arn },
      context: {
        'kms:ViaService': `${key.service}.${region}.${suffix}`,
        [`kms:EncryptionContext:${name}`]: value,
      },
    })),
  );
}

function keyOf(storeArn: string, resources: EstateResources): StoreKey | undefined {
  const store = resources.find(storeArn);
  if (store === undefined) return keyOfGiven(storeArn);
  const reading = READINGS[store.type]?.(store, storeArn);
  if (reading?.[0] === undefined) return undefined;
  const [value, service, contexts] = reading;
  const name = resolveText(value, store.at);
  // The keys of AWS's own allow all that their service allows.
  if (name.startsWith('alias/aws/')) return undefined;
  return { arn: keyArn(name, store, resources), service, contexts };
}

function keyOfGiven(storeArn: string): StoreKey | undefined {
  const key = GIVEN_KEYS[storeArn.split(':').at(-1) ?? ''];
  if (key === undefined) return undefined;
  return { arn: arnHere(`arn:aws:kms:${REGION}:${key}`), service: 's3', contexts: ofBucket(storeArn) };
}

/** With a bucket key, the context is the bucket; objects that were written without it have their own. */
function ofBucket(arn: string): StoreKey['contexts'] {
  return [arn, `${arn}/AWSLogs/1`].map((value) => ['aws:s3:arn', value] as const);
}

/** The ARN of a key that is named by its ARN, its id, or an alias of the estate. */
export function keyArn(name: string, { at }: Pick<Deployed, 'at'>, resources: EstateResources): string {
  const start = `arn:${partitionOf(at.region)}:kms:${at.region}:${at.accountId}`;
  if (/:key\//.test(name)) return name;
  if (!/(^|:)alias\//.test(name)) return `${start}:key/${name}`;
  const alias = name.split(':').at(-1);
  const found = resources
    .ofType('AWS::KMS::Alias')
    .find(({ properties, at: place }) => resolveText(properties.AliasName, place) === alias);
  if (found === undefined)
    return `${name.startsWith('arn:') ? name.slice(0, name.lastIndexOf(':')) : start}:key/given`;
  return keyArn(resolveText(found.properties.TargetKeyId, found.at), found, resources);
}
