import { Stack } from 'aws-cdk-lib';
import type { CfnRole, IRole } from 'aws-cdk-lib/aws-iam';
import { CfnKey, type IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import type { IdOfLevel } from '../preflight/preflight-checks';
import { warnOf } from '../preflight/report-finding';
import { flattenReferences } from './references';

/** A policy with a size limit, and the text of the error message. */
export interface SizedPolicy {
  readonly scope: IConstruct;
  readonly document: () => unknown;
  readonly mostBytes: number;
  /** If AWS raises the quota on request: the default, and the warning of a document that exceeds only that. */
  readonly byDefault?: { readonly bytes: number; readonly warning: IdOfLevel<'warning'> };
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

/**
 * The quota of a role's trust policy, without white space: the default, and what AWS raises it to at most (IAM User Guide, "IAM and AWS
 * STS quotas", November 2026).
 */
const DEFAULT_TRUST_LENGTH = 2_048;
const MAX_TRUST_LENGTH = 8_192;

/** Fails the synthesis if the trust policy of a role exceeds the maximum IAM quota, and warns if it exceeds the default. */
export function checkTrustSize(role: IRole, remedy: string): void {
  const resource = role.node.defaultChild as CfnRole;
  checkDocumentSize({
    scope: role,
    document: () => resource.assumeRolePolicyDocument,
    mostBytes: MAX_TRUST_LENGTH,
    byDefault: { bytes: DEFAULT_TRUST_LENGTH, warning: 'longTrustPolicy' },
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

function findExcess(policy: SizedPolicy): string[] {
  const { scope, document, mostBytes, mostStatements, byDefault, whose, remedy } = policy;
  const flat = flattened(scope, document());
  const statements = countStatements(flat);
  if (mostStatements !== undefined && statements > mostStatements) {
    return [`${whose} has ${statements} statements, but AWS allows at most ${mostStatements}; ${remedy}`];
  }
  const bytes = Buffer.byteLength(JSON.stringify(flat));
  const found = `${whose} has about ${bytes} bytes`;
  if (bytes > mostBytes) return [`${found}, but AWS allows at most ${mostBytes}; ${remedy}`];
  if (byDefault !== undefined && bytes > byDefault.bytes) warnOf(scope, byDefault.warning, found);
  return [];
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
