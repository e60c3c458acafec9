import {
  BY_TIME,
  EVENT_LIST,
  eventList,
  FAILED,
  isOneOf,
  type NamedQuery,
  type QueryParameter,
  type QueryWords,
  succeeded,
} from '../named-query';

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
        'A sample query of CloudTrail Lake asks for deleted trails; this one also has the calls that make a trail log less.',
    },
    () =>
      `event_source = 'cloudtrail.amazonaws.com' AND ${isOneOf(
        'event_name',
        `StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors DeleteEventDataStore
        UpdateEventDataStore StopEventDataStoreIngestion DeregisterOrganizationDelegatedAdmin`,
      )}`,
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
    () => succeeded('cloudtrail', 'DeleteTrail'),
    ({ json }) => [`${json('request_parameters', 'name')} AS trail`],
  ),
  eventList(
    {
      name: 'detection-changes',
      title: 'Detection services that were turned off',
      about: 'GuardDuty, Security Hub, AWS Config, Macie, Detective and Access Analyzer.',
    },
    () =>
      `${isOneOf(
        'event_source',
        `guardduty.amazonaws.com securityhub.amazonaws.com config.amazonaws.com macie2.amazonaws.com
        detective.amazonaws.com access-analyzer.amazonaws.com`,
      )} AND ${isOneOf(
        'event_name',
        `DeleteDetector UpdateDetector StopMonitoringMembers DisassociateMembers DeleteMembers
        DisassociateFromAdministratorAccount DisassociateFromMasterAccount DisassociateMembership
        DisableSecurityHub DisableSecurityHubV2 BatchDisableStandards StopConfigurationRecorder
        DeleteConfigurationRecorder DeleteDeliveryChannel DisableMacie UpdateMacieSession DeleteGraph
        DeleteAnalyzer`,
      )}`,
  ),
  eventList(
    {
      name: 'log-deletions',
      title: 'Logs that were deleted',
      about: 'Log groups, their retention, flow logs and objects of CloudTrail.',
    },
    ({ json, someContains }) =>
      `(${isOneOf('event_name', 'DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteFlowLogs DeleteSubscriptionFilter')} OR event_name = 'DeleteObject' AND strpos(${json('request_parameters', 'key')}, 'AWSLogs/') > 0 OR event_name = 'DeleteObjects' AND ${someContains('resource_arns', "'/AWSLogs/'")})`,
  ),
  eventList(
    {
      name: 'iam-changes',
      title: 'Changes in IAM',
      about: 'Calls of IAM that are not read-only and succeeded.',
    },
    () => `${succeeded('iam')} AND read_only = FALSE`,
  ),
  eventList(
    {
      name: 'trust-policy-changes',
      title: 'Trust policies that were changed',
      about: 'Who may assume a role, and identity providers.',
    },
    () =>
      isOneOf(
        'event_name',
        `UpdateAssumeRolePolicy CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider
        UpdateOpenIDConnectProviderThumbprint`,
      ),
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

const SINCE: QueryParameter = {
  name: 'since',
  type: 'time',
  about: 'the time from which something is new; what earlier records have is known',
  example: '2026-11-20',
};

/** What alerts call denied. */
const DENIED = "outcome = 'denied'";

/** Where people sign in: the console, IAM Identity Center and its tokens, and the hosted pages of Amazon Cognito. */
const SIGN_IN_SOURCES = ['signin', 'sso', 'sso-oauth', 'sso-oidc', 'cognito-idp']
  .map((service) => `${service}.amazonaws.com`)
  .join(' ');

/** The events by which someone is signed in, or is not. */
const SIGN_INS = 'ConsoleLogin UserAuthentication Federate CreateToken CreateTokenWithIAM Login_POST';

/** Steps of a sign-in, of which only a failure says how it ended. */
const STEPS = 'CredentialChallenge CredentialVerification Authenticate CheckMfa';

const isOneOfSignIns = (names: string) =>
  `${isOneOf('event_source', SIGN_IN_SOURCES)} AND ${isOneOf('event_name', names)}`;

const IS_SIGN_IN = isOneOfSignIns(SIGN_INS);
const IS_FAILED_SIGN_IN = `${isOneOfSignIns(`${SIGN_INS} ${STEPS}`)} AND ${FAILED}`;

/** Whether MFA was used, as sign-ins of the console have it, or the factors of one of IAM Identity Center. */
const factors = ({ json }: QueryWords) =>
  `COALESCE(${json('additional_event_data', 'MFAUsed')}, ${json('additional_event_data', 'CredentialType')})`;

/** Sign-ins, denials, and what is seen for the first time. */
export const SIGN_IN_QUERIES: readonly NamedQuery[] = [
  {
    name: 'sign-ins',
    title: 'Sign-ins',
    about:
      'To the console, IAM Identity Center, its tokens, and hosted pages of Amazon Cognito, with the outcome. `mfa` is whether MFA was used, or the factors.',
    parameters: [],
    sql: (words) =>
      `SELECT event_time, actor, event_name, outcome, ${factors(words)} AS mfa, source_ip_address, aws_region, recipient_account_id, event_id FROM events WHERE ${IS_SIGN_IN} ${BY_TIME}`,
  },
  {
    name: 'sign-ins-without-mfa',
    title: 'Sign-ins without MFA',
    about:
      'Of the root user, IAM users, and people of IAM Identity Center with a password alone. Federated users have MFA at their identity provider.',
    parameters: [],
    sql: (words) =>
      `SELECT event_time, actor, identity_type, source_ip_address, recipient_account_id, event_id FROM events WHERE ${IS_SIGN_IN} AND outcome = 'succeeded' AND (${factors(words)} = 'No' AND ${isOneOf('identity_type', 'IAMUser Root')} OR event_name = 'UserAuthentication' AND ${factors(words)} = 'PASSWORD') ${BY_TIME}`,
  },
  {
    name: 'failed-sign-ins',
    title: 'Sign-ins that failed',
    about: 'By person and address. AWS does not name the person of every failure.',
    parameters: [],
    sql: () =>
      `SELECT actor, source_ip_address, recipient_account_id, count(*) AS failures, min(event_time) AS first_time, max(event_time) AS last_time FROM events WHERE ${IS_FAILED_SIGN_IN} GROUP BY 1, 2, 3 ORDER BY failures DESC, 1, 2, 3`,
  },
  {
    name: 'sign-ins-from-several-addresses',
    title: 'People who signed in from several addresses',
    about: 'Sign-ins that succeeded.',
    parameters: [
      { name: 'least', type: 'number', about: 'the minimum number of addresses', default: '2', example: '2' },
    ],
    sql: ({ distinct, param }) =>
      `SELECT actor, recipient_account_id, count(DISTINCT source_ip_address) AS addresses, ${distinct('source_ip_address')} AS address_list, count(*) AS sign_ins FROM events WHERE ${IS_SIGN_IN} AND outcome = 'succeeded' GROUP BY 1, 2 HAVING count(DISTINCT source_ip_address) >= ${param('least')} ORDER BY addresses DESC, 1, 2`,
  },
  {
    name: 'access-denied',
    title: 'Calls that were denied',
    about: 'By actor, service and API; a sample query of CloudTrail Lake.',
    parameters: [],
    sql: () =>
      `SELECT actor, event_source, event_name, count(*) AS denials, min(event_time) AS first_time, max(event_time) AS last_time FROM events WHERE ${DENIED} GROUP BY 1, 2, 3 ORDER BY denials DESC, 1, 2, 3`,
  },
  {
    name: 'actors-denied',
    title: 'Actors that were denied often',
    about: 'How many different APIs they tried, and how often. Many APIs are a sign of reconnaissance.',
    parameters: [
      { name: 'least', type: 'number', about: 'the minimum number of denials', default: '1', example: '2' },
    ],
    sql: ({ param, distinct }) =>
      `SELECT actor, recipient_account_id, count(*) AS denials, count(DISTINCT event_name) AS apis, ${distinct('event_name')} AS api_list, ${distinct('source_ip_address')} AS address_list FROM events WHERE ${DENIED} GROUP BY 1, 2 HAVING count(*) >= ${param('least')} ORDER BY denials DESC, 1, 2`,
  },
  {
    name: 'errors',
    title: 'Errors by service',
    about:
      'By service, API and error code. Sign-ins that failed have a message, or only that they were denied.',
    parameters: [],
    sql: () =>
      `SELECT event_source, event_name, COALESCE(error_code, error_message, outcome) AS error, count(*) AS errors, count(DISTINCT actor) AS actors FROM events WHERE ${FAILED} GROUP BY 1, 2, 3 ORDER BY errors DESC, 1, 2, 3`,
  },
  {
    name: 'first-seen-apis',
    title: 'APIs that were called for the first time',
    about: 'By account; calls that failed count too.',
    parameters: [SINCE],
    sql: ({ param, distinct }) =>
      `SELECT recipient_account_id, event_source, event_name, min(event_time) AS first_time, count(*) AS calls, ${distinct('actor')} AS actors FROM events GROUP BY 1, 2, 3 HAVING min(event_time) >= ${param('since')} ORDER BY first_time, 1, 2, 3`,
  },
  {
    name: 'first-seen-regions',
    title: 'Regions that were used for the first time',
    about: 'By account.',
    parameters: [SINCE],
    sql: ({ param, distinct }) =>
      `SELECT recipient_account_id, aws_region, min(event_time) AS first_time, count(*) AS calls, ${distinct('actor')} AS actors FROM events GROUP BY 1, 2 HAVING min(event_time) >= ${param('since')} ORDER BY first_time, 1, 2`,
  },
  {
    name: 'first-seen-addresses',
    title: 'Addresses that an actor used for the first time',
    about: 'Without AWS services that call for the actor. Only of actors that were seen before.',
    parameters: [SINCE],
    sql: ({ param }) =>
      `WITH uses AS (SELECT actor, source_ip_address, min(event_time) AS first_time, count(*) AS calls FROM events WHERE source_ip_address NOT LIKE '%.amazonaws.com' AND source_ip_address <> 'AWS Internal' GROUP BY 1, 2), known AS (SELECT actor FROM uses WHERE first_time < ${param('since')} GROUP BY 1) SELECT uses.actor, uses.source_ip_address, uses.first_time, uses.calls FROM uses JOIN known ON known.actor = uses.actor WHERE uses.first_time >= ${param('since')} ORDER BY uses.first_time, 1, 2`,
  },
  {
    name: 'first-seen-actors',
    title: 'Actors that were seen for the first time',
    about: 'By account.',
    parameters: [SINCE],
    sql: ({ param }) =>
      `SELECT recipient_account_id, actor, min(event_time) AS first_time, count(*) AS calls, count(DISTINCT event_name) AS apis FROM events WHERE actor IS NOT NULL GROUP BY 1, 2 HAVING min(event_time) >= ${param('since')} ORDER BY first_time, 1, 2`,
  },
];
