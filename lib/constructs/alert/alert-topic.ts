import { Aspects, type IResource, type RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  CfnSubscription,
  type ITopic,
  type ITopicRef,
  type ITopicSubscription,
  SubscriptionFilter,
  SubscriptionProtocol,
  Topic,
  type TopicReference,
} from 'aws-cdk-lib/aws-sns';
import {
  EmailSubscription,
  LambdaSubscription,
  SqsSubscription,
  UrlSubscription,
} from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RETURNED_RULE_IDS } from '../../core/alert/operational/monitor-rules';
import { checkName } from '../preflight/check-name';
import { errorAt, within } from '../preflight/construct-error';
import { checkListIsKnown, isKnownDifference } from '../preflight/preflight-check';
import { warnOf } from '../preflight/report-finding';
import { describeResource, setDefaultChild } from '../resource/describe-resource';
import { removeParts } from '../resource/generated-name';
import { givenOrOwnKey } from '../resource/own-key';
import {
  type AlertFilter,
  audienceOf,
  describeFilter,
  filterFor,
  toFilterPolicy,
  withFilterPolicy,
} from './alert-filter';
import { checkFilterPolicies, isForTests, leaveTestsOut } from './check-filter-policies';
import { ExistingAlertTopic } from './existing-alert-topic';
import {
  checkPublishers,
  checkTopicPolicySizes,
  grantForeignPublish,
  letAccountsPublish,
  letAlarmsPublish,
  letOrganizationPublish,
} from './foreign-publishers';
import { inNestedStack } from './in-nested-stack';
import { MacKey } from './mac-key';
import { TestAlert, type TestAlertOptions } from './test-alert';

/**
 * Where alerts go.
 * @stability stable
 */
export interface IAlertTopic extends IResource, ITopicRef {
  /** The topic. */
  readonly topic: ITopic;

  /** Lets a principal publish to the topic and use its key. */
  grantPublish(grantee: IGrantable): Grant;
}

/**
 * The key and the name of an `AlertTopic`.
 * @stability stable
 */
export interface AlertTopicOptions {
  /**
   * The key that messages are encrypted with. The statement that alarms need is added to a key of this app; the policy of an
   * imported key must contain it.
   *
   * @default - a new key
   */
  readonly encryptionKey?: IKey;

  /**
   * The name of the topic. Stacks in other accounts refer to a topic by its name. If a name is added later, CloudFormation
   * replaces the topic, with all its subscriptions.
   *
   * @default - CloudFormation creates one
   */
  readonly topicName?: string;
}

/**
 * Properties of `AlertTopic`.
 * @stability stable
 */
export interface AlertTopicProps extends AlertTopicOptions {
  /**
   * E-mail addresses that receive alerts of medium severity and above without repeats, the daily summary, and every alarm. AWS
   * asks each recipient to confirm, and sends nothing before that.
   *
   * @default - none
   */
  readonly emails?: string[];

  /**
   * The alerts that `emails` receive. For every alert, use
   * `{ minimumSeverity: RuleSeverity.INFORMATIONAL, includeRepeats: true }`.
   *
   * @default - alerts of medium severity and above without repeats, the daily summary, and every alarm
   */
  readonly emailFilter?: AlertFilter;

  /**
   * The removal policy of the topic, its policy, and the key unless it is given. `DESTROY` is for short-lived test
   * environments.
   *
   * @default - the key is retained, the topic is deleted
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The SNS topic for alerts and alarms: encrypted with a customer managed key, TLS only, and open to the CloudWatch alarms of
 * its own account. EventBridge rules cannot publish to it: the key policy could not restrict access to one rule.
 *
 * Alerts have message attributes, so subscribers can filter by severity, account and rule.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { AlertTopic, RuleSeverity } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
 * alertTopic.addHttps('https://pager.example.com/trailwatch', { minimumSeverity: RuleSeverity.HIGH });
 * @stability stable
 */
export class AlertTopic extends Resource implements IAlertTopic {
  /**
   * Imports an existing topic, unchanged. Its owner must allow alarms to publish to it and to use its key, and must subscribe
   * the recipients. Functions are granted the key that the topic specifies: import a topic with a customer managed key with
   * `Topic.fromTopicAttributes` and its `keyArn`.
   */
  public static fromTopic(scope: Construct, id: string, topic: ITopic): IAlertTopic {
    return new ExistingAlertTopic(scope, id, topic);
  }

  public readonly topic: ITopic;

  /** The key that messages are encrypted with. */
  public readonly encryptionKey: IKey;

  /** The removal policy of keys that functions add to the topic later. @internal */
  public _removalPolicy?: RemovalPolicy;

  private returnsTests = false;

  private readonly endpoints = new Set<string>();

  /** Other accounts that may publish. */
  private readonly admitted = new Set<string>();

