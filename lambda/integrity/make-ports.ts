import { CloudTrailClient, type CloudTrailClientConfig } from '@aws-sdk/client-cloudtrail';
import type { S3Client } from '@aws-sdk/client-s3';
import type { IntegritySettings } from '../../lib/core/settings/integrity-settings';
import { confirming } from '../aws/confirming';
import { listFolders } from '../aws/s3/list-folders';
import { listKeys } from '../aws/s3/list-objects';
import { listVersions } from '../aws/s3/list-versions';
import { readArchive } from '../aws/s3/read-archive';
import { sendMessages } from '../aws/send/send-messages';
import { listProgress, readProgress, writeProgress } from '../aws/table/progress-item';
import { listPublicKeys } from '../aws/trail/list-public-keys';
import { makeRaisePorts, type RaiseClients } from '../raise/make-raise-ports';
import type { Ports } from './ports';

/** The clients that this function works with; CloudTrail is asked in every Region. */
export interface Clients extends RaiseClients {
  readonly s3: S3Client;
  readonly cloudTrail: CloudTrailClientConfig;
}

/** The ports in life: AWS, through these clients, with the names that the settings give. */
export function makePorts(clients: Clients, settings: IntegritySettings): Ports {
  const { s3, sqs, dynamodb } = clients;
  const { tableName, queueUrl, bucketName } = settings;
  const table = async () => ({
    ...{ client: dynamodb, tableName },
    key: await clients.macKeys('integrity', tableName),
  });
  return {
    ...makeRaisePorts(clients, settings),
    readArchive: (place, outOfTime) => readArchive(s3, place, outOfTime),
    listKeys: (keyPrefix, after) => listKeys(s3, bucketName, [keyPrefix, after]),
    listVersions: (keyPrefix, after) => listVersions(s3, bucketName, [keyPrefix, after]),
    listFolders: (keyPrefix) => listFolders(s3, bucketName, keyPrefix),
    listPublicKeys: async (region, startMs, endMs) => {
      const client = confirming(new CloudTrailClient({ ...clients.cloudTrail, region }));
      try {
        return await listPublicKeys(client, startMs, endMs);
      } finally {
        client.destroy();
      }
    },
    readProgress: async (name) => readProgress(await table(), name),
    writeProgress: async (progress) => writeProgress(await table(), progress),
    listProgress: () => listProgress(dynamodb, tableName),
    sendMessages: (bodies) => sendMessages(sqs, queueUrl, bodies),
  };
}
