import { Duration, SecretValue } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Authorization, Connection, EventBus, Schedule } from 'aws-cdk-lib/aws-events';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import {
  type AlertFilter,
  AlertResponse,
  type AlertTopic,
  ApiDestinationSink,
  ArchiveSearch,
  ChatTopic,
  EventBusSink,
  EventDataStore,
  type EventDataStoreProps,
  ExternalEvents,
  FirehoseSink,
  IntegrityMonitor,
  LakeChannel,
  LakeEvents,
  LakeRetention,
  LogProcessor,
  LogTable,
  Responder,
  type ResponderProps,
  ResponseMode,
  RuleSet,
  RuleSeverity,
  ScheduledQuery,
  type ScheduledQueryProps,
  SecurityHubSink,
} from '../../../../lib/index';
import { ACCOUNT, REGION } from '../../../constructs/synthesize';
import { type AppChange, backwards, fewRules, type OneAccount, ofAccount } from './app-change';

type Also = NonNullable<OneAccount['also']>;

const NONE: Also = () => undefined;
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

function also(name: string, expected: Parameters<typeof ofAccount>[1], before: Also, after: Also): AppChange {
  return ofAccount(name, expected, { also: before }, { also: after });
}

const toBus =
  (bus: string, filter?: AlertFilter): Also =>
  ({ stack, trailwatch: { alertTopic } }) => {
    const eventBus = EventBus.fromEventBusArn(stack, 'Security', bus);
    new EventBusSink(stack, 'Events', {
      alertTopic: alertTopic as AlertTopic,
      eventBus,
      ...(filter && { filter }),
    });
  };
const toStream: Also = ({ stack, trailwatch: { alertTopic } }) => {
  const stream = DeliveryStream.fromDeliveryStreamArn(
    stack,
    'Stream',
    arn('firehose', 'deliverystream/findings'),
  );
  new FirehoseSink(stack, 'Findings', { alertTopic, deliveryStream: stream });
};
const toSecurityHub: Also = ({ stack, trailwatch: { alertTopic } }) => {
  new SecurityHubSink(stack, 'SecurityHub', { alertTopic });
};
const toPager =
  (endpoint: string, rateLimitPerSecond?: number): Also =>
  ({ stack, trailwatch: { alertTopic } }) => {
    const connection = new Connection(stack, 'Connection', {
      authorization: Authorization.apiKey('Authorization', SecretValue.secretsManager('webhooks')),
    });
    new ApiDestinationSink(stack, 'Pager', {
      alertTopic,
      connection,
      endpoint,
      ...(rateLimitPerSecond && { rateLimitPerSecond }),
    });
  };
const toSlack =
  (channel: string, filter?: AlertFilter): Also =>
  ({ stack, trailwatch: { alertTopic } }) => {
    const chat = new ChatTopic(stack, 'Chat', { alertTopic, ...(filter && { filter }) });
    chat.addSlackChannel(
      new SlackChannelConfiguration(stack, 'Slack', {
        ...{
          slackChannelConfigurationName: 'alerts',
          slackWorkspaceId: 'T0123456789',
          slackChannelId: channel,
        },
      }),
    );
  };

const SECURITY_BUS = arn('events', 'event-bus/security');
const BUS = also(
  'a bus gets alerts',
  ['open'],
  NONE,
  toBus('arn:aws:events:eu-central-1:999988887777:event-bus/security'),
);
const BUS_FILTER = also(
  'a bus gets severe alerts only',
  ['weaker', /filter/i],
  toBus(SECURITY_BUS),
  toBus(SECURITY_BUS, { minimumSeverity: RuleSeverity.HIGH }),
);
const HUB = also('Security Hub gets alerts', ['stronger'], NONE, toSecurityHub);
const SLACK_FILTER = also(
  'a channel gets severe alerts only',
  ['weaker', /filter/i],
  toSlack('C0123456789'),
  toSlack('C0123456789', { minimumSeverity: RuleSeverity.HIGH }),
);

