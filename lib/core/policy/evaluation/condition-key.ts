/**
 * The condition keys that AWS documents and that the simulator reads. A policy that names another one is refused:
 * a misspelt key is absent from every request, and a Deny that requires it never denies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html (keys of each service)
 */
const KEYS: Readonly<Record<string, string>> = {
  aws: `CurrentTime EpochTime FederatedProvider MultiFactorAuthAge MultiFactorAuthPresent PrincipalAccount PrincipalArn
    PrincipalIsAWSService PrincipalOrgID PrincipalServiceName PrincipalType referer RequestedRegion ResourceAccount
    ResourceOrgID SecureTransport SourceAccount SourceArn SourceIdentity SourceIp SourceOrgID SourceOwner SourceVpc
    SourceVpce TokenIssueTime UserAgent userid username ViaAWSService VpcSourceIp`,
  s3: `authType ExistingJobOperation if-match if-none-match LocationConstraint max-keys object-lock-legal-hold
    object-lock-mode object-lock-remaining-retention-days object-lock-retain-until-date prefix delimiter ResourceAccount
    signatureAge signatureversion TlsVersion VersionId x-amz-acl x-amz-content-sha256 x-amz-copy-source
    x-amz-metadata-directive x-amz-object-ownership x-amz-server-side-encryption
    x-amz-server-side-encryption-aws-kms-key-id x-amz-storage-class`,
  kms: `BypassPolicyLockoutSafetyCheck CallerAccount EncryptionAlgorithm GrantConstraintType GrantIsForAWSResource
    GranteePrincipal KeyOrigin KeySpec KeyUsage MultiRegion PrimaryRegion ReEncryptOnSameKey RequestAlias
    RetiringPrincipal ScheduleKeyDeletionPendingWindowInDays ViaService`,
  sns: 'Endpoint Protocol',
  sts: 'ExternalId RoleSessionName SourceIdentity AWSServiceName',
  iam: 'AssociatedResourceArn AWSServiceName PassedToService PermissionsBoundary PolicyARN ResourceTag',
  lambda: 'EventSourceToken FunctionArn FunctionUrlAuthType InvokedViaFunctionUrl SourceFunctionArn',
  cloudtrail: 'ExternalId',
  states: 'HTTPEndpoint HTTPMethod',
  ec2: 'CreateAction',
  organizations: 'PolicyType ServicePrincipal',
  dynamodb: 'EnclosingOperation ReturnConsumedCapacity ReturnValues Select',
};

const MULTIVALUED: Readonly<Record<string, string>> = {
  aws: 'CalledVia PrincipalOrgPaths PrincipalServiceNamesList ResourceOrgPaths SourceOrgPaths SourceVpcArn TagKeys',
  kms: 'EncryptionContextKeys GrantOperations ResourceAliases',
  dynamodb: 'Attributes LeadingKeys',
  events: 'source',
};

/** Keys that end in a name of the user's own. */
const FAMILIES = [
  'aws:PrincipalTag/',
  'aws:RequestTag/',
  'aws:ResourceTag/',
  's3:ExistingObjectTag/',
  's3:RequestObjectTag/',
  'kms:EncryptionContext:',
];

const SINGLE = namesOf(KEYS);
const MANY = namesOf(MULTIVALUED);
const PREFIXES = FAMILIES.map(foldedKey);

/** Condition keys are the same in any letter case. */
export function foldedKey(key: string): string {
  return key.toLowerCase();
}

/** Whether a key has a set of values, so that an operator needs ForAllValues or ForAnyValue before it. */
export function isMultivalued(key: string): boolean {
  return MANY.has(foldedKey(key));
}

/** Throws unless a key is one that AWS documents. */
export function requireKnownKey(key: string): void {
  const folded = foldedKey(key);
  if (SINGLE.has(folded) || MANY.has(folded)) return;
  if (PREFIXES.some((prefix) => folded.startsWith(prefix) && folded.length > prefix.length)) return;
  throw new Error(
    `'${key}' is not a condition key that the evaluator knows: correct it, or add it to condition-key.ts`,
  );
}

function namesOf(table: Readonly<Record<string, string>>): ReadonlySet<string> {
  const names = Object.entries(table).flatMap(([service, list]) =>
    list.split(/\s+/).map((name) => foldedKey(`${service}:${name}`)),
  );
  return new Set(names);
}
