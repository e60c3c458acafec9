import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ArchiveLifecycle, Trailwatch } from 'cdk-trailwatch';
import type { Construct } from 'constructs';

export interface AuditStackProps extends StackProps {
  /** The addresses that receive alerts of medium severity and above, a daily summary of all, and every alarm. */
  readonly emails: string[];
}

/** A trail of one account in every Region, its archive, the search for suspicious calls, and alerts by e-mail. */
export class AuditStack extends Stack {
  public readonly trailwatch: Trailwatch;

  constructor(scope: Construct, id: string, props: AuditStackProps) {
    super(scope, id, {
      description: 'CloudTrail in every Region, its archive, and alerts',
      terminationProtection: true,
      ...props,
    });
    this.trailwatch = new Trailwatch(this, 'Trailwatch', {
      emails: props.emails,
      // Log files are deleted after two years.
      lifecycleRules: ArchiveLifecycle.intelligentTiering({ expireAfter: Duration.days(730) }),
      // A trail that stops, or is changed, raises an alert.
      deliveryMonitor: {},
    });
  }
}