  /** The organization that may publish. */
  private organization?: string;

  constructor(scope: Construct, id: string, props: AlertTopicProps = {}) {
    super(scope, id);
    within(this, () => checkName('topicName', 'topic name', props.topicName));
    const { encryptionKey } = props;
    this.encryptionKey = givenOrOwnKey(
      this,
      { encryptionKey },
      { noun: 'topic', description: 'Encrypts the alerts of trailwatch in SNS' },
    );
    this.topic = this.createTopic(props.topicName);
    setDefaultChild(this, this.topic);
    letAlarmsPublish(this, this);
    const { emails, emailFilter } = props;
    if (emailFilter !== undefined && emails === undefined)
      throw errorAt(this, 'emailFilter has no effect without emails; give emails, or the filter to addEmail');
    for (const email of emails ?? []) this.addEmail(email, emailFilter);
    if (props.removalPolicy !== undefined) this.applyRemovalPolicy(props.removalPolicy);
    this.warnIfNobodyListens();
    checkTopicPolicySizes(this);
    checkFilterPolicies(this, () => this.subscriptions());
  }

  public get topicRef(): TopicReference {
    return this.topic.topicRef;
  }

  /** Applies to the topic and its policy, and to the key unless it is given. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    this._removalPolicy = policy;
    removeParts(this, policy);
  }

  /**
   * Sends alerts to an e-mail address after the recipient has confirmed: by default, alerts of medium severity and above, and
   * the daily summary.
   */
  public addEmail(address: string, filter: AlertFilter = {}): void {
    within(this, () => checkListIsKnown('emails', address));
    if (!Token.isUnresolved(address) && !/^[^\s@]+@[^\s@]+$/.test(address)) {
      throw errorAt(this, `emails '${address}' is not an e-mail address`);
    }
    this.checkFirst('emails', address);
    this.addSubscription(new EmailSubscription(address), filter);
  }

  /**
   * Sends alerts to any type of SNS subscription: a queue, a function, a URL, a Firehose stream. A filter policy of the
   * subscription is kept, and both must match; `filter` must not use attributes that the policy uses. The protocol decides
   * whether the defaults for people or machines apply.
   */
  public addSubscription(subscription: ITopicSubscription, filter: AlertFilter = {}): void {
    let whole = filter;
    const added = this.topic.addSubscription({
      bind: (topic) => {
        const config = subscription.bind(topic);
        whole = filterFor(audienceOf(config.protocol), filter);
        return within(this, () => withFilterPolicy(config, toFilterPolicy(filter), toFilterPolicy(whole)));
      },
    });
    describeResource(added, () => ({
      construct: 'AlertTopic',
      Routes: [['Subscription', describeFilter(whole)]],
    }));
  }

  /**
   * Posts alerts to a URL, which must confirm: the alert's JSON in the SNS envelope. HTTPS only. By default, alerts of medium
   * severity and above, without the daily summary, which would page the on-call engineer.
   */
  public addHttps(url: string, filter: AlertFilter = {}): void {
    if (!Token.isUnresolved(url) && !/^https:\/\/\S+$/.test(url)) {
      throw errorAt(this, `url '${url}' is not an address that begins with https://`);
    }
    this.checkFirst('url', url);
    this.addSubscription(new UrlSubscription(url, { protocol: SubscriptionProtocol.HTTPS }), filter);
  }

  /**
   * Sends every alert to a queue, as JSON without an envelope. If the queue has a customer managed key, SNS must be allowed to
   * use it.
   */
  public addQueue(queue: IQueue, filter: AlertFilter = {}): void {
    this.checkFirst('queue', queue.queueArn, queue.node.path);
    this.addSubscription(
      inNestedStack(new SqsSubscription(queue, { rawMessageDelivery: true }), queue),
      filter,
    );
  }

  /** Invokes a function with every alert. */
  public addFunction(target: IFunction, filter: AlertFilter = {}): void {
    this.checkFirst('target', target.functionArn, target.node.path);
    this.addSubscription(inNestedStack(new LambdaSubscription(target), target), filter);
  }

  /** SNS subscribes an address, of whatever kind, once and with one filter. */
  private checkFirst(property: string, endpoint: string, name = endpoint): void {
    if (this.endpoints.has(endpoint)) {
      const given = Token.isUnresolved(name)
        ? 'has an address that is known only at deployment, which'
        : `'${name}'`;
      throw errorAt(
        this,
        `${property} ${given} is given twice, but SNS subscribes an address only once; remove one`,
      );
    }
    this.endpoints.add(endpoint);
  }

  /**
   * Allows principals and CloudWatch alarms of these accounts to publish to the topic and use its key. An imported key must
   * allow it in its own policy.
   *
   * @param accounts 12 digits each
   */
  public allowPublishFrom(...accounts: string[]): void {
    within(this, () => checkPublishers(accounts));
    if (this.admitted.size === 0) letAccountsPublish(this, this.admitted);
    for (const account of accounts) this.admitted.add(account);
  }

