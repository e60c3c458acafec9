import { Aspects, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import {
  AwsCustomResource,
  AwsCustomResourcePolicy,
  type AwsCustomResourceProps,
  PhysicalResourceId,
} from 'aws-cdk-lib/custom-resources';
import { Construct, type IConstruct } from 'constructs';
import type { Alert } from '../../core/alert/alert';
import { toAlertMessage } from '../../core/alert/message/alert-message';
import { toTestAlert } from '../../core/alert/operational/test-alerts';
import { endpointsOf, grantPlatform, securityGroupsOf } from '../platform/function-network';
import { type PlatformOptions, withDefaults } from '../platform/platform-defaults';
import { storeKeyOf } from '../platform/store-key';
import { errorAt } from '../preflight/construct-error';
import { RuleSeverity } from '../rule/rule-severity';
import { acknowledge, acknowledgeControls } from '../statement/acknowledge';
import type { EncryptedTopic } from './foreign-publishers';

/** Properties of a test alert. */
export interface TestAlertOptions {
  /** The time in the alert. If it changes, the next deployment sends another test alert; otherwise, none is sent. */
  readonly at: Date;

  /**
   * The severity of the alert. Subscribers with a higher minimum are not tested.
   *
   * @default RuleSeverity.CRITICAL
   */
  readonly severity?: RuleSeverity;
}

/**
 * The singleton function that all custom resources of a stack share. The first of them decides its role and log group; an
 * existing function is not changed, and is granted permission to publish.
 */
const PROVIDER_ID = `AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replaceAll('-', '')}`;

/**
 * Publishes one alert when it is created, and another whenever its time changes. It is created after all subscriptions of its
 * stack. Deleting it sends nothing.
 */
export class TestAlert extends Construct {
  constructor(scope: Construct, id: string, sink: EncryptedTopic, options: TestAlertOptions) {
    super(scope, id);
    const hasOwnProvider = Stack.of(this).node.tryFindChild(PROVIDER_ID) === undefined;
    const publish = new AwsCustomResource(this, 'Publish', {
      resourceType: 'Custom::TrailwatchTestAlert',
      onUpdate: {
        service: 'SNS',
        action: 'Publish',
        parameters: {
          TopicArn: sink.topic.topicArn,
          ...toAlertMessage(this.toAlert(options)),
        },
        physicalResourceId: PhysicalResourceId.of('test-alert'),
        outputPaths: ['MessageId'],
      },
      policy: AwsCustomResourcePolicy.fromStatements(publishingStatements(sink)),
      installLatestAwsSdk: false,
      // if the function fails, Lambda retries it twice within minutes
      serviceTimeout: Duration.minutes(20),
      ...(hasOwnProvider ? this.createProviderParts() : {}),
    });
    acknowledgeControls(publish, {
      IAMNoInlinePolicy: 'the policy lets one function publish to one topic, and is deleted with the test',
    });
    if (hasOwnProvider) this.completeProvider(publish);
    this.waitForSubscribers(publish);
  }

  private toAlert({ at, severity }: TestAlertOptions): Alert {
    if (Number.isNaN(at.getTime())) throw errorAt(this, 'the time of a test alert is not a valid date');
    const { region } = Stack.of(this);
    return toTestAlert({
      topic: this.node.scope?.node.path ?? '',
      at: at.toISOString(),
      severity: severity ?? RuleSeverity.CRITICAL,
      awsRegion: Token.isUnresolved(region) ? '' : region,
    });
  }

  /** The role and log group of the function. */
  private createProviderParts(): Pick<AwsCustomResourceProps, 'role' | 'logGroup'> {
    const options: PlatformOptions = withDefaults(this, {});
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.THREE_MONTHS,
      encryptionKey: storeKeyOf(this, options),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      description: 'Permissions of the function that sends test alerts',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    grantPlatform(role, options);
    acknowledgeControls(logGroup, {
      CloudWatchLogGroupEncrypted:
        'CloudWatch encrypts it with its own key; it holds test alerts and nothing else',
    });
    acknowledgeControls(role, {
      IAMNoInlinePolicy: 'the policy is for this role alone, and is deleted with it',
    });
    return { logGroup, role };
  }

  /** The CDK supports only some of the platform options for its custom resources. */
  private completeProvider(publish: AwsCustomResource): void {
    const provider = Stack.of(this).node.findChild(PROVIDER_ID);
    const options: PlatformOptions = withDefaults(this, {});
    acknowledgeProvider(provider, options);
    const resource = provider.node.defaultChild;
    if (!(resource instanceof CfnFunction)) return;
    const { vpc, vpcSubnets } = options;
    resource.codeSigningConfigArn = options.codeSigningConfig?.codeSigningConfigArn;
    resource.kmsKeyArn = options.environmentEncryption?.keyArn;
    if (vpc === undefined) return;
    const { subnetIds, internetConnectivityEstablished } = vpc.selectSubnets(vpcSubnets);
    const securityGroupIds = securityGroupsOf(this, options)?.map(({ securityGroupId }) => securityGroupId);
    resource.vpcConfig = { subnetIds, securityGroupIds };
    publish.node.addDependency(internetConnectivityEstablished, endpointsOf(vpc));
  }

  /** Evaluated after all constructs have been added: subscriptions that are added later are also tested. */
  private waitForSubscribers(publish: AwsCustomResource): void {
    Aspects.of(this).add({
      visit: (node) => {
        if (node !== this) return;
        for (const receiver of Stack.of(this).node.findAll().filter(isOnTheWay)) {
          if (Stack.of(receiver) === Stack.of(this)) publish.node.addDependency(receiver);
        }
      },
    });
  }
}

/** Whether the delivery of a message may depend on the resource. */
function isOnTheWay(node: IConstruct): boolean {
  return (
    node instanceof CfnSubscription ||
    (node instanceof CfnPermission && node.principal === 'sns.amazonaws.com') ||
    node instanceof CfnSlackChannelConfiguration ||
    node instanceof CfnMicrosoftTeamsChannelConfiguration
  );
}

function publishingStatements({ topic, encryptionKey }: EncryptedTopic): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [encryptionKey.keyArn],
    }),
  ];
}

function acknowledgeProvider(provider: IConstruct, { vpc }: PlatformOptions): void {
  acknowledgeControls(provider, {
    ...(vpc === undefined
      ? { LambdaInsideVPC: 'it calls SNS while the stack is deployed, and nothing else' }
      : {}),
    LambdaDLQ: 'CloudFormation calls it and waits for its answer',
    LambdaConcurrency: 'CloudFormation calls it once per deployment',
  });
  acknowledge(provider, { id: 'AwsSolutions-L1', reason: 'the CDK chooses the runtime of its provider' });
}
