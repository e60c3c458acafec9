import { SecretValue, type Stack } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Authorization, Connection } from 'aws-cdk-lib/aws-events';
import { NAMED_QUERIES } from '../../lib/core/query/named-queries';
import {
  AlarmSet,
  AlertResponse,
  ApiDestinationSink,
  ArchiveSearch,
  ChatTopic,
  FirehoseDestination,
  FirehoseSink,
  LogReader,
  LogReaderRole,
  LogTable,
  LogTableCompaction,
  QueryResultsBucket,
  Responder,
  ResponseMode,
  RuleSet,
  SecurityHubSink,
  Trailwatch,
} from '../../lib/index';
import { ACCOUNT, newStack, REGION, TRAIL } from './synthesize';

/** Saved queries that are left out. */
const LEFT_OUT = 20;

/** Every kind of part that guardrails keep; the template is not indented, and with indentation it is too large. */
export function everythingInOneStack(
  stack = newStack({ env: { account: ACCOUNT, region: REGION }, suppressTemplateIndentation: true }),
): Stack {
  const { archive, alertTopic, processor } = new Trailwatch(stack, 'Trailwatch', {
    ...{ identity: TRAIL, emails: ['security@example.com'], alarms: AlarmSet.securityHub() },
    ...{ realtime: {}, deliveryMonitor: {} },
  });
  new ArchiveSearch(stack, 'Search', { archive, processor });
  const table = new LogTable(stack, 'Table', {
    ...{ archive, firstDay: '2026-06-01' },
    // a stack has 500 resources at most
    savedQueries: NAMED_QUERIES.slice(LEFT_OUT).map(({ name }) => name),
  });
  new LogTableCompaction(stack, 'Compaction', { table, alertTopic });
  new SecurityHubSink(stack, 'SecurityHub', { alertTopic });
  new FirehoseSink(stack, 'Findings', { alertTopic, destination: FirehoseDestination.parquet() });
  const authorization = Authorization.apiKey('key', SecretValue.secretsManager('pager'));
  const connection = new Connection(stack, 'Connection', { authorization });
  new ApiDestinationSink(stack, 'Pager', {
    alertTopic,
    connection,
    endpoint: 'https://pager.example.com/alerts',
  });
  new ChatTopic(stack, 'Chat', { alertTopic }).addSlackChannel(
    new SlackChannelConfiguration(stack, 'Slack', {
      ...{
        slackChannelConfigurationName: 'alerts',
        slackWorkspaceId: 'T12345678',
        slackChannelId: 'C12345678',
      },
    }),
  );
  const options = { rules: RuleSet.builtIn().only('trail-stopped-or-deleted'), mode: ResponseMode.ACT };
  new Responder(stack, 'Responder', {
    alertTopic,
    responses: [
      AlertResponse.startLogging(options),
      AlertResponse.blockPublicBucket(options),
      AlertResponse.revokeIngress(options),
      AlertResponse.disableAccessKey(options),
      AlertResponse.revokeSessions(options),
      AlertResponse.isolateInstance(options),
    ],
  });
  new LogReaderRole(stack, 'Vendor', { archive, reader: LogReader.ownAccount({ account: '999988887777' }) });
  new QueryResultsBucket(stack, 'Results');
  return stack;
}
