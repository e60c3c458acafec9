import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { acknowledgeWildcards } from './acknowledge';

/** Grants an action on a log group. Not with `grant`, whose resources depend on the version of the CDK. */
export function grantOnLogGroup(role: Role, logGroup: ILogGroup, action: string): void {
  acknowledgeWildcards(role, {
    [action]: "a log group's ARN ends with all its streams; the action supports no other form",
  });
  const { account, region } = logGroup.env;
  const withoutStreams = Stack.of(logGroup).formatArn({
    ...{ service: 'logs', resource: 'log-group', resourceName: logGroup.logGroupName },
    ...{ arnFormat: ArnFormat.COLON_RESOURCE_NAME, account, region },
  });
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: [action], resources: [withoutStreams, logGroup.logGroupArn] }),
  );
}
