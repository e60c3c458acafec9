/**
 * What the value of a member of a request is: a role or an instance profile that is passed, an account, a principal, an ARN where something is
 * sent or that is called with it, a policy of access, another document, or a switch that publishes.
 */
export type MemberKind =
  | 'role'
  | 'profile'
  | 'account'
  | 'principal'
  | 'destination'
  | 'handler'
  | 'policy'
  | 'document'
  | 'public';

/** Members of a kind: by the form of their names, and one by one. Names are those of the models, in any letter case. */
interface Decision {
  readonly named?: RegExp;
  /** Of the kind, though their names are not. */
  readonly also?: string;
  /** Not of the kind, though their names are: of every service, or of the one before the dot. */
  readonly except?: string;
}

/** Members whose names are those of what a kind decides. Each of a model is of a kind, or is listed as none. */
const TO_DECIDE =
  /role|instanceprofile|account|ownerid$|administratorid$|principal|grantee|sharedwith|subscriber|polic(?:y|ies)|document$/i;

/** The kinds, in the order in which they are asked. This file is reviewed by hand: `npm run check:calls` says what newer models add. */
const DECISIONS: Readonly<Record<MemberKind, Decision>> = {
  role: {
    named: /roles?(?:for\w+|name)?(?:arns?)?(?:update|forlogging|override)?$/i,
    also: 'deliverLogsPermissionArn',
    // Of a database, and of a column in a map.
    except: 'databaseAccessControlRole geographicRole snowflakeRole',
  },
  profile: { named: /instanceprofile(?:arn|name)?$/i },
  account: {
    named: /(?:accounts?(?:ids?)?|ownerid|administratorid)$/i,
    also: 'accountIdsToAdd accountWithRestoreAccess impactedAccountsToAdd',
    // Of Azure; a switch.
    except: 'storageAccountIds enableFsxRouteTableUpdatesFromParticipantAccounts',
  },
  principal: {
    named: /(?:principals?|principalarns?|grantee|sharedwith\w*|subscriber)$/i,
    also: 'dataLakePrincipalIdentifier granteeIdentifier granteeId principalOrgID principalOrgIDs',
  },
  destination: {
    named: /(?:destination|target|sink|deliverystream|topic|queue|firehose|eventbus|vault)arns?$/i,
  },
  handler: { named: /(?:function|lambda|stream|masteruser)arns?$/i },
  policy: {
    named:
      /^policy$|(?:resource|repository|destination|rule|rulegroup|querylogconfig|access)policy$|policydocument$|policytext$|policyinjson$|accesspolicies$/i,
    also: 'accessPointPolicy bucketPolicy fileSystemPolicy queuePolicy secretPolicy streamPolicy tablePolicy topicPolicy trustPolicy',
  },
  document: {
    also:
      'alpnPolicy configuredAudienceModelPolicy dataProtectionPolicy document errorDocument executionRoleSessionPolicy hubContentDocument ' +
      'inlineDocument inlinePolicy instanceIdentityDocument jobConfigDocument lifecyclePolicy modelPolicy patchDocument policies ' +
      'policyStatementsTemplate policyTemplate sampleDocument sAMLMetadataDocument sessionPolicy snapshotPolicy stackPolicyBody ' +
      'stackPolicyDuringUpdateBody',
  },
  public: {
    also:
      'anonymousAuthEnabled isPubliclyAccessible public publicConnectivity ' +
      'publicSharingEnabled publiclyAccessible',
  },
};