/** Those who get alerts. */
const SINKS: readonly AppChange[] = [
  BUS,
  backwards(BUS, 'weaker', /security|Events/),
  BUS_FILTER,
  backwards(BUS_FILTER, 'stronger'),
  also('another bus gets alerts', ['open'], toBus(SECURITY_BUS), toBus(arn('events', 'event-bus/other'))),
  HUB,
  backwards(HUB, 'weaker', /SecurityHub/),
  also('a stream gets alerts no more', ['weaker', /Findings/], toStream, NONE),
  also(
    'a pager elsewhere',
    ['open'],
    toPager('https://api.example.com/a'),
    toPager('https://api.example.org/a'),
  ),
  also('a pager no more', ['weaker', /Pager/], toPager('https://api.example.com/a'), NONE),
  also(
    'a slower pager',
    ['weaker', /Pager/],
    toPager('https://api.example.com/a', 100),
    toPager('https://api.example.com/a', 1),
  ),
  also('another channel', ['open'], toSlack('C0123456789'), toSlack('C9876543210')),
  also('no channel', ['weaker', /Chat|Slack/], toSlack('C0123456789'), NONE),
  SLACK_FILTER,
  backwards(SLACK_FILTER, 'stronger'),
  also(
    'no alerts of two rules',
    ['weaker', /filter/i],
    toBus(SECURITY_BUS, { ruleNames: ['trail-changed', 'root-user-acted'] }),
    toBus(SECURITY_BUS, { ruleNames: ['trail-changed'] }),
  ),
  also(
    'alerts of a rule more',
    ['stronger'],
    toBus(SECURITY_BUS, { ruleNames: ['trail-changed'] }),
    toBus(SECURITY_BUS, { ruleNames: ['trail-changed', 'root-user-acted'] }),
  ),
];

const rulesOf = (...names: string[]) => RuleSet.builtIn().only(...names);

const responding =
  (props: Partial<ResponderProps> = {}, mode = ResponseMode.ACT): Also =>
  ({ stack, trailwatch: { alertTopic } }) => {
    const { responses = [startLogging(mode), enableGuardDuty(mode)] } = props;
    new Responder(stack, 'Responder', { alertTopic: alertTopic as AlertTopic, ...props, responses });
  };
const startLogging = (mode = ResponseMode.ACT) =>
  AlertResponse.startLogging({ rules: rulesOf('trail-stopped-or-deleted'), mode });
const enableGuardDuty = (mode = ResponseMode.ACT) =>
  AlertResponse.enableGuardDuty({ rules: rulesOf('guardduty-disabled'), mode });

const principal = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const RESPONSE = also(
  'a response more',
  ['stronger'],
  responding({ responses: [startLogging()] }),
  responding(),
);
const ACTS = also('responses act', ['stronger'], responding({}, ResponseMode.DRY_RUN), responding());
const EXEMPT = also(
  'a principal more is exempt',
  ['weaker', /exempt/i],
  responding({ exempt: { principals: [principal('A')] } }),
  responding({ exempt: { principals: [principal('A'), principal('B')] } }),
);
const HOURLY = also(
  'more actions in an hour',
  ['ordinary'],
  responding({ maxActionsPerHour: 5 }),
  responding({ maxActionsPerHour: 20 }),
);

/** Responses to alerts. */
const RESPONSES: readonly AppChange[] = [
  RESPONSE,
  backwards(RESPONSE, 'weaker'),
  backwards(ACTS, 'weaker'),
  EXEMPT,
  backwards(EXEMPT, 'ordinary'),
  HOURLY,
  backwards(HOURLY, 'weaker', /answer/),
  also(
    'old alerts are not answered',
    ['weaker', /late|answer/],
    responding({ maxAge: Duration.hours(24) }),
    responding({ maxAge: Duration.hours(1) }),
  ),
  also('no responder', ['weaker', /Responder/], responding(), NONE),
];

const query =
  (props: Partial<ScheduledQueryProps> = {}): Also =>
  ({ stack, trailwatch: { archive, alertTopic } }) => {
    const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-06-01' });
    new ScheduledQuery(stack, 'Query', { table, alertTopic, namedQuery: 'subscriptions', ...props });
  };
const searches: Also = ({ stack, trailwatch: { archive, processor } }) => {
  new ArchiveSearch(stack, 'Search', { archive, processor });
};
const external =
  (sources: readonly string[], days = 365): Also =>
  ({ stack, trailwatch: { alertTopic } }) => {
    new ExternalEvents(stack, 'External', {
      alertTopic,
      sources: [...sources],
      objectLock: ObjectLockRetention.governance(Duration.days(days)),
    });
  };
