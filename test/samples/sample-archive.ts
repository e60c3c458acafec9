/**
 * The demo's archive: the attack of `story.ts` inside an hour of ordinary traffic, as CloudTrail would have
 * delivered it. Deterministic; the same files at every call.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { ATTACKER_CLIENT, PAYMENTS_ACCOUNT, STORY, type Step, WORKLOAD_ACCOUNT } from './story';

/** A log file as it lies in the archive. */
export interface SampleFile {
  readonly key: string;
  readonly body: Buffer;
}

const START = Date.UTC(2026, 10, 20, 2, 40);
const MINUTE_MS = 60_000;
const DELIVERY_MINUTES = 5;
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;
const HOURLY_CALLS = 260;

/** What ordinary days are made of: service, call, how often, and what is asked for. */
const ORDINARY: readonly (readonly [string, string, number, JsonObject | null])[] = [
  [
    'sts',
    'AssumeRole',
    9,
    { roleArn: `arn:aws:iam::${WORKLOAD_ACCOUNT}:role/service-worker`, roleSessionName: 'worker' },
  ],
  ['ec2', 'DescribeInstances', 8, { maxResults: 100, instancesSet: {}, filterSet: {} }],
  ['kms', 'Decrypt', 8, { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }],
  ['s3', 'GetBucketAcl', 5, { bucketName: 'build-artifacts', acl: '' }],
  ['monitoring', 'DescribeAlarms', 5, { maxRecords: 100 }],
  [
    'logs',
    'CreateLogStream',
    4,
    { logGroupName: '/aws/lambda/orders', logStreamName: '2026/11/20/[$LATEST]0f' },
  ],
  [
    'elasticloadbalancing',
    'DescribeTargetHealth',
    4,
    { targetGroupArn: 'arn:aws:elasticloadbalancing:::targetgroup/web' },
  ],
  ['ecs', 'UpdateContainerInstancesState', 2, { cluster: 'web', status: 'DRAINING' }],
  ['ssm', 'UpdateInstanceInformation', 3, { instanceId: 'i-0123456789abcdef0', agentVersion: '3.3.2746.0' }],
  ['tagging', 'GetResources', 2, null],
];

/** A small generator of fixed pseudo-random numbers in [0, 1): the sample may not change from run to run. */
function fixedSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function instant(minute: number, second: number): string {
  return new Date(START + minute * MINUTE_MS + second * 1000).toISOString().replace('.000Z', 'Z');
}

function toRecord(step: Step, identity: string, second: number): CloudTrailRecord {
  const [service, eventName] = step.call;
  return {
    eventVersion: '1.11',
    userIdentity: step.who,
    eventTime: instant(step.minute, second),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: step.region,
    ...ATTACKER_CLIENT,
    requestParameters: step.request ?? null,
    responseElements: null,
    requestID: guid(`request ${identity}`),
    eventID: guid(`event ${identity}`),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: step.account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${service}.${step.region}.amazonaws.com`,
      keyExchange: 'X25519MLKEM768',
    },
    ...step.more,
  };
}

function ordinaryStep(account: string, region: string, minute: number, draw: number): Step {
  const total = ORDINARY.reduce((sum, [, , weight]) => sum + weight, 0);
  let left = draw * total;
  const chosen = ORDINARY.find(([, , weight]) => {
    left -= weight;
    return left < 0;
  });
  const [service, eventName, , request] = chosen ?? ORDINARY[0]!;
  return {
    minute,
    account,
    region,
    who: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEWORKER001:worker',
      arn: `arn:aws:sts::${account}:assumed-role/service-worker/worker`,
      accountId: account,
      accessKeyId: 'ASIAEXAMPLEWORKER001',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEWORKER001',
          arn: `arn:aws:iam::${account}:role/service-worker`,
          accountId: account,
          userName: 'service-worker',
        },
        attributes: { creationDate: instant(0, 0), mfaAuthenticated: 'false' },
      },
    },
    call: [service, eventName],
    request,
    more: {
      readOnly: /^(Describe|Get|Decrypt|AssumeRole)/.test(eventName),
      sourceIPAddress: '198.51.100.24',
      userAgent: 'aws-sdk-js/3.1160.0 ua/2.1 os/linux lang/js md/nodejs#24.4.0',
    },
  };
}

function objectKey(account: string, region: string, minute: number, unique: string): string {
  const time = instant(minute, 0);
  const stamp = `${time.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const folder = `AWSLogs/${account}/CloudTrail/${region}/${time.slice(0, 10).replaceAll('-', '/')}`;
  const suffix = createHash('sha256')
    .update(unique)
    .digest('base64url')
    .replaceAll(/[-_]/g, 'x')
    .slice(0, 16);
  return `${folder}/${account}_CloudTrail_${region}_${stamp}_${suffix}.json.gz`;
}

function toFile(key: string, records: readonly CloudTrailRecord[]): SampleFile {
  return { key, body: gzipSync(JSON.stringify({ Records: records })) };
}

function recordsOf(account: string, region: string): CloudTrailRecord[] {
  const next = fixedSequence(account.charCodeAt(0) * 1000 + region.length * 7 + region.charCodeAt(0));
  const ordinary = Array.from({ length: HOURLY_CALLS }, (_, index) =>
    toRecord(
      ordinaryStep(account, region, Math.floor(next() * 30), next()),
      `${account} ${region} ${index}`,
      Math.floor(next() * 60),
    ),
  );
  const attack = STORY.filter((step) => step.account === account && step.region === region).map(
    (step, index) => toRecord(step, `attack ${account} ${region} ${step.call[1]} ${index}`, 10 + index),
  );
  return [...ordinary, ...attack];
}

function filesOf(account: string, region: string): SampleFile[] {
  const slots = new Map<number, CloudTrailRecord[]>();
  for (const record of recordsOf(account, region)) {
    const minute = (Date.parse(record.eventTime ?? '') - START) / MINUTE_MS;
    const slot = (Math.floor(minute / DELIVERY_MINUTES) + 1) * DELIVERY_MINUTES;
    slots.set(slot, [...(slots.get(slot) ?? []), record]);
  }
  return [...slots.entries()]
    .sort(([a], [b]) => a - b)
    .map(([slot, records]) =>
      toFile(objectKey(account, region, slot, `${account} ${region} ${slot}`), records),
    );
}

/**
 * The files of the sample, as an organization's trail delivers them: two accounts, three Regions, half an hour. One file holds records that another has
 * delivered already; one was cut short on its way.
 */
export function sampleArchive(organizationId: string): readonly SampleFile[] {
  const files = [WORKLOAD_ACCOUNT, PAYMENTS_ACCOUNT].flatMap((account) =>
    REGIONS.flatMap((region) => filesOf(account, region)),
  );
  const again = recordsOf(WORKLOAD_ACCOUNT, 'eu-west-1').filter(
    (record) => record.sourceIPAddress === ATTACKER_CLIENT.sourceIPAddress,
  );
  const repeated = toFile(objectKey(WORKLOAD_ACCOUNT, 'eu-west-1', 35, 'delivered again'), again);
  const whole = toFile(
    objectKey(PAYMENTS_ACCOUNT, 'ap-southeast-2', 40, 'cut short'),
    recordsOf(PAYMENTS_ACCOUNT, 'ap-southeast-2'),
  );
  const damaged = { key: whole.key, body: whole.body.subarray(0, Math.floor(whole.body.length / 2)) };
  return [...files, repeated, damaged].map(({ key, body }) => ({
    key: key.replace('AWSLogs/', `AWSLogs/${organizationId}/`),
    body,
  }));
}
