import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DataEventType,
  EventSelection,
  UnifiedCentralization,
  UnifiedIngestion,
  UnifiedScope,
  UnifiedTables,
} from '../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, MANAGEMENT, ORGANIZATION, REGION } from '../constructs/synthesize';
import { arnHere, regionHere } from './place';
import type { Scenario } from './scenario';

/** CloudTrail's events in CloudWatch: those of an organization, copied to one account and written to tables there, and further ones of one account. */
export const unified: Scenario = {
  name: 'unified',
  build: (app) => {
    const organization = new Stack(app, 'Unified', { env: { account: MANAGEMENT, region: REGION } });
    new UnifiedIngestion(organization, 'Everyone', {
      organizationAdministratorAccount: MANAGEMENT,
      eventSelection: EventSelection.managementEvents().withoutKms().writeOnly(),
      retention: RetentionDays.ONE_MONTH,
    });
    new UnifiedCentralization(organization, 'Copies', {
      source: UnifiedScope.organization(ORGANIZATION),
      sourceRegions: [REGION, regionHere('us-east-1')],
      destinationAccount: LOG_ARCHIVE,
      backup: { region: regionHere('eu-west-1') },
    });
    const account = new Stack(app, 'UnifiedAccount', { env: { account: ACCOUNT, region: REGION } });
    new UnifiedIngestion(account, 'Objects', {
      ruleName: 'objects',
      eventSelection: EventSelection.dataEvents(DataEventType.S3_OBJECT)
        .forResourcesUnder(arnHere('arn:aws:s3:::payments/'))
        .plus(EventSelection.dataEvents(DataEventType.LAMBDA_FUNCTION)),
      regions: [...new Set([regionHere('eu-west-1'), regionHere('us-east-1')])],
    });
    const destination = new Stack(app, 'UnifiedCopies', { env: { account: LOG_ARCHIVE, region: REGION } });
    const encryptionKey = new Key(destination, 'Key', {
      enableKeyRotation: true,
      alias: 'cloudtrail-tables',
    });
    new UnifiedTables(destination, 'Tables', { encryptionKey });
  },
};
