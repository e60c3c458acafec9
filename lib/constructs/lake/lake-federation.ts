import { Grant, type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acknowledgeControls } from '../statement/acknowledge';

/** What a federated store is: its ARN and key. */
interface FederatedStore {
  readonly eventDataStoreArn: string;
  readonly encryptionKey?: IKey;
}

/**
 * Federation of an event data store: a table in AWS Glue that Amazon Athena queries, and whose readers AWS Lake Formation admits.
 *
 * CloudTrail creates the database `aws:cloudtrail` and the table, and registers both with Lake Formation. Whoever deploys needs the
 * permissions for that, which docs/lake.md lists. In an organization one account alone can enable it for a store.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-federation.html
 */
export class LakeFederation {
  /** With a role of the store's own, which Lake Formation takes, and which reads this store and uses its key. */
  public static create(): LakeFederation {
    return new LakeFederation(createRole);
  }

  /**
   * With a role that is there already. It must trust `lakeformation.amazonaws.com`. A role of this app gets the permission to
   * read the store; any other must have it.
   */
  public static withRole(role: IRole): LakeFederation {
    return new LakeFederation(() => role);
  }

  private readonly provide: (scope: Construct) => IRole;

  private constructor(provide: (scope: Construct) => IRole) {
    this.provide = provide;
  }

  /** @internal */
  public _roleIn(scope: Construct): IRole {
    return this.provide(scope);
  }
}

/**
 * Trusts Lake Formation, as AWS's own sample does: without a condition, since no source is documented that Lake Formation would
 * name.
 */
function createRole(scope: Construct): Role {
  const role = new Role(scope, 'FederationRole', {
    description: 'Lets Lake Formation read a federated event data store of CloudTrail Lake',
    assumedBy: new ServicePrincipal('lakeformation.amazonaws.com'),
  });
  acknowledgeControls(role, {
    IAMNoInlinePolicy: 'the policy is for this role alone and is made and deleted with it',
  });
  return role;
}

/** Lets the role read the store. The store names the role, so the policy of the role follows the store. */
export function grantFederatedRead(role: IRole, { eventDataStoreArn, encryptionKey }: FederatedStore): void {
  Grant.addToPrincipal({
    grantee: role,
    actions: ['cloudtrail:GetEventDataStoreData'],
    resourceArns: [eventDataStoreArn],
  });
  encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
}
