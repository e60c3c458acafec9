import { type IResource, type RemovalPolicy, Resource } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  type ITopic,
  type ITopicRef,
  type ITopicSubscription,
  Topic,
  type TopicReference,
} from 'aws-cdk-lib/aws-sns';
import type { Construct, IDependable } from 'constructs';
import { toDeliveryTopicKeyStatement, toDeliveryTopicStatement } from '../../core/policy/topic-statements';
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
 * A topic that trails announce their deliveries on.
 *
 * As a dependency (`node.addDependency(topic)`) it stands for the policies of the topic and its key.
 */
export interface IDeliveryTopic extends IResource, ITopicRef {
  /** The topic. */
  readonly topic: ITopic;

  /** The trails that the topic's policy trusts. */
  readonly trails: TrailIdentity[];
}

/** Properties of `DeliveryTopic`. */
export interface DeliveryTopicProps {
  /** The trails that may announce their deliveries here, in this account and Region or any others. */
  readonly trails: TrailIdentity[];

  /**
   * The name to create the topic with. It cannot be changed: CloudFormation replaces the topic, and subscriptions are lost.
   *
   * @default - derived from the stack's name, the construct's path, account and Region
   */
  readonly topicName?: string;

  /**
   * The key that messages are encrypted with. A key of this app gets the statement added that CloudTrail needs; an
   * imported one cannot, and synth then fails with the statement to add.
   *
   * @default - a new key
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the topic, its policy, and the key unless it is given, when they are removed from the stack. `DESTROY`
   * is for environments that live for a test.
   *
   * @default - the key is retained, the topic is deleted
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** How an existing topic becomes a delivery topic. */
export interface DeliveryTopicAttributes {
  /** The topic: made in this app, or imported. */
  readonly topic: ITopic;

  /** The trails that announce their deliveries there. */
  readonly trails: TrailIdentity[];

  /**
   * The key that the topic is encrypted with, if it is to get the statement that CloudTrail needs.
   *
   * @default - the topic has none, or its policy lets CloudTrail use it
   */
  readonly encryptionKey?: IKey;

  /**
   * Says that the policies of topic and key already hold what the trails need, or will before they are created.
   * Then nothing is added to them, and an imported topic is no error.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;
}

/**
 * The SNS topic that CloudTrail names every delivered log file on: encrypted with a customer's key, over TLS only,
 * open only to the named trails.
 *
 * A multi-Region trail announces the files of all Regions on one topic. A message holds the bucket and one or
 * several keys, not URL-encoded; one that says `CloudTrail validation message.` comes when the trail is created.
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
 */
export class DeliveryTopic extends Resource implements IDeliveryTopic {
  /**
   * Takes a topic that is there already. A topic of this app gets the statements added; an imported one cannot, and
   * synth then fails with the statements to add, unless `policyManagedElsewhere` is set.
   */
  public static fromTopic(scope: Construct, id: string, props: DeliveryTopicAttributes): IDeliveryTopic {
    return new ExistingDeliveryTopic(scope, id, props);
  }

  public readonly topic: ITopic;
  public readonly trails: TrailIdentity[];

  /** The key that messages are encrypted with. */
  public readonly encryptionKey: IKey;

  /** SNS takes one statement of an id. */
  private subscribers?: PolicyStatement;

  constructor(scope: Construct, id: string, props: DeliveryTopicProps) {
    super(scope, id);
    checkTrails(this, props.trails);
    within(this, () => {
      checkName('topicName', 'topic name', props.topicName);
    });
    this.trails = [...props.trails];
    this.encryptionKey = props.encryptionKey ?? this.createKey();
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
   * Sends the notices to a subscriber of this app, in any Region that SNS can reach. A queue or function in another
   * account belongs to a stack of that account; let that account subscribe by `allowSubscribers`.
   */
  public addSubscription(subscription: ITopicSubscription): void {
    this.topic.addSubscription(subscription);
  }

  /** Lets other accounts subscribe to the notices, 12 digits each. */
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

  /** How many notices were published. */
  public metricPublished(props?: MetricOptions): Metric {
    return this.topic.metricNumberOfMessagesPublished(props);
  }

  /** How many notices could not be delivered to a subscriber. */
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

  private createKey(): Key {
    return createOwnKey(this, 'Key', {
      description: 'Encrypts what CloudTrail announces through SNS',
    });
  }
}

/** A topic that was there before. */
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

/** What must be deployed before the trails may publish. */
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
      // SNS takes one statement of an id; the CDK numbers those without one
      if (announced.has(topic)) statement.sid = undefined;
      announced.add(topic);
      return topic.addToResourcePolicy(statement);
    },
  };
  const policies = requireStatements(topicOwner, [toDeliveryTopicStatement(topic.topicArn, trails)]);
  if (encryptionKey === undefined) return policies;
  const keyOwner = {
    ...owner,
    noun: 'key',
    arn: encryptionKey.keyArn,
    add: (statement: PolicyStatement) => encryptionKey.addToResourcePolicy(statement),
  };
  requireStatements(keyOwner, [toDeliveryTopicKeyStatement(trails)]);
  return [...policies, encryptionKey];
}
