import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { LogFolder, LogReader, LogReaderRole, Trailwatch } from 'cdk-trailwatch';
import type { Construct } from 'constructs';

export interface SharedAuditStackProps extends StackProps {
  /** The addresses that receive alerts of medium severity and above, a daily summary of all, and every alarm. */
  readonly emails: string[];
  /** The account of the third party that reads the log files. */
  readonly vendorAccount: string;
  /** What the third party names when it takes the role: made by it, and for you alone. */
  readonly vendorExternalId: string;
  /** When the sharing ends by itself. */
  readonly validUntil: Date;
}

/** A trail whose log files of one Region a third party may read, until a day. */
export class SharedAuditStack extends Stack {
  public readonly reader: LogReaderRole;

  constructor(scope: Construct, id: string, props: SharedAuditStackProps) {
    super(scope, id, {
      description: 'CloudTrail, and a role for a third party that reads the log files',
      terminationProtection: true,
      ...props,
    });
    // A name of our own: calls that change the role raise an alert.
    const roleName = 'cloudtrail-log-reader';
    const { archive } = new Trailwatch(this, 'Trailwatch', {
      emails: props.emails,
      resourceNames: [roleName],
    });
    this.reader = new LogReaderRole(this, 'Vendor', {
      archive,
      roleName,
      reader: LogReader.thirdParty({ account: props.vendorAccount, externalId: props.vendorExternalId }),
      // Log files of this Region only; no digest files, and nothing else of the bucket.
      readable: { regions: [this.region], folders: [LogFolder.RECORDS] },
      validUntil: props.validUntil,
      maxSessionDuration: Duration.hours(1),
    });
    new CfnOutput(this, 'RoleArn', {
      value: this.reader.roleArn,
      description: 'give this to the third party',
    });
    new CfnOutput(this, 'ReaderPolicy', {
      value: this.reader.readerPolicyJson(),
      description: 'the policy with which principals of the third party may take the role',
    });
  }
}
