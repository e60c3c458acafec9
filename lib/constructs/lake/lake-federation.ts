import { Grant, type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acknowledgeControls } from '../statement/acknowledge';

interface FederatedStore {
  readonly eventDataStoreArn: string;
  readonly encryptionKey?: IKey;
}

/**
 * Federation of an event data store: a table in AWS Glue for Amazon Athena, with access managed by AWS Lake Formation.
 *
 * CloudTrail creates the database `aws:cloudtrail` and the table, and registers both with Lake Formation. The deployment
 * requires the permissions that docs/deploy/lake.md lists. In an organization, only one account can enable federation for a store.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-federation.html
 */
export class LakeFederation {
  /** Creates a role for Lake Formation, which can read only this store and use its key. */
  public static create(): LakeFederation {
    return new LakeFederation(createRole);
  }

  /**
   * Uses an existing role. It must trust `lakeformation.amazonaws.com`. A role of this app is granted permission to read the
   * store; an imported role must have it.
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
 * Trusts Lake Formation without a condition, like the AWS sample, because AWS documents no source that Lake Formation passes.
 */
function createRole(scope: Construct): Role {
  const role = new Role(scope, 'FederationRole', {
    description: 'Lets Lake Formation read a federated event data store of CloudTrail Lake',
    assumedBy: new ServicePrincipal('lakeformation.amazonaws.com'),
  });
  acknowledgeControls(role, {
    IAMNoInlinePolicy: 'the policy is for this role alone, and is created and deleted with it',
  });
  return role;
}

/** Allows the role to read the store. The store references the role, so the role's policy is created after the store. */
export function grantFederatedRead(role: IRole, { eventDataStoreArn, encryptionKey }: FederatedStore): void {
  Grant.addToPrincipal({
    grantee: role,
    actions: ['cloudtrail:GetEventDataStoreData'],
    resourceArns: [eventDataStoreArn],
  });
  encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
}
