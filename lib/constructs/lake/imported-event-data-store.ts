import { Arn, ArnFormat, Resource } from 'aws-cdk-lib';
import type { EventDataStoreReference } from 'aws-cdk-lib/aws-cloudtrail';
import type { AddToResourcePolicyResult, Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IEventDataStore } from './event-data-store-interface';
import { grantStoreQuery } from './grant-store-query';
import { checkLakeArn, isLakeArn } from './lake-arn';

const KIND = { property: 'eventDataStoreArn', noun: 'an event data store', type: 'eventdatastore' };

/** An event data store that exists already. Its key, if it has one, must admit who queries. */
export class ImportedEventDataStore extends Resource implements IEventDataStore {
  constructor(
    scope: Construct,
    id: string,
    public readonly eventDataStoreArn: string,
  ) {
    super(scope, id, isLakeArn(KIND, eventDataStoreArn) ? { environmentFromArn: eventDataStoreArn } : {});
    checkLakeArn(this, KIND, eventDataStoreArn);
  }

  public get eventDataStoreId(): string {
    return toStoreId(this.eventDataStoreArn);
  }

  public get eventDataStoreRef(): EventDataStoreReference {
    return { eventDataStoreArn: this.eventDataStoreArn };
  }

  public grantQuery(grantee: IGrantable): Grant {
    return grantStoreQuery(this, grantee);
  }

  /** CloudTrail replaces the whole policy of a store, and what it has synth does not know. */
  public addToResourcePolicy(): AddToResourcePolicyResult {
    return { statementAdded: false };
  }
}

/** What queries have after `FROM`. */
export function toStoreId(arn: string): string {
  return Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME).resourceName ?? '';
}
