import { BY_TIME, ERRORS, EVENT_LIST, isOneOf, type NamedQuery, type QueryParameter } from '../named-query';

const ADDRESS: QueryParameter = {
  name: 'address',
  type: 'text',
  about: 'an address, or its beginning, such as `198.51.100.`',
  example: '198.51.100.7',
};

const THROTTLED = isOneOf(
  'error_code',
  `Throttling ThrottlingException ThrottledException RequestLimitExceeded Client.RequestLimitExceeded
  RequestThrottled RequestThrottledException TooManyRequestsException ProvisionedThroughputExceededException SlowDown`,
);

const CLIENT = `CASE WHEN session_credential_from_console = 'true' OR user_agent LIKE '%console.amazonaws.com%' OR user_agent LIKE '[S3Console/%' OR user_agent LIKE 'S3Console/%' OR user_agent LIKE '[AWSCloudTrail, %' OR event_type = 'AwsConsoleSignIn' THEN 'console' WHEN user_agent LIKE 'aws-cli/%' OR user_agent LIKE '[aws-cli/%' THEN 'AWS CLI' WHEN invoked_by IS NOT NULL OR user_agent LIKE '%.amazonaws.com' THEN 'AWS service' ELSE 'SDK or other' END`;

/** Addresses, clients, TLS, throttling and volumes. */
export const TRAFFIC_QUERIES: readonly NamedQuery[] = [
  {
    name: 'address-activity',
    title: 'What was called from an address',
    about: 'By actor, service and API. A beginning such as `198.51.100.` covers a network.',
    parameters: [ADDRESS],
    sql: ({ param }) =>
      `SELECT source_ip_address, actor, event_source, event_name, count(*) AS calls, ${ERRORS}, min(event_time) AS first_time, max(event_time) AS last_time FROM events WHERE strpos(source_ip_address, ${param('address')}) = 1 GROUP BY 1, 2, 3, 4 ORDER BY first_time, 1, 2, 3, 4`,
  },
  {
    name: 'address-timeline',
    title: 'The events of an address',
    about: 'By time.',
    parameters: [ADDRESS],
    sql: ({ param }) =>
      `SELECT ${EVENT_LIST} FROM events WHERE strpos(source_ip_address, ${param('address')}) = 1 ${BY_TIME}`,
  },
  {
    name: 'addresses',
    title: 'Addresses by number of actors',
    about: 'Without AWS services. An address that many actors use is a proxy, or an attacker with many keys.',
    parameters: [],
    sql: ({ distinct }) =>
      `SELECT source_ip_address, count(DISTINCT actor) AS actors, count(*) AS calls, ${ERRORS}, ${distinct('actor')} AS actor_list FROM events WHERE source_ip_address NOT LIKE '%.amazonaws.com' AND source_ip_address <> 'AWS Internal' GROUP BY 1 ORDER BY actors DESC, calls DESC, 1`,
  },
  {
    name: 'vpc-endpoint-calls',
    title: 'Calls through VPC endpoints',
    about: 'By endpoint, its account and the actor.',
    parameters: [],
    sql: () =>
      `SELECT vpc_endpoint_id, vpc_endpoint_account_id, actor, event_source, count(*) AS calls, ${ERRORS} FROM events WHERE vpc_endpoint_id IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY calls DESC, 1, 2, 3, 4`,
  },
  {
    name: 'tls-old',
    title: 'Calls with TLS below 1.2',
    about: 'By actor, service and client; a sample query of CloudTrail Lake.',
    parameters: [],
    sql: () =>
      `SELECT recipient_account_id, actor, event_source, user_agent, tls_version, count(*) AS calls, max(event_time) AS last_time FROM events WHERE ${isOneOf('tls_version', 'TLSv1 TLSv1.0 TLSv1.1 SSLv3 SSLv2')} GROUP BY 1, 2, 3, 4, 5 ORDER BY calls DESC, 1, 2, 3, 4, 5`,
  },
  {
    name: 'tls-versions',
    title: 'TLS versions',
    about: 'By service and version; a widget of CloudTrail Lake dashboards.',
    parameters: [],
    sql: () =>
      'SELECT event_source, tls_version, count(*) AS calls, count(DISTINCT actor) AS actors FROM events WHERE tls_version IS NOT NULL GROUP BY 1, 2 ORDER BY calls DESC, 1, 2',
  },
  {
    name: 'throttled',
    title: 'Calls that were throttled',
    about: 'By actor, service and API; a widget of CloudTrail Lake dashboards.',
    parameters: [],
    sql: () =>
      `SELECT actor, aws_region, event_source, event_name, error_code, count(*) AS throttled, max(event_time) AS last_time FROM events WHERE ${THROTTLED} GROUP BY 1, 2, 3, 4, 5 ORDER BY throttled DESC, 1, 2, 3, 4, 5`,
  },
  {
    name: 'throttled-by-hour',
    title: 'Throttling by hour',
    about: 'By service and Region.',
    parameters: [],
    sql: () =>
      `SELECT date_trunc('hour', event_time) AS hour, event_source, aws_region, count(*) AS throttled FROM events WHERE ${THROTTLED} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  },
  {
    name: 'clients',
    title: 'Console and CLI use',
    about: 'By actor: the console, the AWS CLI, SDKs, and AWS services that call for the actor.',
    parameters: [],
    sql: () =>
      `SELECT actor, ${CLIENT} AS client, count(*) AS calls, ${ERRORS}, max(event_time) AS last_time FROM events GROUP BY 1, 2 ORDER BY 1, calls DESC, 2`,
  },
  {
    name: 'user-agents',
    title: 'Clients by user agent',
    about: 'Rare ones last. Attack tools often show their own name.',
    parameters: [],
    sql: ({ distinct }) =>
      `SELECT user_agent, count(*) AS calls, count(DISTINCT actor) AS actors, ${distinct('actor')} AS actor_list FROM events GROUP BY 1 ORDER BY calls DESC, 1`,
  },
  {
    name: 'data-events-cost',
    title: 'Data events by cost',
    about: 'What the data events of each account and service cost on one trail.',
    parameters: [
      {
        name: 'price',
        type: 'number',
        about: 'US dollars for 100,000 data events in your Region',
        default: '0.10',
        example: '0.10',
      },
    ],
    sql: ({ param }) =>
      `SELECT recipient_account_id, event_source, count(*) AS data_events, count(*) * CAST(${param('price')} AS DOUBLE) / 100000 AS cost_usd FROM events WHERE event_category = 'Data' GROUP BY 1, 2 ORDER BY data_events DESC, 1, 2`,
  },
  {
    name: 'data-events-by-bucket',
    title: 'Data events by bucket',
    about: 'By bucket and API: those to leave out of a trail to save most.',
    parameters: [],
    sql: ({ json }) =>
      `SELECT recipient_account_id, ${json('request_parameters', 'bucketName')} AS bucket_name, event_name, count(*) AS data_events, count(DISTINCT actor) AS actors FROM events WHERE event_category = 'Data' AND event_source = 's3.amazonaws.com' GROUP BY 1, 2, 3 ORDER BY data_events DESC, 1, 2, 3`,
  },
  {
    name: 'events-by-service',
    title: 'Events by service',
    about: 'By account and service, with the calls that only read.',
    parameters: [],
    sql: () =>
      `SELECT recipient_account_id, event_source, count(*) AS events, sum(CASE WHEN read_only THEN 1 ELSE 0 END) AS reads, ${ERRORS} FROM events GROUP BY 1, 2 ORDER BY events DESC, 1, 2`,
  },
  {
    name: 'events-by-hour',
    title: 'Events by hour',
    about: 'With actors and errors.',
    parameters: [],
    sql: () =>
      `SELECT date_trunc('hour', event_time) AS hour, count(*) AS events, count(DISTINCT actor) AS actors, ${ERRORS} FROM events WHERE event_time IS NOT NULL GROUP BY 1 ORDER BY 1`,
  },
  {
    name: 'service-calls',
    title: 'Calls by AWS services',
    about: 'Calls that services made on behalf of principals, or by themselves.',
    parameters: [],
    sql: () =>
      `SELECT invoked_by, event_source, event_name, count(*) AS calls, ${ERRORS} FROM events WHERE invoked_by IS NOT NULL GROUP BY 1, 2, 3 ORDER BY calls DESC, 1, 2, 3`,
  },
];
