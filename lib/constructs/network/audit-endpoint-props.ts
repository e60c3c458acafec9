import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IPeer, ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { AuditEndpointService } from './audit-endpoint-service';

/** Properties of `AuditEndpoint`. */
export interface AuditEndpointProps {
  /** The VPC of the endpoints. It requires DNS resolution and DNS hostnames, which VPCs of the CDK have. */
  readonly vpc: IVpc;

  /**
   * The services to create endpoints for. Omit those that the VPC already has an endpoint for; docs/deploy/network.md lists which
   * functions call which services.
   *
   * @default - CloudTrail, CloudWatch Logs, SNS, SQS, KMS, EventBridge, S3 and DynamoDB
   */
  readonly services?: AuditEndpointService[];

  /**
   * The subnets of the functions. Interface endpoints get a network interface in one subnet of each Availability Zone; gateway
   * endpoints get routes in the route tables of all subnets.
   *
   * @default - private subnets, as for functions; isolated ones where the VPC has no others
   */
  readonly subnets?: SubnetSelection;

  /**
   * The security groups of the interface endpoints.
   *
   * @default - a new one, which lets `clients` connect to port 443
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The peers that may connect to the interface endpoints on port 443. Cannot be used with `securityGroups`. More can be added
   * through `connections`.
   *
   * @default - the primary CIDR block of the VPC
   */
  readonly clients?: IPeer[];

  /**
   * Whether private DNS is enabled for the interface endpoints. Otherwise, the VPC needs a private hosted zone of Route 53 for
   * each service.
   *
   * @default true
   */
  readonly privateDns?: boolean;

  /**
   * The organization whose principals may use the endpoints, for resources of its accounts. Cannot be used with `accounts`.
   *
   * @default - that of the trails of `archives`, if all are of one organization and `accounts` is left out
   */
  readonly organizationId?: string;

  /**
   * The accounts whose principals may use the endpoints, for resources of these accounts.
   *
   * @default - the organization; without one, the account of the stack
   */
  readonly accounts?: string[];

  /**
   * Archives that are read through the S3 endpoint. They cannot be written or deleted through it.
   *
   * @default - with `buckets` left out, too, every bucket of the organization or accounts
   */
  readonly archives?: ILogArchive[];

  /**
   * Additional buckets, which are read and written through the S3 endpoint: `ArchiveSearch.resultsBucket`, or a bucket of query
   * results.
   *
   * @default - none; see `archives`
   */
  readonly buckets?: IBucket[];

  /**
   * The tables that are used through the DynamoDB endpoint.
   *
   * @default - every table of the organization or accounts, because CloudFormation names the tables of trailwatch
   */
  readonly tables?: ITable[];
}