  /**
   * Allows the users and roles of every account of an organization to publish to the topic and use its key; one organization
   * per topic. CloudWatch alarms are not included: allow their accounts with `allowPublishFrom`. An imported key must allow it
   * in its own policy.
   *
   * @param organizationId such as `o-exampleorgid`
   */
  public allowPublishFromOrganization(organizationId: string): void {
    const { organization } = this;
    if (organization === organizationId) return;
    if (organization !== undefined) {
      throw errorAt(
        this,
        'allowPublishFromOrganization is called for two organizations, but a topic can allow only one; name the accounts of the other with allowPublishFrom',
      );
    }
    within(this, () => letOrganizationPublish(this, organizationId));
    this.organization = organizationId;
  }

  /**
   * Sends a test alert during the deployment, after the subscriptions of the stack are created: a complete alert that says it
   * is a test. It is sent again when its time changes, or when a new version of trailwatch changes its wording. An address that
   * is not confirmed receives nothing: change the time after all are confirmed.
   *
   * Subscribers that filter by rules, or by a severity above the test's, do not receive it.
   * @stability experimental
   */
  public sendTestAlert(options: TestAlertOptions): void {
    new TestAlert(this, 'TestAlert', this, options);
  }

  /**
   * Grants a principal permission to publish to the topic and use its key. For a principal of another account, the account is
   * allowed.
   */
  public grantPublish(grantee: IGrantable): Grant {
    const account = grantee.grantPrincipal.principalAccount;
    if (account === undefined || !isKnownDifference(account, Stack.of(this).account)) {
      return this.topic.grantPublish(grantee);
    }
    this._admit(account);
    return grantForeignPublish(this.topic, grantee);
  }

  /**
   * The ARN of the HMAC key that trailwatch functions sign alerts with. Subscribers verify the message attribute `origin` with
   * it.
   */
  public get originKeyArn(): string {
    return MacKey.of(this).keyArn;
  }

  /**
   * Grants a principal permission to verify that a trailwatch function sent an alert: `kms:VerifyMac` with the key at
   * `originKeyArn`. For another account, pass `new AccountPrincipal('444455556666')`; that account decides which of its
   * principals have the permission.
   *
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html
   */
  public grantVerifyOrigin(grantee: IGrantable): Grant {
    return MacKey.of(this).grantVerify(grantee);
  }

  /** Allows an account to publish, if it is not the topic's own. @internal */
  public _admit(account: string): void {
    if (!isKnownDifference(account, Stack.of(this).account) || this.admitted.has(account)) return;
    this.allowPublishFrom(account);
  }

  /** The number of messages published. */
  public metricPublished(props?: MetricOptions): Metric {
    return this.topic.metricNumberOfMessagesPublished(props);
  }

  /** The number of messages that could not be delivered to a subscriber. */
  public metricFailed(props?: MetricOptions): Metric {
    return this.topic.metricNumberOfNotificationsFailed(props);
  }

  /** Subscribes a function to the hourly tests that it publishes, and excludes them from all other subscriptions. @internal */
  public _returnTests(target: IFunction): void {
    this.topic.addSubscription(
      inNestedStack(
        new LambdaSubscription(target, {
          filterPolicy: {
            rule: SubscriptionFilter.stringFilter({ allowlist: [...RETURNED_RULE_IDS] }),
          },
        }),
        target,
      ),
    );
    if (this.returnsTests) return;
    this.returnsTests = true;
    Aspects.of(this).add({
      visit: (node) => {
        if (node === this) for (const subscription of this.subscriptions()) leaveTestsOut(subscription);
      },
    });
  }

  private createTopic(topicName: string | undefined): Topic {
    return new Topic(this, 'Topic', { masterKey: this.encryptionKey, enforceSSL: true, topicName });
  }

  /** Evaluated after all constructs have been added: subscribers may be anywhere in the app. */
  private warnIfNobodyListens(): void {
    Aspects.of(this).add({
      visit: (node) => {
        if (node !== this || this.hasSubscriber()) return;
        warnOf(this, 'noSubscriber', 'the alert topic has no subscription');
      },
    });
  }

  private hasSubscriber(): boolean {
    // Usually one is in the same stack, and an app may have many stacks.
    const scopes = [Stack.of(this), this.node.root];
    return scopes.some((scope) => this.subscriptions(scope).some((each) => !isForTests(each)));
  }

  private subscriptions(scope = this.node.root): readonly CfnSubscription[] {
    return scope.node
      .findAll()
      .filter(
        (node) => node instanceof CfnSubscription && node.topicArn === this.topic.topicArn,
      ) as CfnSubscription[];
  }
}
