import { Stack } from 'aws-cdk-lib';
import { CfnKey, type Key } from 'aws-cdk-lib/aws-kms';
import { type Bucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { flattenReferences } from '../statement/flatten-references';

/** A policy that has a limit, and what the sentence for one that is longer says. */
export interface SizedPolicy {
  readonly scope: IConstruct;
  readonly document: () => unknown;
  readonly mostBytes: number;
  readonly whose: string;
  readonly remedy: string;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MAX_BUCKET_POLICY_BYTES = 20_480;

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const MAX_KEY_POLICY_BYTES = 32_768;

/** What is known at synth only as a reference, at the length that it will have. */
const REFERENCES: Readonly<Record<string, string>> = {
  'AWS::AccountId': '0'.repeat(12),
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** What makes the policies of an archive and of its key shorter. */
const FEWER_TRAILS =
  "shorten keyPrefix, bucketName and the trails' names, let one organization trail stand for many accounts, share with an " +
  'organization instead of single readers, or divide the trails among two archives';

/** Makes synth fail when a bucket's policy is longer than S3 takes. */
export function checkBucketPolicySize(bucket: Bucket, remedy = FEWER_TRAILS): void {
  checkDocumentSize({
    scope: bucket,
    document: () => {
      const policy = bucket.policy?.node.defaultChild;
      return policy instanceof CfnBucketPolicy ? policy.policyDocument : {};
    },
    mostBytes: MAX_BUCKET_POLICY_BYTES,
    whose: "the bucket's policy",
    remedy,
  });
}

/** Makes synth fail when a key's policy is longer than KMS takes. */
export function checkKeyPolicySize(key: Key): void {
  checkDocumentSize({
    scope: key,
    document: () => {
      const resource = key.node.defaultChild;
      return resource instanceof CfnKey ? resource.keyPolicy : {};
    },
    mostBytes: MAX_KEY_POLICY_BYTES,
    whose: "the key's policy",
    remedy: FEWER_TRAILS,
  });
}

/** Makes synth fail when a policy is longer than its service takes. */
export function checkDocumentSize(policy: SizedPolicy): void {
  policy.scope.node.addValidation({ validate: () => findExcess(policy) });
}

function findExcess({ scope, document, mostBytes, whose, remedy }: SizedPolicy): string[] {
  const stack = Stack.of(scope);
  const flat = flattenReferences(stack.resolve(document()), (name) => standIn(stack, name));
  const bytes = Buffer.byteLength(JSON.stringify(flat));
  if (bytes <= mostBytes) return [];
  return [`${whose} has about ${bytes} bytes, but AWS takes ${mostBytes}; ${remedy}`];
}

/** The name that CloudFormation would make: stack, logical id and 12 or more random characters, 63 at most. */
function standIn({ stackName }: Stack, name: string): string {
  const known = REFERENCES[name];
  if (known !== undefined) return known;
  const [logicalId = '', attribute] = name.split('.');
  const made = `${stackName}-${logicalId}-${'x'.repeat(12)}`.slice(0, 63);
  return attribute === 'Arn' ? `arn:aws:s3:::${made}` : made;
}
