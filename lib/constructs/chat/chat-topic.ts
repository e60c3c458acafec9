import { Aspects, type RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import {
  CfnMicrosoftTeamsChannelConfiguration,
  CfnSlackChannelConfiguration,
  type SlackChannelConfiguration,
} from 'aws-cdk-lib/aws-chatbot';
import type { IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, type ITopicRef, Topic, type TopicReference } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { CHAT_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import { type AlertFilter, filterFor, toFilterPolicy } from '../alert/alert-filter';
import type { IAlertTopic } from '../alert/alert-topic';
import { checkTopicPlace } from '../alert/check-topic-region';
import { inNestedStack } from '../alert/in-nested-stack';
import { checkBounds } from '../preflight/check-bounds';
import { within } from '../preflight/construct-error';
import { warnOf } from '../preflight/report-finding';
import { setDefaultChild } from '../resource/describe-resource';
import { removeParts } from '../resource/generated-name';
import { checkKeyRegion, createOwnKey } from '../resource/own-key';
import { type FunctionOptions, memoryBounds } from '../worker/function-options';
import {
  createPipelineAlarm,
  deadLettersMetric,
  errorsMetric,
  watchDeadLetters,
} from '../worker/worker-alarms';
import { createDeadLetterQueue } from '../worker/worker-queue';
import { createChatFunction } from './chat-function';

/** Properties of `ChatTopic`. */
export interface ChatTopicProps extends FunctionOptions {
  /** The topic whose alerts are sent to the channels. In the same account and Region. */
  readonly alertTopic: IAlertTopic;

  /**
   * The alerts that are sent to the channels.
   *
   * @default - alerts of medium severity and above without repeats, the daily summary, and all alarms
   */
  readonly filter?: AlertFilter;

  /**
   * The ARNs of HMAC keys of other apps whose functions publish to the alert topic. The function marks messages whose sender it
   * cannot verify with one of these keys or that of the alert topic. The policies of these keys must allow the account to
   * verify, see `AlertTopic.grantVerifyOrigin`.
   *
   * @default - only the key of the alert topic
   */
  readonly originKeyArns?: string[];

  /**
   * The key that messages are encrypted with.
   *
   * @default - the key of the alert topic; a new one where that is not known
   */
  readonly encryptionKey?: IKey;

  /**
   * The removal policy of the topic, the log group of the function, and the key unless it is given. `DESTROY` is for
   * short-lived test environments.
   *
   * @default - key and log group are retained, the topic is deleted
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Notifies Slack and Microsoft Teams through Amazon Q Developer in chat applications (formerly AWS Chatbot): title and
 * severity, actor, action and location, the rule's first steps, and a link to the record.
 *
 * Amazon Q shows messages of AWS services and custom notifications, and silently drops all others. Therefore a function turns
 * each alert that matches the filter into a custom notification, and publishes it to a topic that the channels are subscribed
 * to; alarms are forwarded unchanged. Channels with different filters each need a `ChatTopic`.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
 * import { type AlertTopic, ChatTopic } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * const chat = new ChatTopic(stack, 'Chat', { alertTopic });
 * chat.addSlackChannel(
 *   new SlackChannelConfiguration(stack, 'Slack', {
 *     slackChannelConfigurationName: 'security',
 *     slackWorkspaceId: 'T0123456789',
 *     slackChannelId: 'C0123456789',
 *   }),
 * );
 */
export class ChatTopic extends Resource implements ITopicRef {
  /** The topic that the channels are subscribed to. */
  public readonly topic: ITopic;

  /** The function that turns alerts into notifications. */
  public readonly lambdaFunction: IFunction;

  /** The queue of messages whose processing failed. */
  public readonly deadLetterQueue: IQueue;

  /** The alarm on the function, which notifies the alert topic. */
  public readonly alarms: IAlarm[];

  constructor(scope: Construct, id: string, props: ChatTopicProps) {
    super(scope, id);
    checkTopicPlace(this, props.alertTopic, 'chat topic');
    within(this, () => checkBounds([memoryBounds(props)]));
    checkKeyRegion(this, props.encryptionKey, 'chat topic');
    this.topic = new Topic(this, 'Topic', { masterKey: this.keyOf(props), enforceSSL: true });
    setDefaultChild(this, this.topic);
    this.deadLetterQueue = createDeadLetterQueue(this, props);
    this.lambdaFunction = createChatFunction(this, {
      topic: this.topic,
      deadLetterQueue: this.deadLetterQueue,
      options: props,
      senders: props,
    });
    this.subscribe(props);
    this.alarms = [within(this, () => this.createAlarm(props))];
    this.warnIfNobodyListens();
    if (props.removalPolicy !== undefined) this.applyRemovalPolicy(props.removalPolicy);
  }

  public get topicRef(): TopicReference {
    return this.topic.topicRef;
  }

  /** Applies to the topic and its policy, the log group of the function, and the key if it was created with the topic. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    removeParts(this, policy);
  }

  /**
   * Notifies a Slack channel. The actions that are allowed from the channel depend on its guardrail policies, not on this
   * topic.
   */
  public addSlackChannel(channel: SlackChannelConfiguration): void {
    channel.addNotificationTopic(this.topic);
  }

  /** Notifies a Microsoft Teams channel. */
  public addTeamsChannel(channel: CfnMicrosoftTeamsChannelConfiguration): void {
    channel.snsTopicArns = [...(channel.snsTopicArns ?? []), this.topic.topicArn];
  }

  /** Notifications published to the channels, alerts and alarms. */
  public metricMessages(props?: MetricOptions): Metric {
    return this.topic.metricNumberOfMessagesPublished(props);
  }

  /** Notifications that could not be delivered to a channel. */
  public metricFailures(props?: MetricOptions): Metric {
    return this.topic.metricNumberOfNotificationsFailed(props);
  }

  /** Messages in the dead-letter queue; the maximum. */
  public metricDeadLetters(props?: MetricOptions): Metric {
    return deadLettersMetric(this, props);
  }

  /** Invocations of the function that failed. */
  public metricErrors(props?: MetricOptions): Metric {
    return errorsMetric(this, props);
  }

  private keyOf({ encryptionKey, alertTopic }: ChatTopicProps): IKey {
    const description = 'Encrypts the notifications of trailwatch on their way to chat applications';
    return encryptionKey ?? alertTopic.topic.masterKey ?? createOwnKey(this, 'Key', { description });
  }

  private subscribe({ alertTopic, filter }: ChatTopicProps): void {
    const policy = within(this, () => toFilterPolicy(filterFor('readers', filter)));
    alertTopic.topic.addSubscription(
      inNestedStack(
        new LambdaSubscription(this.lambdaFunction, {
          filterPolicy: Object.keys(policy).length === 0 ? undefined : policy,
          deadLetterQueue: this.deadLetterQueue,
        }),
        this.lambdaFunction,
      ),
    );
  }

  private createAlarm({ alertTopic, runbooks, alarmActions }: ChatTopicProps): IAlarm {
    const watch = watchDeadLetters(this.deadLetterQueue, CHAT_ALARMS.DeadLettersAlarm);
    return createPipelineAlarm(this, watch, { alertTopic, runbooks, alarmActions });
  }

  /** Evaluated after all constructs have been added: channels may be anywhere in the app. */
  private warnIfNobodyListens(): void {
    Aspects.of(this).add({
      visit: (node) => {
        if (node !== this || this.hasChannel()) return;
        warnOf(this, 'noChatChannel', 'no channel is subscribed to the chat topic');
      },
    });
  }

  private hasChannel(): boolean {
    const arn = JSON.stringify(Stack.of(this).resolve(this.topic.topicArn));
    return this.node.root.node
      .findAll()
      .filter(
        (node) =>
          node instanceof CfnSlackChannelConfiguration ||
          node instanceof CfnMicrosoftTeamsChannelConfiguration,
      )
      .some((channel) => JSON.stringify(Stack.of(this).resolve(channel.snsTopicArns ?? [])).includes(arn));
  }
}
