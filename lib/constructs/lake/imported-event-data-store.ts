import { Arn, ArnFormat, Resource, Token } from 'aws-cdk-lib';
import type { EventDataStoreReference } from 'aws-cdk-lib/aws-cloudtrail';
import type { AddToResourcePolicyResult, Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { checkArn } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import type { IEventDataStore } from './event-data-store-interface';
import { grantStoreQuery } from './grant-store-query';

const STORE_ARN = /^arn:[^:]+:cloudtrail:[a-z0-9-]+:\d{12}:eventdatastore\/[0-9A-Za-z-]+$/;

/** An event data store that exists already. Its key, if it has one, must admit who queries. */
export class ImportedEventDataStore extends Resource implements IEventDataStore {
  constructor(
    scope: Construct,
    id: string,
    public readonly eventDataStoreArn: string,
  ) {
    super(scope, id, isStoreArn(eventDataStoreArn) ? { environmentFromArn: eventDataStoreArn } : {});
    if (isStoreArn(eventDataStoreArn)) {
      const place = { property: 'eventDataStoreArn', service: 'cloudtrail' };
      within(this, () => checkArn(this, place, eventDataStoreArn));
      return;
    }
    throw errorAt(
      this,
      `eventDataStoreArn '${eventDataStoreArn}' is not the ARN of an event data store; it looks like ` +
        'arn:aws:cloudtrail:eu-central-1:111122223333:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000',
    );
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

function isStoreArn(arn: string): boolean {
  return Token.isUnresolved(arn) || STORE_ARN.test(arn);
}
