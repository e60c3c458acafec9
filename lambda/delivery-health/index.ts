import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { AccountClient } from '@aws-sdk/client-account';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { RulesInUse } from '../../lib/core/cost/savings/rules-in-use';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { decodeDeliverySettings, NONE } from '../../lib/core/settings/delivery-settings';
import { expectEvent, SQS_EVENT, STACK_EVENT } from '../../lib/core/settings/expected-event';
import { answerStack, type StackEvent, type StackRequest } from '../aws/change/answer-stack';
import { listStackResources } from '../aws/change/list-stack-resources';
import { CLIENT_OPTIONS } from '../aws/client-options';
import { confirming, makeProveRequest } from '../aws/confirming';
import { getKeyPolicy, getPart, getTopicPolicy, getTrailSettings } from '../aws/get-found-resource';
import { getBucketSettings } from '../aws/s3/get-bucket-settings';
import { listFolders, listKeys, listObjects } from '../aws/s3/list-objects';
import { readObject } from '../aws/s3/read-object';
import { sendMessages } from '../aws/send/send-messages';
import { readHeartbeats } from '../aws/table/heartbeat-item';
import { listProgress, readProgress, writeProgress } from '../aws/table/progress-item';
import { outOfTimeSignal } from '../aws/time-budget';
import { getTrail, getTrailStatus } from '../aws/trail/get-trail';
import { listRegions } from '../aws/trail/list-regions';
import { openRegisters } from '../raise/open-registers';
import { makeClaimStore, makeRaiseClients, makeRaisePorts } from '../raise/ports/make-raise-ports';
import { runInvocation } from '../raise/raising';
import { takeDeployed } from './check-drift';
import { processBatch } from './delivery-health';
import { beginInvocation, type Container, type Invocation, type Ports } from './ports';

/** The time that is reserved to finish work in progress: calls with their retries, and the response to Lambda. */
const RESERVE_MS = 15_000;

const settings = decodeDeliverySettings(process.env);
const logger = new Logger({ serviceName: settings.monitorName });
const metrics = new Metrics({ namespace: settings.metricsNamespace, serviceName: settings.monitorName });
let rules: RulesInUse | undefined;
const container: Container = {
  settings,
  ports: makePorts(),
  rules: rulesInUse,
  registers: openRegisters(process.env),
  log: logger,
  storms: new Map(),
  newOwner: () => randomUUID(),
};

/** The handler, called by Lambda with every batch of messages, and by CloudFormation during a deployment. */
export async function handler(
  event: SQSEvent | (StackEvent & StackRequest),
  context: Context,
): Promise<SQSBatchResponse | undefined> {
  expectEvent(event, SQS_EVENT, STACK_EVENT);
  logger.addContext(context);
  const outOfTime = outOfTimeSignal(context, RESERVE_MS);
  const run = <Answer>(process: (invocation: Invocation) => Promise<Answer>) =>
    runInvocation({ begin: () => beginInvocation(container, outOfTime), process, metrics: () => metrics });
  if ('Records' in event) return run((invocation) => processBatch(event, invocation));
  const answer = await run((invocation) => takeDeployed(event, invocation));
  await answerStack(event, answer);
  return undefined;
}

/** Decoded for the first report of a day's volume: nothing else asks for rules. */
function rulesInUse(): RulesInUse {
  const { rulesFile } = settings;
  rules ??= new RulesInUse(
    rulesFile === NONE ? { rules: [], correlations: [] } : decodeRules(readFileSync(rulesFile, 'utf8')),
  );
  return rules;
}

/** The production ports: AWS, with the names in the settings; CloudTrail is asked in every Region. */
function makePorts(): Ports {
  const clients = {
    ...makeRaiseClients(settings, logger),
    s3: confirming(new S3Client(CLIENT_OPTIONS)),
    kms: confirming(new KMSClient(CLIENT_OPTIONS)),
    events: confirming(new EventBridgeClient(CLIENT_OPTIONS)),
    lambda: confirming(new LambdaClient(CLIENT_OPTIONS)),
    cloudWatch: confirming(new CloudWatchClient(CLIENT_OPTIONS)),
  };
  const account = confirming(new AccountClient(CLIENT_OPTIONS));
  const cloudFormation = confirming(new CloudFormationClient(CLIENT_OPTIONS));
  const { s3, sqs, dynamodb } = clients;
  const { tableName, queueUrl, bucketName } = settings;
  const table = async () => ({
    ...{ client: dynamodb, tableName },
    key: await clients.macKeys('delivery', tableName),
  });
  const heartbeats = makeClaimStore(clients, { tableName: settings.heartbeatTable });
  const inRegion = regionalClients();
  return {
    ...makeRaisePorts(clients, settings),
    listRegions: () => listRegions(account),
    getTrail: (region, arn) => getTrail(inRegion(region), arn),
    getTrailStatus: (region, trail) => getTrailStatus(inRegion(region), trail),
    listStackResources: (stack) => listStackResources(cloudFormation, stack),
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
          return getPart(clients, { type: '', physicalId: '', ...part, arn });
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
function regionalClients(): (region: string) => CloudTrailClient {
  const clients = new Map<string, CloudTrailClient>();
  return (region) => {
    const client = clients.get(region) ?? confirming(new CloudTrailClient({ ...CLIENT_OPTIONS, region }));
    clients.set(region, client);
    return client;
  };
}
