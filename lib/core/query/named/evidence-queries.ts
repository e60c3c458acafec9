import { BY_TIME, EVENT_LIST, eventList, isOneOf, type NamedQuery } from '../named-query';

/** The logs themselves, IAM and the organization. */
export const EVIDENCE_QUERIES: readonly NamedQuery[] = [
  {
    name: 'insights',
    title: 'What CloudTrail Insights found unusual, and who has the largest share',
    about: 'Averages are calls, or errors, a minute. The users are those of the time of the insight.',
    parameters: [],
    ofInsights: true,
    sql: ({ joined }) =>
      `SELECT event_time, insight_state AS state, insight_type AS type, insight_event_source, insight_event_name, insight_error_code, insight_baseline AS baseline, insight_average AS average, insight_minutes AS minutes, ${joined('insight_users')} AS users, aws_region, recipient_account_id, event_id FROM events WHERE insight_type IS NOT NULL ${BY_TIME}`,
  },
  eventList(
    {
      name: 'trail-changes',
      title: 'Trails and event data stores that were stopped, deleted or changed',
      about:
        'A sample query of CloudTrail Lake asks for deleted trails; this one also has what makes a trail log less.',
    },
    () =>
      `event_source = 'cloudtrail.amazonaws.com' AND ${isOneOf('event_name', [
        'StopLogging',
        'DeleteTrail',
        'UpdateTrail',
        'PutEventSelectors',
        'PutInsightSelectors',
        'DeleteEventDataStore',
        'UpdateEventDataStore',
        'StopEventDataStoreIngestion',
        'DeregisterOrganizationDelegatedAdmin',
      ])}`,
    ({ json }) => [
      `COALESCE(${json('request_parameters', 'name')}, ${json('request_parameters', 'trailName')}) AS trail`,
    ],
  ),
  eventList(
    {
      name: 'trails-deleted',
      title: 'Trails that were deleted',
      about: 'A sample query of CloudTrail Lake.',
    },
    () => "event_name = 'DeleteTrail' AND error_code IS NULL",
    ({ json }) => [`${json('request_parameters', 'name')} AS trail`],
  ),
  eventList(
    {
      name: 'detection-changes',
      title: 'Detection services that were turned off',
      about: 'GuardDuty, Security Hub, AWS Config, Macie, Detective and Access Analyzer.',
    },
    () =>
      isOneOf('event_name', [
        'DeleteDetector',
        'UpdateDetector',
        'StopMonitoringMembers',
        'DisassociateMembers',
        'DisableSecurityHub',
        'StopConfigurationRecorder',
        'DeleteConfigurationRecorder',
        'DeleteDeliveryChannel',
        'DisableMacie',
        'DeleteGraph',
        'DeleteAnalyzer',
      ]),
  ),
  eventList(
    {
      name: 'log-deletions',
      title: 'Logs that were deleted',
      about: 'Log groups, flow logs, access logs and objects of CloudTrail.',
    },
    ({ json }) =>
      `(${isOneOf('event_name', ['DeleteLogGroup', 'DeleteLogStream', 'PutRetentionPolicy', 'DeleteFlowLogs', 'DeleteSubscriptionFilter'])} OR event_name IN ('DeleteObject', 'DeleteObjects') AND strpos(${json('request_parameters', 'key')}, 'AWSLogs/') > 0)`,
  ),
  eventList(
    {
      name: 'iam-changes',
      title: 'Changes in IAM',
      about: 'Calls of IAM that are not read-only and succeeded.',
    },
    () => "event_source = 'iam.amazonaws.com' AND read_only = FALSE AND error_code IS NULL",
  ),
  eventList(
    {
      name: 'trust-policy-changes',
      title: 'Trust policies that were changed',
      about: 'Who may assume a role, and identity providers.',
    },
    () =>
      isOneOf('event_name', [
        'UpdateAssumeRolePolicy',
        'CreateSAMLProvider',
        'UpdateSAMLProvider',
        'CreateOpenIDConnectProvider',
        'UpdateOpenIDConnectProviderThumbprint',
      ]),
    ({ json }) => [`${json('request_parameters', 'roleName')} AS role_name`],
  ),
  eventList(
    {
      name: 'organization-changes',
      title: 'Changes of the organization',
      about: 'Accounts that leave or join, policies that are detached, delegated administrators.',
    },
    () => "event_source = 'organizations.amazonaws.com' AND read_only = FALSE",
  ),
  {
    name: 'event',
    title: 'One event',
    about: 'Every copy of an event, and the events of the same call in other accounts.',
    parameters: [
      { name: 'id', type: 'text', about: 'the event id, or the shared event id', example: 'event-12' },
    ],
    sql: ({ param }) =>
      `SELECT ${EVENT_LIST}, shared_event_id FROM events WHERE event_id = ${param('id')} OR shared_event_id = ${param('id')} ${BY_TIME}`,
  },
];
