import { Arn, ArnFormat, Resource, Token } from 'aws-cdk-lib';
import type { TrailReference } from 'aws-cdk-lib/aws-cloudtrail';
import type { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { checkArn } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import type { IAuditTrail } from './audit-trail-interface';
import { createCallRule, grantDescribeTrail, grantManageTrailSelectors, grantOnTrail } from './trail-grants';

const TRAIL_ARN = /^arn:[^:]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[^/]+$/;

/** A trail that exists already. */
export class ImportedTrail extends Resource implements IAuditTrail {
  constructor(
    scope: Construct,
    id: string,
    public readonly trailArn: string,
  ) {
    super(scope, id, isTrailArn(trailArn) ? { environmentFromArn: trailArn } : {});
    if (isTrailArn(trailArn)) {
      within(this, () => checkArn(this, { property: 'trailArn', service: 'cloudtrail' }, trailArn));
      return;
    }
    throw errorAt(
      this,
      `trailArn '${trailArn}' is not the ARN of a trail; it looks like arn:aws:cloudtrail:eu-central-1:111122223333:trail/NAME`,
    );
  }

  public get trailRef(): TrailReference {
    const { trailArn } = this;
    const { resourceName = '' } = Arn.split(trailArn, ArnFormat.SLASH_RESOURCE_NAME);
    return { trailArn, trailName: resourceName };
  }

  public grantDescribe(grantee: IGrantable): Grant {
    return grantDescribeTrail(this.trailArn, grantee);
  }

  public grantStart(grantee: IGrantable): Grant {
    return grantOnTrail(this.trailArn, grantee, ['cloudtrail:StartLogging']);
  }

  public grantStop(grantee: IGrantable): Grant {
    return grantOnTrail(this.trailArn, grantee, ['cloudtrail:StopLogging']);
  }

  public grantManageSelectors(grantee: IGrantable): Grant {
    return grantManageTrailSelectors(this.trailArn, grantee);
  }

  public onCloudTrailEvent(id: string, options: OnEventOptions): Rule {
    return createCallRule(this, id, options, 'aws.cloudtrail');
  }
}

function isTrailArn(arn: string): boolean {
  return Token.isUnresolved(arn) || TRAIL_ARN.test(arn);
}
