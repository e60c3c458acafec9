import type { PreflightCheck } from './preflight-check';

/** How to make a template smaller. */
const MOVE_PARTS =
  'move parts to other stacks: trailScope and realtime.regionScopes of Trailwatch accept scopes, and ArchiveSearch, LogTable, ' +
  'Responder, sinks and AuditGuardrails accept references to the other stack; savedQueries: [] of LogTable leaves out more than 60 resources, ' +
  'and the context @aws-cdk/core:suppressTemplateIndentation makes a template a quarter smaller';

/** Checks of guardrails, of TamperDetection, and of keys and networks. */
export const PROTECTION_CHECKS = {
  keyWithoutAlias: {
    level: 'warning',
    what: 'guardrails of a stack with a key that has no alias',
    reason: 'guardrails identify a key by its alias, so none of them protects the key',
    fix: 'add an alias to the key, or name the key in keyArns',
  },
  secretNotKnown: {
    level: 'warning',
    what: 'guardrails of a stack with a delivery stream whose secret is known only at deployment',
    reason: 'guardrails identify a secret by its name, so none of them protects the secret',
    fix: 'use a secret of the app, or give its name or ARN as text',
  },
  noExemptRole: {
    level: 'acknowledgeable error',
    what: 'guardrails that are attached to targets but exempt no role',
    reason:
      'no one could change the protected resources, not even to deploy again or to remove the guardrails',
    fix: 'name the roles that deploy in exemptRoleArns, such as arn:aws:iam::111122223333:role/cdk-hnb659fds-*, with the account of the protected stacks',
  },
  deployerNotExempt: {
    level: 'warning',
    what: 'guardrails that exempt none of the bootstrap roles that deploy the stacks they protect',
    reason: 'the next deployment of these stacks is denied',
    fix: "add the roles of the app's bootstrap qualifier, or acknowledge this where other roles deploy",
  },
  deployerUnknown: {
    level: 'warning',
    what: 'guardrails with exempt roles that are known only at deployment, and no known exempt role that deploys the stacks they protect',
    reason: 'the next deployment of these stacks is denied, unless these roles deploy them',
    fix: 'name the roles that deploy as text in exemptRoleArns, or acknowledge this if these roles deploy the stacks',
  },
  exemptInAccounts: {
    level: 'warning',
    what: 'guardrails with an exempt role of any account (`*`) that is none of the bootstrap roles of the stacks they protect',
    reason:
      '* means the accounts of the protected stacks and trails, so a role of another account, such as that of a pipeline, is denied',
    fix: 'give the number of the account of the role; acknowledge this if the role is in the protected accounts',
  },
  resultsKept: {
    level: 'warning',
    what: 'guardrails on a stack with a long name, or on a nested one, and a bucket into which roles write results, copies or alerts',
    reason:
      'the guardrails cannot distinguish it from the archive, so they deny the roles write access to it',
    fix: 'create the bucket in a stack that is not nested and has a name of at most 24 characters, or in one that is not protected',
  },
  policyTypes: {
    level: 'note',
    what: 'guardrails that are attached to targets',
    reason: 'AWS Organizations attaches policies only of types that are enabled on the root',
    fix:
      'enable both types once, in the management account: aws organizations enable-policy-type --root-id r-… --policy-type ' +
      'SERVICE_CONTROL_POLICY, and RESOURCE_CONTROL_POLICY',
  },
  storeKeyPolicy: {
    level: 'warning',
    what: 'an imported key for queues, tables and log groups',
    reason:
      'the app cannot change the key policy; without the statement, messages are lost or CloudFormation cannot create the log group',
    fix: 'add the statement where the key is defined, then acknowledge this warning',
  },
  isolatedSubnets: {
    level: 'warning',
    what: 'functions in isolated subnets of a VPC that has no endpoint',
    reason: 'every call of a function times out, and alerts are late or lost',
    fix: 'create an AuditEndpoint for the VPC; acknowledge this if its subnets have other routes',
  },
  absentInRegion: {
    level: 'acknowledgeable error',
    what: 'a resource of a type that CloudFormation did not have in the Region of the stack, or in one that a StackSet deploys it to, in November 2026',
    reason: 'CloudFormation refuses the whole template',
    fix:
      'create it in a stack in another Region, or leave it out: LogTable is in place of CloudTrail Lake, another sink in place of chat and ' +
      'webhooks, and monthlyBudget is optional; acknowledge this once the Region has the type',
  },
  unknownRegions: {
    level: 'note',
    what: 'resources of types that some Regions lack, in a stack or StackSet whose Regions are known only at deployment',
    reason: 'CloudFormation refuses the whole template there',
    fix: 'set env.region of the stack, or the Regions of the StackSet as text, so that they are compared at synth',
  },
  unknownProperty: {
    level: 'warning',
    what: 'a property that does not exist, from JavaScript or in an object that several calls share',
    reason: 'it has no effect',
    fix: 'correct its name, or remove it',
  },
  furtherProperty: {
    level: 'note',
    what: 'a property that does not exist and is like none that does, in the properties of a construct',
    reason: 'it has no effect on this construct',
    fix: 'remove it, unless it is a property of your own construct, which passes its properties on',
  },
  templateQuota: {
    level: 'error',
    what: 'a template with more than 500 resources, or more than 98 % of 1,000,000 bytes',
    reason: 'CloudFormation refuses it',
    fix: MOVE_PARTS,
  },
  templateNull: {
    level: 'error',
    what: 'a template with JSON null',
    reason: "CloudFormation answers that 'null' values are not allowed in templates",
    fix: 'leave the property out, or use Aws.NO_VALUE; the pattern of an EventBridge rule may be JSON in a text',
  },
  driftMissed: {
    level: 'warning',
    what: 'more resources of the pipeline than a DeliveryMonitor can check for drift, or subscribers of the alert topic in another stack',
    reason: 'no alert is raised when they are changed',
    fix: 'create subscribers in the stack of the monitor; for more resources, create a DeliveryMonitor for each of several stacks',
  },
  tamperingMissed: {
    level: 'warning',
    what: 'resources with explicit names that were created after TamperDetection, or whose names are known only at deployment',
    reason: 'calls on them raise no alert',
    fix: 'name them in resourceNames, with * for unknown parts, or create TamperDetection after them',
  },
  exemptRolesMissed: {
    level: 'warning',
    what: 'roles whose calls TamperDetection leaves out, identified only by path, or in an account without its stacks and trails',
    reason: 'no alert is raised when these roles are changed, and anyone who can change one can act as it',
    fix: 'give each role by its name, and watch those of other accounts there, then acknowledge this warning',
  },
  longTrustPolicy: {
    level: 'warning',
    what: 'a role whose trust policy exceeds the default IAM quota of 2,048 characters',
    reason: 'the deployment fails in an account with the default quota',
    fix:
      "request a higher quota 'Role trust policy length' of IAM in Service Quotas (at most 8,192), then acknowledge this warning; or name fewer " +
      'principals, Regions or log groups',
  },
  manyPolicies: {
    level: 'warning',
    what: 'a role with more than 10 managed policies, the default IAM quota',
    reason: 'the deployment fails in an account with the default quota',
    fix:
      "request a higher quota 'Managed policies attached to an IAM role' of IAM in Service Quotas (at most 25), then acknowledge this warning; " +
      'or let the role read fewer accounts, Regions or folders',
  },
  readerExpired: {
    level: 'warning',
    what: 'a reader whose validUntil is past',
    reason: 'no one can assume the role any more',
    fix: 'set a later validUntil, or remove the reader',
  },
  fullStack: {
    level: 'warning',
    what: 'a stack with 90 % of the resources, or of the bytes, that CloudFormation allows in a template',
    reason: 'the next addition may exceed the limit and fail to deploy',
    fix: MOVE_PARTS,
  },
  deploymentsUnknown: {
    level: 'warning',
    what: 'TamperDetection does not know the roles that deploy its stacks',
    reason: 'every deployment of them raises alerts',
    fix: 'set deploymentRoleArns',
  },
} as const satisfies Record<string, PreflightCheck>;

