import { Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  type EndpointPerimeter,
  toBucketStatements,
  toServiceStatement,
  toStackAnswerStatement,
} from '../../core/policy/endpoint-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import type { AuditEndpointProps } from './audit-endpoint-props';
import { AuditEndpointService, SERVICE_ENDPOINTS } from './audit-endpoint-service';
import { perimeterOf } from './endpoint-perimeter';

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
