import { Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  type EndpointPerimeter,
  toBucketStatements,
  toServiceStatement,
  toStackAnswerStatement,
} from '../../core/policy/endpoint-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { onlyOrganization } from '../identity/only-organization';
import { checkName } from '../preflight/check-name';
import type { AuditEndpointProps } from './audit-endpoint-props';
import { AuditEndpointService, SERVICE_ENDPOINTS } from './audit-endpoint-service';

/** The statements of the policy of the endpoint for a service. */
export function toEndpointPolicy(
  scope: Construct,
  service: AuditEndpointService,
  props: AuditEndpointProps,
): readonly PolicyStatementData[] {
  const perimeter = perimeterOf(scope, props);
  const { actions } = SERVICE_ENDPOINTS[service];
  if (service === AuditEndpointService.S3) return toS3Policy(scope, props, perimeter);
  if (service !== AuditEndpointService.DYNAMODB) return [toServiceStatement(actions, perimeter)];
  const tables = props.tables?.flatMap(({ tableArn }) => [tableArn, `${tableArn}/index/*`]);
  return [toServiceStatement(actions, perimeter, tables)];
}

function toS3Policy(
  scope: Construct,
  { archives, buckets }: AuditEndpointProps,
  perimeter: EndpointPerimeter,
): readonly PolicyStatementData[] {
  const { partition, region } = Stack.of(scope);
  const read = archives?.map(({ bucket }) => bucket.bucketArn) ?? [];
  const written = buckets?.map(({ bucketArn }) => bucketArn) ?? [];
  const isBound = archives !== undefined || buckets !== undefined;
  return [
    ...(isBound ? toBucketStatements({ read, written }, perimeter) : [toServiceStatement('s3', perimeter)]),
    toStackAnswerStatement(partition, Fn.join('', Fn.split('-', region))),
  ];
}

/** Whose principals and resources the policies allow; throws on ids that are none. */
function perimeterOf(
  scope: Construct,
  { organizationId, accounts, archives = [] }: AuditEndpointProps,
): EndpointPerimeter {
  checkName('organizationId', 'organization id', organizationId);
  for (const account of accounts ?? []) checkName('accounts', 'account id', account);
  if (accounts !== undefined) {
    if (organizationId === undefined && accounts.length > 0) return { accounts };
    throw new Error(
      organizationId === undefined
        ? 'accounts is empty, so no request would pass; name an account or leave it out'
        : 'organizationId and accounts are both given; name the organization, or the accounts where it has others that shall not pass',
    );
  }
  const own = organizationId ?? onlyOrganization(archives.flatMap(({ trails }) => trails));
  return { ...(own === undefined ? {} : { organizationId: own }), accounts: [Stack.of(scope).account] };
}