/** Members that are of no kind: ids, names and versions of policies and accounts, settings, what is taken away. */
const OF_NO_KIND =
  'accessPolicyId accountAlias accountAssociationId accountIdentifier accountIdsToRemove accountName accountNumber accountPassword ' +
  'accountPools accountUrl accountUrn accountsUrl acmeExternalAccountBindingArn adminAccountEmail alertPolicyIds answerPolicy ' +
  'attestationPolicy awsAccountIdPath awsAccountName awsAccountRegion browserPolicy cIMDPolicyId cachePolicyId certPolicyId ' +
  'clientExperiencePolicy cloudAccountUid configurationPolicyIdentifier connectedAccountArn contentSecurityPolicy ' +
  'continuousDeploymentPolicyId crossAccountAuthorization crossAccountPrimaryARN crossAccountReplicaARN crossRealmTrustPrincipalPassword ' +
  'dnsPolicy domainJoinServiceAccountSecret environmentAccountConnectionId environmentAccountIdentifier environmentAccountRegion ' +
  'environmentRolePermissionBoundary executionRoleTemplateBody executionRoleTemplateUrl expectedPolicyVersion fcaPolicyAssociationIds ' +
  'fcaPolicyId fcaPolicyIds firewallPolicyArn firewallPolicyId firewallPolicyName firewallPolicyV2Arn firewallPolicyV2Name ' +
  'guardrailPolicyArns imagePullPolicy impactedAccountsToDelete impersonationRoleId impersonationRoleIds instanceProfileId ' +
  'instanceProfileIdentifier ipamPolicyId jiraAccountUrl lifecyclePolicyArn managedPolicyArn managedPolicyArns notImpersonationRoleIds ' +
  'notificationPolicy organizationsPolicyId originRequestPolicyId otherPolicies partnerAccountIdentifier playbackRestrictionPolicyArn ' +
  'policyArn policyArns policyDescription policyEngineId policyGenerationAssetId policyGenerationId policyHash policyHashCondition ' +
  'policyId policyIdentifier policyName policyNames policyObjectIdentifier policyReferenceName policyRevision policyRevisionId ' +
  'policyRuleNumber policyRuntime policyStoreId policyTemplateArn policyTemplateId policyType policyTypeName policyUpdateToken ' +
  'policyVersion policyVersionId previousPolicyHash primaryAccountNumber principalEntityType principalId principalIdClaim principalName ' +
  'principalType privacyPolicyUrl programManagementAccountIdentifier reputationEntityPolicy resourceSnapshotJobRoleIdentifier ' +
  'responseHeadersPolicyId roleAlias roleAliasArn roleBase roleId roleSearchMatching roleSessionName rolesKey routingPolicyLabel ' +
  'sAMAccountName schedulingPolicyArn securityPolicy securityPolicyName serviceAccountEmail serviceAccountName serviceAccountPassword ' +
  'serviceAccountPrivateKey serviceAccountSecretArn serviceAccountUsername sessionPolicyArn sourceAccountPoolId sslPolicy ' +
  'stackPolicyDuringUpdateURL stackPolicyURL subscriberArn subscriberDescription subscriberId subscriberName subscribers ' +
  'tLSSecurityPolicy terminationPolicies tlsPolicyName trafficPolicyId trafficPolicyInstanceId trafficPolicyName ' +
  'transitGatewayMeteringPolicyId transitGatewayPolicyTableId uploadPolicySignature v1PolicyArn viewerProtocolPolicy';

const NONE = wordsOf(OF_NO_KIND);

const BY_KIND = Object.entries(DECISIONS).map(
  ([kind, { named, also, except }]) =>
    ({ kind: kind as MemberKind, named, also: wordsOf(also), except: wordsOf(except) }) as const,
);

/**
 * The kind of a member by its name, in whatever letter case.
 *
 * @param service as botocore or an event source names it; without it, what holds of one service alone is left out
 */
export function memberKind(name: string, service = ''): MemberKind | undefined {
  const lower = name.toLowerCase();
  for (const { kind, named, also, except } of BY_KIND) {
    if (also.has(lower)) return kind;
    if (named?.test(name) === true && !except.has(lower) && !except.has(`${service}.${lower}`)) return kind;
  }
  return undefined;
}

/** Whether a member is of a kind, is said to be of none, or has no name that a kind decides. */
export function isDecided(name: string): boolean {
  const lower = name.toLowerCase();
  const isListed = NONE.has(lower) || BY_KIND.some(({ except }) => except.has(lower));
  return isListed || memberKind(name) !== undefined || !TO_DECIDE.test(name);
}

/** The lines of this file that are for one member each, in lower case. */
export function listedMembers(): readonly string[] {
  return [...NONE, ...BY_KIND.flatMap(({ also, except }) => [...also, ...except])];
}

function wordsOf(text = ''): ReadonlySet<string> {
  return new Set(text.toLowerCase().split(' ').filter(Boolean));
}
