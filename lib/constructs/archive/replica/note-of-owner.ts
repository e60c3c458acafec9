import { Aspects } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { noteOf } from '../../preflight/report-finding';
import type { ILogArchive } from '../log-archive-interface';
import { isReplicatedHere, toOwnersReplication } from './archive-replication';
import { LogArchiveReplica } from './log-archive-replica';

/** Adds a note with what the owner of a bucket needs who replicates it to the archive that is read, unless this app has that bucket. */
export function noteOfReplication(scope: IConstruct, { bucket }: ILogArchive): void {
  const replica = bucket.node.scope;
  if (!(replica instanceof LogArchiveReplica)) return;
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope || isReplicatedHere(replica)) return;
      const { roleArn, policy, configuration } = toOwnersReplication(replica);
      const found =
        `the replication to ${bucket.bucketName} needs, in the account of the source bucket, the role ${roleArn}, which s3.amazonaws.com may assume, with ` +
        `${JSON.stringify(policy)}, and kms:Decrypt on the key of the source if it has one, and then on the source bucket ${JSON.stringify(configuration)}`;
      noteOf(scope, 'announcedElsewhere', found);
    },
  });
}
