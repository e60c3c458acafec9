import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert } from '../../lib/core/alert/alert';
import type { AlertDetails } from '../../lib/core/alert/alert-details';
import { toAlertMessage } from '../../lib/core/alert/message/alert-message';

/** Publishes an alert to a topic, with what machines and people need to choose and to read it. */
export async function publishAlert(
  client: SNSClient,
  topicArn: string,
  alert: Alert,
  details: AlertDetails = {},
): Promise<void> {
  await client.send(new PublishCommand({ TopicArn: topicArn, ...toAlertMessage(alert, details) }));
}
