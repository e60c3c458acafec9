import type { PreflightCheck } from './preflight-check';

/** Checks of CloudTrail's events in CloudWatch. */
export const UNIFIED_CHECKS = {
  unifiedEvents: {
    level: 'error',
    what: 'a telemetry rule for other events than management and data events, or with basic selectors',
    reason:
      'CloudWatch takes management and data events of CloudTrail by advanced selectors, neither network activity nor Insights events, and sums up nothing',
    fix: 'select by managementEvents() and dataEvents(…); give the others to a trail',
  },
  unifiedAdministrator: {
    level: 'error',
    what: 'a telemetry rule of an organization in a stack of another account than the one that administers CloudWatch',
    reason:
      'only the management account and the delegated administrator of CloudWatch create rules of an organization',
    fix: 'put it into a stack of that account, or leave out organizationAdministratorAccount for a rule of one account',
  },
  unifiedRulesConflict: {
    level: 'error',
    what: 'two telemetry rules for the same events in one account and Region',
    reason: 'CloudWatch applies neither of two rules that conflict',
    fix: 'select everything with one rule, or give the rules different Regions or different categories of events',
  },
  secondTables: {
    level: 'error',
    what: 'two UnifiedTables in one account and Region',
    reason: 'CloudWatch has one integration with S3 Tables in an account and Region',
    fix: 'keep one of them; its logGroupNames may name several log groups',
  },
  unifiedPartition: {
    level: 'warning',
    what: 'rules or tables of CloudWatch in China or in GovCloud',
    reason: 'CloudFormation had no types for them there in November 2026',
    fix: 'use a trail; acknowledge this once CloudFormation has the types of AWS::ObservabilityAdmin in the Region',
  },
  unifiedWithoutTrail: {
    level: 'warning',
    what: 'a telemetry rule, and no trail in the app',
    reason:
      'CloudWatch has no digests, so nothing proves later that events are complete and unchanged, and whoever may delete a log group deletes them',
    fix: 'keep a trail with its archive as evidence; acknowledge this where another app has it',
  },
  unifiedSecondCopy: {
    level: 'warning',
    what: 'a telemetry rule in the account of a trail with a log group',
    reason: 'CloudWatch Logs takes the same events twice, and both are charged',
    fix: 'remove cloudWatchLogs of the trail where no alarm counts its events, or acknowledge this',
  },
  telemetryEvaluation: {
    level: 'note',
    what: 'a telemetry rule of one account',
    reason:
      'CloudWatch creates rules only where telemetry evaluation is on, which CloudFormation cannot turn on',
    fix: 'turn it on once in the account and Region: aws observabilityadmin start-telemetry-evaluation',
  },
  cloudWatchAccess: {
    level: 'note',
    what: 'a centralization rule of CloudWatch',
    reason: 'CloudWatch creates it only where it has trusted access to the organization',
    fix:
      'enable the access once, in the management account: aws organizations enable-aws-service-access --service-principal ' +
      'observabilityadmin.amazonaws.com',
  },
  organizationTelemetryEvaluation: {
    level: 'note',
    what: 'a telemetry rule of an organization',
    reason:
      'CloudWatch creates it only where it has trusted access to the organization, and telemetry evaluation of the organization is on',
    fix:
      'in the management account: aws organizations enable-aws-service-access --service-principal observabilityadmin.amazonaws.com; then, ' +
      'in the account and Region of the rule: aws observabilityadmin start-telemetry-evaluation-for-organization',
  },
} as const satisfies Record<string, PreflightCheck>;
