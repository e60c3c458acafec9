import { Stack } from 'aws-cdk-lib';
import type { CfnRole, IRole } from 'aws-cdk-lib/aws-iam';
import { CfnKey, type IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { flattenReferences } from './references';

/** A policy with a size limit, and the text of the error message. */
export interface SizedPolicy {
  readonly scope: IConstruct;
  readonly document: () => unknown;
  readonly mostBytes: number;
  /** Undefined if the service does not limit statements. */
  readonly mostStatements?: number;
  readonly whose: string;
  readonly remedy: string;
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const MAX_KEY_POLICY_BYTES = 32_768;

/** Values that are known at synthesis only as references, with their final length. */
const REFERENCES: Readonly<Record<string, string>> = {
  'AWS::AccountId': '0'.repeat(12),
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Fails the synthesis if a key policy of the app exceeds the KMS quota. */
export function checkKeyPolicySize(key: IKey, remedy: string): void {
  const resource = key.node.defaultChild;
  if (!(resource instanceof CfnKey)) return;
  checkDocumentSize({
    scope: key,
    document: () => resource.keyPolicy,
    mostBytes: MAX_KEY_POLICY_BYTES,
    whose: "the key's policy",
    remedy,
  });
}

/** The default quota of a role's trust policy, without white space (IAM User Guide, "IAM and AWS STS quotas"). */
const MAX_TRUST_LENGTH = 2_048;

/** Fails the synthesis if the trust policy of a role exceeds the IAM quota. */
export function checkTrustSize(role: IRole, remedy: string): void {
  const resource = role.node.defaultChild as CfnRole;
  checkDocumentSize({
    scope: role,
    document: () => resource.assumeRolePolicyDocument,
    mostBytes: MAX_TRUST_LENGTH,
    whose: "the role's trust policy",
    remedy,
  });
}

/** Fails the synthesis if a policy exceeds the quota of its service. */
export function checkDocumentSize(policy: SizedPolicy): void {
  policy.scope.node.addValidation({ validate: () => findExcess(policy) });
}

/** The length of a policy's JSON in bytes, with references at their final length. */
export function documentSize(scope: IConstruct, document: unknown): number {
  return Buffer.byteLength(JSON.stringify(flattened(scope, document)));
}

function flattened(scope: IConstruct, document: unknown): unknown {
  const stack = Stack.of(scope);
  return flattenReferences(stack.resolve(document), (name) => standIn(stack, name));
}

function findExcess({ scope, document, mostBytes, mostStatements, whose, remedy }: SizedPolicy): string[] {
  const flat = flattened(scope, document());
  const statements = countStatements(flat);
  if (mostStatements !== undefined && statements > mostStatements) {
    return [`${whose} has ${statements} statements, but AWS allows at most ${mostStatements}; ${remedy}`];
  }
  const bytes = Buffer.byteLength(JSON.stringify(flat));
  if (bytes <= mostBytes) return [];
  return [`${whose} has about ${bytes} bytes, but AWS allows at most ${mostBytes}; ${remedy}`];
}

function countStatements(document: unknown): number {
  const { Statement } = document as { readonly Statement?: unknown };
  return Array.isArray(Statement) ? Statement.length : 0;
}

/** The name that CloudFormation would generate: stack, logical id and 12 or more random characters, 63 at most. */
function standIn({ stackName }: Stack, name: string): string {
  const known = REFERENCES[name];
  if (known !== undefined) return known;
  const [logicalId = '', attribute] = name.split('.');
  const made = `${stackName}-${logicalId}-${'x'.repeat(12)}`.slice(0, 63);
  return attribute === 'Arn' ? `arn:aws:s3:::${made}` : made;
}
