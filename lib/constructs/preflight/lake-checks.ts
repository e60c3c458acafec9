import type { PreflightCheck } from './preflight-check';

/** Checks of CloudTrail Lake. */
export const LAKE_CHECKS = {
  storeCannotBeDeleted: {
    level: 'error',
    what: 'an event data store with RemovalPolicy.DESTROY and termination protection',
    reason: 'CloudTrail deletes no store that is protected, so the stack cannot be deleted',
    fix: 'set terminationProtection: false for environments that live for a test, or remove removalPolicy',
  },
  storeElsewhere: {
    level: 'error',
    what: 'a dashboard of event data stores, or an import into one, in another account or Region',
    reason: 'CloudTrail does both in the account and Region of the event data store only',
    fix: 'put it into a stack of that account and Region',
  },
  insightsDestination: {
    level: 'error',
    what: 'an event data store with Insights and no store that takes them, or the other way round',
    reason: 'CloudTrail writes the Insights events of a store to another store, which collects nothing else',
    fix: 'set insightsDestination to a store of LakeEvents.insights(), and select by withInsights(…)',
  },
  pausedIngestion: {
    level: 'error',
    what: 'a stopped event data store of Insights events, evidence or integrations',
    reason: "CloudTrail stops only stores of its own events and of Config's configuration items",
    fix: 'remove ingestion: false; whoever needs it stops what sends the events',
  },
  lakeClosed: {
    level: 'warning',
    what: 'a new event data store of CloudTrail Lake',
    reason:
      'since 2026-05-31 AWS creates event data stores only for accounts that used Lake before, and adds nothing to Lake; its successor is ' +
      'CloudWatch, which collects the same events by telemetry rules',
    fix: 'use EventDataStore.fromEventDataStoreArn for a store that is there, and AuditTrail or UnifiedIngestion for new events; acknowledge this where the account uses Lake',
  },
  lakePricing: {
    level: 'warning',
    what: 'an event data store with seven-year retention pricing',
    reason:
      'it can change to one-year extendable retention pricing, and never back; and what the change shortens is deleted',
    fix: 'decide before the first deployment; leave retention as it is afterwards, or change it on purpose',
  },
  unprotectedStore: {
    level: 'warning',
    what: 'an event data store without termination protection',
    reason: 'one call deletes it, and its events are gone after seven days',
    fix: 'remove terminationProtection: false',
  },
  unboundedWidget: {
    level: 'warning',
    what: 'a widget of a dashboard whose query names no time range',
    reason: 'each refresh reads the whole event data store, and CloudTrail charges for what it reads',
    fix: 'write eventTime >= $StartTime$ AND eventTime < $EndTime$ into the WHERE of its SQL',
  },
  expiredImport: {
    level: 'warning',
    what: 'an import of a longer time than its event data store keeps events',
    reason: 'retention counts from the time of the event: the oldest events are charged, and expire at once',
    fix: 'set startTime to a later time, or a longer retention of the event data store',
  },
  stoppedIngestion: {
    level: 'warning',
    what: 'an event data store whose ingestion is stopped',
    reason: 'it takes no events; those that it has can still be queried',
    fix: 'remove ingestion: false',
  },
} as const satisfies Record<string, PreflightCheck>;
