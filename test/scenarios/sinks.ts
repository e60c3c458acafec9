import { SecretValue, Stack } from 'aws-cdk-lib';
import { Authorization, Connection, EventBus } from 'aws-cdk-lib/aws-events';
import { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  AlertFormat,
  AlertTopic,
  ApiDestinationSink,
  EventBusSink,
  FirehoseDestination,
  FirehoseSink,
  RequestTemplate,
  RuleSeverity,
  SecurityHubSink,
} from '../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, REGION } from '../constructs/synthesize';
import { arnHere } from './place';
import type { Scenario } from './scenario';

/** Every kind of sink on one topic, two of a kind among them. */
export const sinks: Scenario = {
  name: 'sinks',
  build: (app) => {
    const stack = new Stack(app, 'Sinks', { env: { account: LOG_ARCHIVE, region: REGION } });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const eventBus = EventBus.fromEventBusArn(
      stack,
      'Security',
      arnHere(`arn:aws:events:${REGION}:${LOG_ARCHIVE}:event-bus/security`),
    );
    new EventBusSink(stack, 'Events', { alertTopic, eventBus });
    new SecurityHubSink(stack, 'SecurityHub', { alertTopic });
    const deliveryStream = DeliveryStream.fromDeliveryStreamArn(
      stack,
      'Stream',
      arnHere(`arn:aws:firehose:${REGION}:${LOG_ARCHIVE}:deliverystream/findings`),
    );
    new FirehoseSink(stack, 'Findings', { alertTopic, deliveryStream, format: AlertFormat.OCSF });
    addStreams(stack, alertTopic);
    addWebhooks(stack, alertTopic);
  },
};

/** Findings for Athena, and what is urgent for Splunk. */
function addStreams(stack: Stack, alertTopic: AlertTopic): void {
  new FirehoseSink(stack, 'Table', { alertTopic, destination: FirehoseDestination.parquet() });
  new FirehoseSink(stack, 'Splunk', {
    alertTopic,
    destination: FirehoseDestination.splunk({
      endpoint: 'https://http-inputs-firehose-example.splunkcloud.com:443',
      secret: Secret.fromSecretNameV2(stack, 'Token', 'splunk'),
    }),
    filter: { minimumSeverity: RuleSeverity.HIGH },
  });
}

/** What is urgent wakes people, and what happened in one account becomes a ticket. */
function addWebhooks(stack: Stack, alertTopic: AlertTopic): void {
  const connection = new Connection(stack, 'Connection', {
    authorization: Authorization.apiKey('Authorization', SecretValue.secretsManager('webhooks')),
  });
  new ApiDestinationSink(stack, 'Pager', {
    storeEncryption: new Key(stack, 'StoreKey', { enableKeyRotation: true }),
    alertTopic,
    connection,
    endpoint: 'https://api.opsgenie.com/v2/alerts',
    template: RequestTemplate.opsgenieAlert(),
    filter: { minimumSeverity: RuleSeverity.HIGH },
  });
  new ApiDestinationSink(stack, 'Tickets', {
    alertTopic,
    connection,
    endpoint: 'https://example.atlassian.net/rest/api/3/issue',
    template: RequestTemplate.jiraIssue({ projectKey: 'SEC' }),
    filter: { accounts: [ACCOUNT], includeOperational: false },
  });
}
