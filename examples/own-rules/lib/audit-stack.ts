import { Stack, type StackProps } from 'aws-cdk-lib';
import { DataEventType, EventSelection, Trailwatch } from 'cdk-trailwatch';
import type { Construct } from 'constructs';
import { ourRules } from './our-rules';

export interface AuditStackProps extends StackProps {
  /** The addresses that receive alerts of medium severity and above, a daily summary of all, and every alarm. */
  readonly emails: string[];
}

/** A trail whose log files are searched with rules of our own besides the built-in ones. */
export class AuditStack extends Stack {
  constructor(scope: Construct, id: string, props: AuditStackProps) {
    super(scope, id, {
      description: 'CloudTrail with rules of our own',
      terminationProtection: true,
      ...props,
    });
    new Trailwatch(this, 'Trailwatch', {
      emails: props.emails,
      rules: ourRules(),
      // Reading an object is a data event: a rule about it needs the trail to log it.
      eventSelection: EventSelection.managementEvents().plus(
        EventSelection.dataEvents(DataEventType.S3_OBJECT).forResourcesUnder('arn:aws:s3:::example-payroll/'),
      ),
    });
  }
}