/** Checks of CloudTrail's events in CloudWatch. */
export const UNIFIED_CHECKS = {
  unifiedEvents: {
    level: 'error',
    what: 'a telemetry rule for events other than management and data events, or with basic selectors',
    reason:
      'CloudWatch collects only management and data events of CloudTrail, with advanced selectors; it has no network activity, Insights or aggregated events',
    fix: 'select with managementEvents() and dataEvents(…); log other events with a trail',
  },
  unifiedAdministrator: {
    level: 'error',
    what: 'a telemetry rule of an organization in a stack of an account that does not administer CloudWatch',
    reason:
      'only the management account and the delegated administrator of CloudWatch can create rules of an organization',
    fix: 'put it into a stack of that account, or leave out organizationAdministratorAccount for a rule of one account',
  },
  unifiedRulesConflict: {
    level: 'error',
    what: 'two telemetry rules for the same events in one account and Region',
    reason: 'CloudWatch applies neither of two conflicting rules',
    fix: 'select everything with one rule, or give the rules different Regions or different categories of events',
  },
  secondTables: {
    level: 'error',
    what: 'two UnifiedTables in one account and Region',
    reason: 'CloudWatch has one integration with S3 Tables per account and Region',
    fix: 'keep one of them; its logGroupNames may name several log groups',
  },
  unifiedPartition: {
    level: 'warning',
    what: 'rules or tables of CloudWatch in China or in GovCloud',
    reason: 'CloudFormation did not support them there in November 2026',
    fix: 'use a trail; acknowledge this once CloudFormation supports AWS::ObservabilityAdmin in the Region',
  },
  unifiedWithoutTrail: {
    level: 'warning',
    what: 'a telemetry rule, and no trail in the app',
    reason:
      'CloudWatch has no digest files, so nothing proves that events are complete and unchanged, and anyone who can delete a log group can delete them',
    fix: 'keep a trail with its archive as evidence; acknowledge this if another app has one',
  },
  unifiedSecondCopy: {
    level: 'warning',
    what: 'a telemetry rule in the account of a trail with a log group',
    reason: 'CloudWatch Logs ingests the same events twice, and charges for both',
    fix: 'remove cloudWatchLogs of the trail if no alarm counts its events, or acknowledge this',
  },
  telemetryEvaluation: {
    level: 'note',
    what: 'a telemetry rule of one account',
    reason:
      'CloudWatch can create rules only if telemetry evaluation is on, and CloudFormation cannot turn it on',
    fix: 'turn it on once in the account and Region: aws observabilityadmin start-telemetry-evaluation',
  },
  cloudWatchAccess: {
    level: 'note',
    what: 'a centralization rule of CloudWatch',
    reason: 'CloudWatch can create it only if it has trusted access to the organization',
    fix:
      'enable the access once, in the management account: aws organizations enable-aws-service-access --service-principal ' +
      'observabilityadmin.amazonaws.com',
  },
  organizationTelemetryEvaluation: {
    level: 'note',
    what: 'a telemetry rule of an organization',
    reason:
      'CloudWatch can create it only if it has trusted access to the organization and telemetry evaluation of the organization is on',
    fix:
      'in the management account: aws organizations enable-aws-service-access --service-principal observabilityadmin.amazonaws.com; then, ' +
      'in the account and Region of the rule: aws observabilityadmin start-telemetry-evaluation-for-organization',
  },
} as const satisfies Record<string, PreflightCheck>;
