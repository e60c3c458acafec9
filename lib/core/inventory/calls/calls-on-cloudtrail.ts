import { ANY_CALL, type CallsOnKind, either, on, toCalls } from './call';

const ADDS = 'only adds logging';
const QUERY = 'asks a query, or reads its answer; the events stay';

/** Calls on what collects events: trails, stores and channels of CloudTrail Lake, and rules of CloudWatch telemetry. */
export const CALLS_ON_CLOUDTRAIL = {
  trail: toCalls({
    prefix: 'cloudtrail',
    by: ['deployment', 'functions'],
    checked:
      'StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors CreateTrail StartLogging',
    groups: [
      {
        names: 'StopLogging DeleteTrail UpdateTrail',
        also: { delete: 'DeleteTrail', redirect: 'UpdateTrail' },
        tell: on('name', '{}', '*/{}'),
      },
      {
        names: 'PutEventSelectors PutInsightSelectors PutEventConfiguration',
        tell: on('trailName', '{}', '*/{}'),
      },
      { names: 'AddTags RemoveTags', tell: on('resourceId', '*/{}') },
      { names: 'CreateTrail StartLogging', does: [], deny: { why: ADDS }, tell: { why: ADDS } },
    ],
  }),
  eventDataStore: toCalls({
    prefix: 'cloudtrail',
    groups: [
      {
        names: `StopEventDataStoreIngestion DeleteEventDataStore UpdateEventDataStore PutInsightSelectors PutEventConfiguration
          EnableFederation DisableFederation`,
        also: { delete: 'DeleteEventDataStore' },
        only: { redirect: 'EnableFederation DisableFederation' },
        tell: on('eventDataStore', '{}'),
      },
      {
        names: 'PutResourcePolicy DeleteResourcePolicy',
        also: { redirect: 'PutResourcePolicy' },
        tell: on('resourceArn', '*:eventdatastore/{}'),
      },
      { names: 'AddTags RemoveTags', tell: on('resourceId', '*:eventdatastore/{}') },
      {
        names: 'StartQuery GetQueryResults',
        does: ['read'],
        by: ['readers'],
        deny: { why: QUERY },
        tell: { why: QUERY },
      },
    ],
  }),
  channel: toCalls({
    prefix: 'cloudtrail',
    groups: [
      { names: 'UpdateChannel DeleteChannel', tell: on('channel', '{}') },
      { names: 'PutResourcePolicy DeleteResourcePolicy', tell: on('resourceArn', '*:channel/{}') },
      { names: 'AddTags RemoveTags', tell: on('resourceId', '*:channel/{}') },
    ],
  }),
  telemetryRule: toCalls({
    prefix: 'observabilityadmin',
    groups: [
      {
        names: `UpdateTelemetryRule DeleteTelemetryRule UpdateTelemetryRuleForOrganization DeleteTelemetryRuleForOrganization
          UpdateCentralizationRuleForOrganization DeleteCentralizationRuleForOrganization`,
        // The API has the parameter with a capital letter, and no record of these calls is published.
        tell: either(on('ruleIdentifier', '{}', '*/{}'), on('RuleIdentifier', '{}', '*/{}')),
      },
      {
        names: 'TagResource UntagResource',
        tell: either(on('resourceARN', '*/{}'), on('ResourceARN', '*/{}')),
      },
    ],
  }),
  telemetryAccount: toCalls({
    prefix: 'observabilityadmin',
    deny: { on: 'account' },
    groups: [{ names: 'StopTelemetryEvaluation StopTelemetryEvaluationForOrganization', tell: ANY_CALL }],
  }),
} satisfies Readonly<Record<string, CallsOnKind>>;
