import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import { CfnKey, type IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, CfnBucket, CfnBucketPolicy, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { Resolver } from '../../core/estate/resolver';
import { at, Choice, OpenText, sure, Unknown, type Value } from '../../core/estate/values/value';
import { toKeyRoot } from '../../core/policy/trail-coordinates';
import { BUCKET_CHECKS } from '../../core/posture/bucket-checks';
import type { EvidenceBucket, EvidenceKey } from '../../core/posture/evidence';
import { KEY_CHECKS } from '../../core/posture/key-checks';
import { faultsOf } from '../../core/posture/posture-check';
import { isPublic, type PolicyStatement, statementsOf } from '../../core/statement/statement';
import { refusalOf, warnWhenFinal } from '../preflight/report-finding';
import { fieldsOf, resourceInTemplate } from '../preflight/template-properties';
import { isRemovalDeclared } from '../resource/generated-name';
import { emptyingOf } from './evidence-bucket';

/** Checks whose answer at synthesis deserves a message: what is less severe is a choice that `trailwatch trails --check` lists. */
const SEVERE = ['critical', 'high', 'medium'];

/** Checks that find what everyone can use. */
const PUBLIC = ['bucket-not-public', 'bucket-public-access-block', 'key-not-public'];

/** A bucket that trails deliver to. */
interface JudgedBucket {
  readonly bucket: IBucket;
  readonly keyPrefix?: string;
  /** Whether the policy is not, or not only, what the app says. */
  readonly policyManagedElsewhere?: boolean;
}

/**
 * Judges a bucket of the app, its own or a given one, as its final template has it: after Aspects, overrides, mixins and property
 * injectors, by the checks of `trailwatch trails --check`. What is known only at deployment is not judged.
 */
export function judgeBucketWhenFinal(scope: IConstruct, judged: JudgedBucket): void {
  warnWhenFinal(scope, (warn) => {
    const resource = resourceOf(judged.bucket);
    if (resource === undefined) return;
    const final = resourceInTemplate(resource);
    const subject = `the bucket '${pathOf(resource)}'`;
    reportFaults(warn, subject, faultsOf(checksOf(BUCKET_CHECKS), toEvidenceBucket(resource, judged, final)));
    if (isRemovalDeclared(resource)) return;
    if (isEmptied(resource)) warn('evidenceRemoved', `${subject} is emptied and deleted with its stack`);
    else if (isDeleted(final)) warn('evidenceRemoved', `${subject} is deleted with its stack`);
  });
}

/** Judges a key of the app that trails encrypt with, in the same way. One that no trail can use is an error. */
export function judgeKeyWhenFinal(scope: IConstruct, key: IKey): void {
  const resource = key.node.defaultChild;
  if (!(resource instanceof CfnKey)) return;
  warnWhenFinal(scope, (warn) => {
    const final = resourceInTemplate(resource);
    const subject = `the key '${pathOf(resource)}'`;
    reportFaults(warn, subject, faultsOf(checksOf(KEY_CHECKS), toEvidenceKey(final)));
    if (isDeleted(final) && !isRemovalDeclared(resource))
      warn('evidenceRemoved', `${subject} is deleted with its stack`);
  });
  scope.node.addValidation({ validate: () => refuseUseless(resource) });
}

type Warn = Parameters<Parameters<typeof warnWhenFinal>[1]>[0];

function checksOf<Check extends { readonly severity: string; readonly name: string }>(
  checks: readonly Check[],
): readonly Check[] {
  return checks.filter(({ severity, name }) => SEVERE.includes(severity) && name !== 'key-enabled');
}

function reportFaults(
  warn: Warn,
  subject: string,
  faults: readonly { readonly check: string; readonly found: string }[],
): void {
  for (const id of ['publicEvidence', 'unprotectedEvidence'] as const) {
    const own = faults.filter(({ check }) => PUBLIC.includes(check) === (id === 'publicEvidence'));
    const list = own.map(({ check, found }) => `${found} (${check})`).join('; ');
    if (list !== '') warn(id, `${subject} has faults that 'trailwatch trails --check' would find: ${list}`);
  }
}

function refuseUseless(resource: CfnKey): string[] {
  const { Enabled, KeySpec, KeyUsage } = fieldsOf(resourceInTemplate(resource).Properties);
  const faults = [
    ...(Enabled === false || Enabled === 'false' ? ['is disabled'] : []),
    ...(typeof KeySpec === 'string' && KeySpec !== 'SYMMETRIC_DEFAULT' ? [`has KeySpec ${KeySpec}`] : []),
    ...(typeof KeyUsage === 'string' && KeyUsage !== 'ENCRYPT_DECRYPT' ? [`has KeyUsage ${KeyUsage}`] : []),
  ];
  if (faults.length === 0) return [];
  return [refusalOf('unusableKey', `the key '${pathOf(resource)}' ${faults.join(' and ')}`).message];
}

/** The path of the construct of which the resource is the main one. */
function pathOf({ node }: CfnResource): string {
  return node.id === 'Resource' && node.scope !== undefined ? node.scope.node.path : node.path;
}

/** The resource of a bucket: also of one that the app defines and, elsewhere, knows by its name. */
function resourceOf(bucket: IBucket): CfnBucket | undefined {
  const { defaultChild, root } = bucket.node;
  if (defaultChild instanceof CfnBucket) return defaultChild;
  if (Token.isUnresolved(bucket.bucketName)) return undefined;
  return root.node
    .findAll()
    .find(
      (node): node is CfnBucket =>
        node instanceof CfnBucket && node.stack.resolve(node.bucketName) === bucket.bucketName,
    );
}

/** The policies of a bucket of the app, its own or of an included template. */
export function policiesOf(bucket: IBucket | CfnBucket): readonly CfnBucketPolicy[] {
  const stack = Stack.of(bucket);
  const resolve = (value: unknown) => JSON.stringify(stack.resolve(value));
  // A policy names the bucket by a reference or, as people and included templates write it, by its name.
  const given = bucket instanceof CfnBucket ? bucket.bucketName : undefined;
  const names = [
    bucket instanceof CfnBucket ? bucket.ref : bucket.bucketName,
    ...(given === undefined ? [] : [given]),
  ];
  const written = new Set(names.map(resolve));
  return stack.node
    .findAll()
    .filter((node): node is CfnBucketPolicy => node instanceof CfnBucketPolicy)
    .filter((policy) => written.has(resolve(policy.bucket)));
}

/** A resource without a deletion policy is deleted. */
function isDeleted({ DeletionPolicy = 'Delete' }: ReturnType<typeof resourceInTemplate>): boolean {
  return DeletionPolicy === 'Delete';
}

function isEmptied({ node: { scope } }: CfnBucket): boolean {
  return scope instanceof Bucket && emptyingOf(scope).length > 0;
}

/** Stands for what only the deployment knows: long enough for an account or a name, and nobody in particular. */
const SOMEONE = '000000000000';

/** A template's value, in which the bucket has its name, and no account or Region is invented that would matter. */
function partlyKnown(json: unknown, known: ReadonlyMap<string, Value> = new Map()): Value | undefined {
  const stack = {
    ...{ name: '', file: '', account: undefined, region: undefined, partition: undefined },
    ...{ template: { Resources: {} }, given: known },
  };
  // members without a value are there as undefined, and the template has none of them
  const written: unknown = json === undefined ? undefined : JSON.parse(JSON.stringify(json));
  return written === undefined ? undefined : new Resolver([stack]).value(written, stack);
}

function toEvidenceBucket(resource: CfnBucket, judged: JudgedBucket, final: object): EvidenceBucket {
  const { keyPrefix, policyManagedElsewhere = false } = judged;
  const id = String(resource.stack.resolve(resource.logicalId));
  const own = fieldsOf(fieldsOf(final).Properties);
  const name = typeof own.BucketName === 'string' ? own.BucketName : id.toLowerCase();
  const known = new Map<string, Value>([
    [id, name],
    [`${id}.Arn`, `arn:aws:s3:::${name}`],
  ]);
  const statements = policiesOf(resource).flatMap((policy) =>
    statementsIn(fieldsOf(resourceInTemplate(policy).Properties).PolicyDocument, known),
  );
  return {
    ...{ name, properties: toProperties(own), keyRoots: [toKeyRoot(textOr(keyPrefix))] },
    policy: policyManagedElsewhere ? new Unknown('the policy is managed elsewhere', 'import') : statements,
    isPolicyPublic: statements.some(isPublic),
    publicGrantee: undefined,
  };
}

function textOr(keyPrefix: string | undefined): string | undefined {
  return Token.isUnresolved(keyPrefix) ? undefined : keyPrefix;
}

/** A new bucket blocks all public access; whether it refuses keys of writers is decided by S3 where a template does not say it. */
function toProperties(own: Readonly<Record<string, unknown>>): Value {
  const encryption = partlyKnown(own.BucketEncryption);
  const isSaid = JSON.stringify(own.BucketEncryption ?? {}).includes('BlockedEncryptionTypes');
  const all = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true };
  const properties = {
    PublicAccessBlockConfiguration: { ...all, RestrictPublicBuckets: true },
    ...fieldsOf(partlyKnown(own)),
    BucketEncryption: isSaid ? encryption : new Unknown('decided by S3', 'attribute'),
  };
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value as Value]],
    ),
  );
}

function toEvidenceKey(final: object): EvidenceKey {
  const own = partlyKnown(fieldsOf(final).Properties);
  const isOn = (value: Value | undefined) => value === true || value === 'true';
  return {
    state: sure(at(own, 'Enabled'), (value) => (value === undefined || isOn(value) ? 'Enabled' : 'Disabled')),
    isRotatable: sure(at(own, 'Origin'), (origin) => origin === undefined || origin === 'AWS_KMS'),
    isRotated: sure(at(own, 'EnableKeyRotation'), isOn),
    policy: statementsIn(fieldsOf(fieldsOf(final).Properties).KeyPolicy, new Map()),
  };
}

function statementsIn(document: unknown, known: ReadonlyMap<string, Value>): readonly PolicyStatement[] {
  return statementsOf(JSON.stringify(closed(partlyKnown(document, known) ?? null)));
}

function closed(value: Value): unknown {
  if (value instanceof Unknown || value instanceof Choice) return SOMEONE;
  if (value instanceof OpenText)
    return value.parts.map((part) => (typeof part === 'string' ? part : SOMEONE)).join('');
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, closed(member)]));
}
