import { Stack } from 'aws-cdk-lib';
import { CfnKey, type IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { flattenReferences } from './references';

/** A policy that has a limit, and what the sentence for one that is longer says. */
export interface SizedPolicy {
  readonly scope: IConstruct;
  readonly document: () => unknown;
  readonly mostBytes: number;
  /** Undefined where the service does not count statements. */
  readonly mostStatements?: number;
  readonly whose: string;
  readonly remedy: string;
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const MAX_KEY_POLICY_BYTES = 32_768;

/** What is known at synth only as a reference, at the length that it will have. */
const REFERENCES: Readonly<Record<string, string>> = {
  'AWS::AccountId': '0'.repeat(12),
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Makes synth fail when the policy of a key of the app is longer than KMS takes. */
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

/** Makes synth fail when a policy is longer than its service takes. */
export function checkDocumentSize(policy: SizedPolicy): void {
  policy.scope.node.addValidation({ validate: () => findExcess(policy) });
}

/** How long the JSON of a policy is, in bytes, with references at the length that they will have. */
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
    return [`${whose} has ${statements} statements, but AWS takes ${mostStatements}; ${remedy}`];
  }
  const bytes = Buffer.byteLength(JSON.stringify(flat));
  if (bytes <= mostBytes) return [];
  return [`${whose} has about ${bytes} bytes, but AWS takes ${mostBytes}; ${remedy}`];
}

function countStatements(document: unknown): number {
  const { Statement } = document as { readonly Statement?: unknown };
  return Array.isArray(Statement) ? Statement.length : 0;
}

/** The name that CloudFormation would make: stack, logical id and 12 or more random characters, 63 at most. */
function standIn({ stackName }: Stack, name: string): string {
  const known = REFERENCES[name];
  if (known !== undefined) return known;
  const [logicalId = '', attribute] = name.split('.');
  const made = `${stackName}-${logicalId}-${'x'.repeat(12)}`.slice(0, 63);
  return attribute === 'Arn' ? `arn:aws:s3:::${made}` : made;
}
