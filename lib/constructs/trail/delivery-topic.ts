import { type IResource, type RemovalPolicy, Resource } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type ITopic,
  type ITopicRef,
  type ITopicSubscription,
  Topic,
  type TopicReference,
} from 'aws-cdk-lib/aws-sns';
import type { Construct, IDependable } from 'constructs';
import { toDeliveryTopicKeyStatements, toDeliveryTopicStatements } from '../../core/policy/topic-statements';
import { dependOnDelivery } from '../archive/archive-delivery';
import { toDerivedName } from '../archive/stable-name';
import { checkTrailPartitions, checkTrails, type TrailIdentity } from '../identity/trail-identity';
import { checkName } from '../preflight/check-name';
import { checkArn } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { setDefaultChild } from '../resource/describe-resource';
import { removeParts } from '../resource/generated-name';
import { createOwnKey } from '../resource/own-key';
import { requireStatements } from '../statement/required-statements';

/**
 * A topic for the delivery notifications of trails.
 *
 * As a dependency (`node.addDependency(topic)`), it represents the policies of the topic and its key.
 * @stability stable
 */
export interface IDeliveryTopic extends IResource, ITopicRef {
  /** The topic. */
  readonly topic: ITopic;

  /** The trails that the topic's policy trusts. */
  readonly trails: TrailIdentity[];
}

/**
 * Properties of `DeliveryTopic`.
 * @stability stable
 */
export interface DeliveryTopicProps {
  /** The trails that may publish here, in any account and Region. */
  readonly trails: TrailIdentity[];

  /**
   * The name of the topic. It cannot be changed: CloudFormation replaces the topic, and subscriptions are lost.
   *
   * @default - derived from the stack's name, the construct's path, account and Region
   */
  readonly topicName?: string;

  /**
   * The key that messages are encrypted with. The statement that CloudTrail needs is added to the policy of a key of this app.
   * The policy of an imported key cannot be changed: synthesis fails with the statement to add.
   *
   * @default - a new key
   */
  readonly encryptionKey?: IKey;

  /**
   * The removal policy of the topic, its policy, and the key unless it is given. `DESTROY` is for short-lived test
   * environments.
   *
   * @default - the key is retained, the topic is deleted
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Properties of a delivery topic with an existing topic.
 * @stability stable
 */
export interface DeliveryTopicAttributes {
  /** The topic: created in this app, or imported. */
  readonly topic: ITopic;

  /** The trails that publish to the topic. */
  readonly trails: TrailIdentity[];

  /**
   * The key that the topic is encrypted with, if the statement that CloudTrail needs should be added to it.
   *
   * @default - the topic has none, or its policy lets CloudTrail use it
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the policies of topic and key already contain the statements that the trails need, or will before they are created.
   * If true, nothing is added to them, and an imported topic is not an error.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;
}

/**
 * The SNS topic for CloudTrail's notifications of delivered log files: encrypted with a customer managed key, TLS only, and
 * open only to the named trails.
 *
 * A multi-Region trail publishes the files of all Regions to one topic. A message contains the bucket and one or several keys,
 * not URL-encoded; the message `CloudTrail validation message.` is sent when the trail is created.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AuditTrail, DeliveryTopic, type LogArchive, type TrailIdentity } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const identity: TrailIdentity;
 * declare const archive: LogArchive;
 * const deliveryTopic = new DeliveryTopic(stack, 'Deliveries', { trails: [identity] });
 * new AuditTrail(stack, 'Trail', { identity, archive, deliveryTopic });
 * @stability stable
 */
export class DeliveryTopic extends Resource implements IDeliveryTopic {
  /**
   * Uses an existing topic. The statements are added to the policy of a topic of this app. The policy of an imported topic
   * cannot be changed: synthesis fails with the statements to add, unless `policyManagedElsewhere` is set.
   */
  public static fromTopic(scope: Construct, id: string, props: DeliveryTopicAttributes): IDeliveryTopic {
    return new ExistingDeliveryTopic(scope, id, props);
  }

  public readonly topic: ITopic;
  public readonly trails: TrailIdentity[];

  /** The key that messages are encrypted with. */
  public readonly encryptionKey: IKey;

  /** SNS requires unique statement ids. */
  private subscribers?: PolicyStatement;

