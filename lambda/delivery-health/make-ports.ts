import type { AccountClient } from '@aws-sdk/client-account';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, type CloudTrailClientConfig } from '@aws-sdk/client-cloudtrail';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { DeliverySettings } from '../../lib/core/settings/delivery-settings';
import { listStackResources } from '../aws/change/list-stack-resources';
import { confirming, makeProveRequest } from '../aws/confirming';
import { getPart } from '../aws/get-part';
import { getKeyPolicy, getTopicPolicy } from '../aws/get-policy';
import { getBucketSettings } from '../aws/s3/get-bucket-settings';
import { listFolders, listKeys, listObjects } from '../aws/s3/list-objects';
import { readObject } from '../aws/s3/read-object';
import { sendMessages } from '../aws/send/send-messages';
import { readHeartbeats } from '../aws/table/heartbeat-item';
import { listProgress, readProgress, writeProgress } from '../aws/table/progress-item';
import { getTrail } from '../aws/trail/get-trail';
import { getTrailSettings } from '../aws/trail/get-trail-settings';
import { getTrailStatus } from '../aws/trail/get-trail-status';
import { listRegions } from '../aws/trail/list-regions';
import { makeClaimStore, makeRaisePorts, type RaiseClients } from '../raise/ports/make-raise-ports';
import type { Ports } from './ports';

/** The clients that this function works with; CloudTrail is asked in every Region. */
export interface Clients extends RaiseClients {
  readonly s3: S3Client;
  readonly account: AccountClient;
  readonly kms: KMSClient;
  readonly cloudTrail: CloudTrailClientConfig;
  readonly cloudFormation: CloudFormationClient;
  readonly events: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly cloudWatch: CloudWatchClient;
}

/** The ports in life: AWS, through these clients, with the names that the settings give. */
export function makePorts(clients: Clients, settings: DeliverySettings): Ports {
  const { s3, sqs, dynamodb, account } = clients;
  const { tableName, queueUrl, bucketName } = settings;
  const table = async () => ({
    ...{ client: dynamodb, tableName },
    key: await clients.macKeys('delivery', tableName),
  });
  const heartbeats = makeClaimStore(clients, { tableName: settings.heartbeatTable });
  const inRegion = regionalClients(clients.cloudTrail);
  return {
    ...makeRaisePorts(clients, settings),
    listRegions: () => listRegions(account),
    getTrail: (region, arn) => getTrail(inRegion(region), arn),
    getTrailStatus: (region, trail) => getTrailStatus(inRegion(region), trail),
    listStackResources: (stack) => listStackResources(clients.cloudFormation, stack),
    readResource: ({ kind, arn, part }) => {
      const [, , , region = '', , name = ''] = arn.split(':');
      switch (kind) {
        case 'trail':
          return getTrailSettings(inRegion(region), arn);
        case 'bucket':
          return getBucketSettings(s3, name);
        case 'key':
          return getKeyPolicy(clients.kms, arn);
        case 'topic':
          return getTopicPolicy(clients.sns, arn);
        case 'part':
          return getPart(clients, part?.type ?? '', arn);
        default:
          return kind satisfies never;
      }
    },
    listFolders: (keyPrefix) => listFolders(s3, bucketName, keyPrefix),
    listKeys: (keyPrefix, after) => listKeys(s3, bucketName, [keyPrefix, after]),
    listFiles: (keyPrefix) => listObjects(s3, bucketName, keyPrefix),
    readObject: (object, signal) => readObject(s3, object, signal),
    readProgress: async (name) => readProgress(await table(), name),
    writeProgress: async (progress) => writeProgress(await table(), progress),
    listProgress: () => listProgress(dynamodb, tableName),
    sendMessages: (bodies) => sendMessages(sqs, queueUrl, bodies),
    readHeartbeats: async (hour, account) =>
      (await readHeartbeats(heartbeats, hour, account)).map((place) => place.slice(account.length + 1)),
    prove: makeProveRequest(),
  };
}

/** One client for each Region, kept as long as the container: there are some 35. */
function regionalClients(config: CloudTrailClientConfig): (region: string) => CloudTrailClient {
  const clients = new Map<string, CloudTrailClient>();
  return (region) => {
    const client = clients.get(region) ?? confirming(new CloudTrailClient({ ...config, region }));
    clients.set(region, client);
    return client;
  };
}
