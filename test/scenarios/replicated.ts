import { Duration, Stack } from 'aws-cdk-lib';
import { ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { ArchiveLifecycle, AuditTrail, LogArchive, LogArchiveReplica } from '../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, LOG_BUCKET, REGION, TRAIL } from '../constructs/synthesize';
import { arnHere, regionHere } from './place';
import type { Scenario } from './scenario';

/** Where the second copy is: in another Region, and an account of its own. */
export const REPLICA_ACCOUNT = '777788889999';
export const REPLICA_REGION = regionHere('eu-west-1');

/** Its key, which the stack of the archive cannot ask for. */
export const REPLICA_KEY_ARN = arnHere(
  `arn:aws:kms:${REPLICA_REGION}:${REPLICA_ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`,
);

/** Files that nobody can delete for a year, in two accounts and Regions. */
export const objectLockAndReplication: Scenario = {
  name: 'object-lock-and-replication',
  build: (app) => {
    const stackOf = (id: string, account: string, region: string) =>
      new Stack(app, id, { env: { account, region } });
    const objectLock = ObjectLockRetention.compliance(Duration.days(365));
    const replica = new LogArchiveReplica(stackOf('Replica', REPLICA_ACCOUNT, REPLICA_REGION), 'Replica', {
      sourceAccount: LOG_ARCHIVE,
      objectLock,
    });
    const archive = new LogArchive(stackOf('LogArchive', LOG_ARCHIVE, REGION), 'Archive', {
      trails: [TRAIL],
      bucketName: LOG_BUCKET,
      objectLock,
      lifecycleRules: ArchiveLifecycle.glacier({
        instantRetrievalAfter: Duration.days(90),
        expireAfter: Duration.days(2555),
      }),
      replication: { replica, timeControl: true, keyArn: REPLICA_KEY_ARN },
      inventory: {},
    });
    new AuditTrail(stackOf('Trail', ACCOUNT, REGION), 'Trail', { identity: TRAIL, archive });
  },
};