  constructor(scope: Construct, id: string, props: DeliveryTopicProps) {
    super(scope, id);
    checkTrails(this, props.trails);
    within(this, () => {
      checkName('topicName', 'topic name', props.topicName);
    });
    this.trails = [...props.trails];
    this.encryptionKey =
      props.encryptionKey ??
      createOwnKey(this, 'Key', { description: 'Encrypts the notifications of CloudTrail' });
    this.topic = within(this, () => this.createTopic(props));
    setDefaultChild(this, this.topic);
    dependOnDelivery(
      this,
      letTrailsPublish(this, { ...props, topic: this.topic, encryptionKey: this.encryptionKey }),
    );
    if (props.removalPolicy !== undefined) this.applyRemovalPolicy(props.removalPolicy);
  }

  public get topicRef(): TopicReference {
    return this.topic.topicRef;
  }

  /** Applies to the topic and its policy, and to the key unless it is given. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    removeParts(this, policy);
  }

  /**
   * Subscribes a subscriber of this app to the notices, in any Region that SNS can reach. A queue or function in another
   * account belongs to a stack of that account; allow that account to subscribe with `allowSubscribers`.
   */
  public addSubscription(subscription: ITopicSubscription): void {
    this.topic.addSubscription(subscription);
  }

  /** Allows other accounts to subscribe to the notices, 12 digits each. */
  public allowSubscribers(...accounts: string[]): void {
    within(this, () => {
      for (const account of accounts) checkName('accounts', 'account id', account);
    });
    const principals = accounts.map((account) => new AccountPrincipal(account));
    if (this.subscribers !== undefined) {
      this.subscribers.addPrincipals(...principals);
      return;
    }
    this.subscribers = new PolicyStatement({
      sid: 'AllowSubscribers',
      actions: ['sns:Subscribe'],
      resources: [this.topic.topicArn],
      principals,
    });
    this.topic.addToResourcePolicy(this.subscribers);
  }

  /** The number of notices published. */
  public metricPublished(props?: MetricOptions): Metric {
    return this.topic.metricNumberOfMessagesPublished(props);
  }

  /** The number of notices that could not be delivered to a subscriber. */
  public metricFailed(props?: MetricOptions): Metric {
    return this.topic.metricNumberOfNotificationsFailed(props);
  }

  private createTopic({ topicName }: DeliveryTopicProps): Topic {
    return new Topic(this, 'Topic', {
      topicName: topicName ?? toDerivedName(this),
      masterKey: this.encryptionKey,
      enforceSSL: true,
    });
  }
}

class ExistingDeliveryTopic extends Resource implements IDeliveryTopic {
  public readonly topic: ITopic;
  public readonly trails: TrailIdentity[];

  constructor(scope: Construct, id: string, props: DeliveryTopicAttributes) {
    super(scope, id, props.topic.env);
    within(this, () => checkArn(this, { property: 'topic', service: 'sns' }, props.topic.topicArn));
    checkTrailPartitions(this, props.trails);
    this.topic = props.topic;
    this.trails = [...props.trails];
    dependOnDelivery(this, letTrailsPublish(this, props));
  }

  public get topicRef(): TopicReference {
    return this.topic.topicRef;
  }

  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    this.topic.applyRemovalPolicy(policy);
  }
}

/** The topics whose policy has a statement for trails. */
const announced = new WeakSet<ITopic>();

/** The dependencies that must be deployed before the trails may publish. */
function letTrailsPublish(scope: Construct, props: DeliveryTopicAttributes): readonly IDependable[] {
  const { topic, encryptionKey, policyManagedElsewhere: managedElsewhere = false } = props;
  const trails = props.trails.map((trail) => trail._toCoordinates());
  if (trails.length === 0) return [];
  const remedy = 'policyManagedElsewhere: true of DeliveryTopic.fromTopic';
  const owner = { scope, remedy, managedElsewhere };
  const topicOwner = {
    ...owner,
    noun: 'topic',
    arn: topic.topicArn,
    add: (statement: PolicyStatement) => {
      // SNS requires unique statement ids; the CDK numbers statements without one
      if (announced.has(topic)) statement.sid = undefined;
      announced.add(topic);
      return topic.addToResourcePolicy(statement);
    },
  };
  const policies = requireStatements(topicOwner, toDeliveryTopicStatements(topic.topicArn, trails));
  if (encryptionKey === undefined) return policies;
  const keyOwner = {
    ...owner,
    noun: 'key',
    arn: encryptionKey.keyArn,
    add: (statement: PolicyStatement) => encryptionKey.addToResourcePolicy(statement),
  };
  requireStatements(keyOwner, toDeliveryTopicKeyStatements(trails));
  return [...policies, encryptionKey];
}
