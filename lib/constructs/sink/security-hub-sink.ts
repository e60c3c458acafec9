import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FINDING_SINK_ENVIRONMENT } from '../../core/settings/sink-settings';
import { AlertSink, type AlertSinkProps, createSink } from './alert-sink';

/** Properties of `SecurityHubSink`. */
export interface SecurityHubSinkProps extends AlertSinkProps {}

/**
 * Imports alerts into AWS Security Hub CSPM as findings in the AWS Security Finding Format. Security Hub must be enabled in the
 * account and Region of the sink. Its default product accepts findings of this account only, so each finding belongs to this
 * account, and the account of the alert is its first resource.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-custom-providers.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type AlertTopic, SecurityHubSink } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * new SecurityHubSink(stack, 'SecurityHub', { alertTopic });
 */
export class SecurityHubSink extends AlertSink {
  /** The product of the findings: the default one of the account. */
  public readonly productArn: string;

  constructor(scope: Construct, id: string, props: SecurityHubSinkProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { account: accountId } = stack;
    const productArn = stack.formatArn({
      service: 'securityhub',
      resource: 'product',
      resourceName: `${accountId}/default`,
    });
    this.productArn = productArn;
    this._parts = createSink(this, props, {
      bundle: 'send-findings',
      description: 'imports alerts into Security Hub',
      services: 'Security Hub, KMS and CloudWatch',
      environment: (common) => FINDING_SINK_ENVIRONMENT.encode({ ...common, productArn, accountId }),
      statements: [{ Effect: 'Allow', Action: 'securityhub:BatchImportFindings', Resource: productArn }],
    });
  }
}
