import { CfnResourcePolicy } from 'aws-cdk-lib/aws-cloudtrail';
import {
  type AddToResourcePolicyResult,
  Grant,
  type IGrantable,
  PolicyDocument,
  type PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { LAKE_QUERY_ACTIONS, STORE_POLICY_ACTIONS } from '../../core/policy/lake-statements';
import { errorAt } from '../preflight/construct-error';
import type { IEventDataStore } from './event-data-store-interface';

/** The resource policy of an event data store, which is there once it has a statement. */
export class StorePolicy {
  private readonly document = new PolicyDocument();
  private resource: CfnResourcePolicy | undefined;

  constructor(
    private readonly scope: Construct,
    private readonly storeArn: string,
  ) {}

  /** @throws if CloudTrail takes an action of the statement in no policy of a store */
  add(statement: PolicyStatement): AddToResourcePolicyResult {
    const others = statement.actions.filter((action) => !STORE_POLICY_ACTIONS.includes(action));
    if (others.length > 0 || statement.actions.length === 0) {
      const found = others.length === 0 ? 'no action' : others.map((action) => `'${action}'`).join(', ');
      throw errorAt(
        this.scope,
        `addToResourcePolicy: the statement has ${found}; the policy of an event data store takes ${STORE_POLICY_ACTIONS.join(', ')}`,
      );
    }
    if (statement.resources.length === 0) statement.addResources(this.storeArn);
    this.document.addStatements(statement);
    this.resource ??= new CfnResourcePolicy(this.scope, 'Policy', {
      resourceArn: this.storeArn,
      resourcePolicy: this.document,
    });
    return { statementAdded: true, policyDependable: this.resource };
  }
}

/** Grants the queries of a store, and its key. */
export function grantStoreQuery(store: IEventDataStore, grantee: IGrantable): Grant {
  const { eventDataStoreArn, encryptionKey } = store;
  const grant = Grant.addToPrincipalOrResource({
    grantee,
    actions: [...LAKE_QUERY_ACTIONS],
    resourceArns: [eventDataStoreArn],
    resource: store,
  });
  if (encryptionKey === undefined) return grant;
  return grant.combine(encryptionKey.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey'));
}
