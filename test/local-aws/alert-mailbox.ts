import { SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Alert } from '../../lib/core/alert/alert';
import { PATIENCE_MS } from './patience';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';

/** An alert as a subscriber gets it. */
export interface ReceivedAlert {
  /** When the topic sent it, in ISO 8601. */
  readonly sentAt: string;
  readonly subject: string;
  readonly alert: Alert;
  /** The message's attributes, by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

interface Notification {
  readonly Timestamp: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

/** A subscriber of a topic, in the stead of somebody's mailbox. */
export class AlertMailbox {
  /** Subscribes to a topic by a queue of its own. */
  static async subscribe(aws: LocalAws, topicArn: string): Promise<AlertMailbox> {
    const name = `mailbox-${topicArn.slice(topicArn.lastIndexOf(':') + 1)}`.slice(0, 80);
    const { QueueUrl = '' } = await aws.sqs.send(new CreateQueueCommand({ QueueName: name }));
    const Endpoint = `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`;
    await aws.sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));
    return new AlertMailbox(aws, QueueUrl);
  }

  private constructor(
    private readonly aws: LocalAws,
    private readonly queueUrl: string,
  ) {}

  /** Takes out what comes until it is enough. Gives what there is after {@link PATIENCE_MS}. */
  async takeUntil(isEnough: (alerts: readonly ReceivedAlert[]) => boolean): Promise<ReceivedAlert[]> {
    const alerts: ReceivedAlert[] = [];
    for (const end = Date.now() + PATIENCE_MS; !isEnough(alerts) && Date.now() < end; ) {
      alerts.push(...(await this.take(1)));
    }
    return alerts;
  }

  /** Takes out what has come; waits up to `waitSeconds` for the first. */
  async take(waitSeconds = 0): Promise<ReceivedAlert[]> {
    const taken: ReceivedAlert[] = [];
    for (let wait = waitSeconds; ; wait = 0) {
      const { Messages = [] } = await this.aws.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: this.queueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: wait,
        }),
      );
      if (Messages.length === 0) return taken;
      for (const { Body = '', ReceiptHandle } of Messages) {
        taken.push(toReceivedAlert(JSON.parse(Body) as Notification));
        await this.aws.sqs.send(new DeleteMessageCommand({ QueueUrl: this.queueUrl, ReceiptHandle }));
      }
    }
  }
}

function toReceivedAlert(notification: Notification): ReceivedAlert {
  const { Timestamp, Subject = '', Message, MessageAttributes = {} } = notification;
  const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value]);
  return {
    sentAt: Timestamp,
    subject: Subject,
    alert: documentOf(Message),
    attributes: Object.fromEntries(attributes),
  };
}

/** SNS gives every subscriber its own part of the message; the emulator gives all of it to all. */
function documentOf(message: string): Alert {
  const { default: document } = JSON.parse(message) as { readonly default?: string };
  return JSON.parse(document ?? message) as Alert;
}