const second: Also = ({ stack, trailwatch: { archive, alertTopic } }) => {
  new LogProcessor(stack, 'Second', { archive, alertTopic, rules: fewRules(), deliveryAlarms: false });
};
const HOURS = also(
  'a query less often',
  ['weaker', /less often|schedule/i],
  query({ schedule: Schedule.rate(Duration.hours(1)) }),
  query({ schedule: Schedule.rate(Duration.days(1)) }),
);
const SOURCES = also(
  'events of another application',
  ['ordinary'],
  external(['shop.example.com']),
  external(['shop.example.com', 'door.example.com']),
);
const SEARCH = also('a search of the archive', ['ordinary'], NONE, searches);
const SECOND = also('a second processor', ['ordinary'], NONE, second);

/** Searches, queries and further workers. */
const WORKERS: readonly AppChange[] = [
  HOURS,
  backwards(HOURS, 'ordinary'),
  also(
    'a query',
    ['ordinary'],
    ({ stack, trailwatch: { archive } }) =>
      void new LogTable(stack, 'Table', { archive, firstDay: '2026-06-01' }),
    query(),
  ),
  also(
    'a query no more',
    ['weaker', /Query/],
    query(),
    ({ stack, trailwatch: { archive } }) =>
      void new LogTable(stack, 'Table', { archive, firstDay: '2026-06-01' }),
  ),
  also(
    'a title of a query',
    ['ordinary'],
    query({ title: 'Subscriptions' }),
    query({ title: 'Subscriptions of our topics' }),
  ),
  also(
    'a table of logs',
    ['ordinary'],
    NONE,
    ({ stack, trailwatch: { archive } }) =>
      void new LogTable(stack, 'Table', { archive, firstDay: '2026-06-01' }),
  ),
  SEARCH,
  backwards(SEARCH, 'weaker', /Search/),
  SECOND,
  backwards(SECOND, 'weaker', /Second/),
  also(
    'a second monitor of integrity',
    ['ordinary'],
    NONE,
    ({ stack, trailwatch: { archive, alertTopic } }) =>
      void new IntegrityMonitor(stack, 'Integrity', { archive, alertTopic }),
  ),
  also('a second processor and its search', ['ordinary'], NONE, (parts) => {
    second(parts);
    searches(parts);
  }),
  SOURCES,
  backwards(SOURCES, 'weaker', /door\.example\.com/),
  also(
    'a shorter lock of events',
    ['weaker', /30/],
    external(['shop.example.com']),
    external(['shop.example.com'], 30),
  ),
];

const lake =
  (props: Partial<EventDataStoreProps> = {}, partners: readonly string[] = []): Also =>
  ({ stack }) => {
    const store = new EventDataStore(stack, 'Store', {
      events: LakeEvents.integrations(),
      retention: LakeRetention.sevenYears(Duration.days(2557)),
      ...props,
    });
    const channel = new LakeChannel(stack, 'Channel', { eventDataStores: [store] });
    for (const account of partners) channel.admitPartner({ accounts: [account], externalId: 'customer' });
  };

/** Stores of CloudTrail Lake. */
const LAKE: readonly AppChange[] = [
  also(
    'a shorter retention of a store',
    ['weaker', /365/],
    lake(),
    lake({ retention: LakeRetention.sevenYears(Duration.days(365)) }),
  ),
  also(
    'a longer retention of a store',
    ['stronger'],
    lake({ retention: LakeRetention.sevenYears(Duration.days(365)) }),
    lake(),
  ),
  also(
    'a store without termination protection',
    ['weaker', /protection/],
    lake(),
    lake({ terminationProtection: false }),
  ),
  also(
    'a partner less',
    ['weaker', /333344445555/],
    lake({}, ['222233334444', '333344445555']),
    lake({}, ['222233334444']),
  ),
];

/** Changes of the parts beside `Trailwatch`. */
export const PART_CHANGES: readonly AppChange[] = [...SINKS, ...RESPONSES, ...WORKERS, ...LAKE];
