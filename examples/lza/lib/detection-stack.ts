import { Annotations, Stack, type StackProps } from 'aws-cdk-lib';
import { type AcceleratorProps, LandingZone, Trailwatch } from 'cdk-trailwatch';
import type { Construct } from 'constructs';

/** The landing zone, and who receives alerts. */
export interface DetectionStackProps extends StackProps {
  readonly zone: AcceleratorProps;
  readonly emails: string[];
}

/**
 * Detection, verification and alerts for the trail of the Landing Zone Accelerator, in the log archive account. The landing zone stays as it is.
 */
export class DetectionStack extends Stack {
  constructor(scope: Construct, id: string, { zone, emails, ...props }: DetectionStackProps) {
    super(scope, id, {
      description: 'Alerts on the log files of the trail of the Landing Zone Accelerator',
      env: { account: zone.logArchiveAccount, region: zone.homeRegion },
      ...props,
    });
    const { processor, integrity } = new Trailwatch(this, 'Trailwatch', {
      trail: LandingZone.accelerator(zone).trail(this, 'Trail'),
      emails,
      // A member account may not list the accounts of the organization; remove it in a delegated administrator.
      ownOrganization: false,
      // The pipeline of the accelerator changes its trail.
      deploymentRoleArns: [
        `arn:aws:iam::${zone.logArchiveAccount}:role/cdk-hnb659fds-*`,
        `arn:aws:iam::${zone.managementAccount}:role/AWSAccelerator-*`,
      ],
    });
    // The README says how, and synth cannot see whether it was done.
    Annotations.of(processor).acknowledgeWarning(
      'cdk-trailwatch:eventBridgeNotifications',
      'the bucket sends its events to EventBridge',
    );
    Annotations.of(integrity).acknowledgeWarning(
      'cdk-trailwatch:changesUnannounced',
      'the bucket sends its events to EventBridge',
    );
  }
}
