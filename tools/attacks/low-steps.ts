import type { JsonObject } from '../../lib/core/json/json-value';
import type { Call, Sequence } from './sequence';

const ACCOUNT = '111122223333';
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${rest}`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
/** Of a call that only reads. */
const READS: JsonObject = { readOnly: true };

/** Steps that are a low alert each, by what they serve. */
const STEP = {
  passwords: ['glue GetConnections', { catalogId: ACCOUNT, hidePassword: false }, READS],
  certificate: ['acm ExportCertificate', { certificateArn: arn('acm', 'certificate/1') }],
  replica: [
    'secretsmanager ReplicateSecretToRegions',
    { secretId: 'orders/database', addReplicaRegions: [{ region: 'ap-east-1' }] },
  ],
  server: ['lightsail GetInstanceAccessDetails', { instanceName: 'Debian-1', protocol: 'ssh' }, READS],
  alarms: ['monitoring DeleteAlarms', { alarmNames: ['root-user-acted'] }],
  findings: ['guardduty ArchiveFindings', { detectorId: '12abc', findingIds: ['a1'] }],
  budget: ['budgets DeleteBudget', { accountId: ACCOUNT, budgetName: 'monthly' }],
  control: ['config DeleteConfigRule', { configRuleName: 's3-bucket-public-read-prohibited' }],
  logs: ['logs DeleteLogGroup', { logGroupName: '/app/orders' }],
  scanning: [
    'ecr PutImageScanningConfiguration',
    { repositoryName: 'web', imageScanningConfiguration: { scanOnPush: false } },
  ],
  code: ['lambda UpdateFunctionCode20150331v2', { functionName: 'payments', publish: false, dryRun: false }],
  rule: ['events PutRule', { name: 'nightly', scheduleExpression: 'rate(1 day)', state: 'ENABLED' }],
  image: ['ecr PutImage', { registryId: ACCOUNT, repositoryName: 'web', imageTag: 'latest' }],
  tunnel: [
    'ec2 CreateInstanceConnectEndpoint',
    { CreateInstanceConnectEndpointRequest: { SubnetId: 'subnet-0123456789abcdef0' } },
  ],
  sshKey: ['iam UploadSSHPublicKey', { userName: 'bob', sSHPublicKeyBody: 'ssh-rsa EXAMPLE' }],
  transferUser: ['transfer CreateUser', { serverId: 's-0', userName: 'partner', role: role('Transfer') }],
  job: ['glue UpdateJob', { jobName: 'nightly', jobUpdate: { role: 'glue', command: { name: 'glueetl' } } }],
  shell: ['ssm SendCommand', { documentName: 'AWS-RunShellScript', instanceIds: ['i-0123456789abcdef0'] }],
  container: ['ecs ExecuteCommand', { cluster: 'main', task: '0', container: 'web', command: '/bin/sh' }],
  pushedKey: [
    'ec2-instance-connect SendSSHPublicKey',
    { instanceId: 'i-0123456789abcdef0', osUser: 'ec2-user' },
  ],
  volume: ['ec2 CreateVolume', { size: '20', snapshotId: 'snap-0123456789abcdef0' }],
  attached: ['ec2 AttachVolume', { volumeId: 'vol-0', instanceId: 'i-0', device: '/dev/sdf' }],
  archive: [
    'glacier InitiateJob',
    { accountId: '-', vaultName: 'ledgers', jobParameters: { type: 'archive-retrieval' } },
  ],
  copied: [
    'rds CopyDBSnapshot',
    { sourceDBSnapshotIdentifier: arn('rds', 'snapshot:orders'), sourceRegion: 'eu-west-1' },
  ],
  table: [
    'dynamodb ExportTableToPointInTime',
    { tableArn: arn('dynamodb', 'table/orders'), s3Bucket: 'data' },
  ],
  files: ['cloudshell GetFileDownloadUrls', { environmentId: '1', fileDownloadPath: 'dump.sql' }],
  topic: [
    'sns Subscribe',
    { topicArn: arn('sns', 'orders'), protocol: 'https', endpoint: 'https://example.com/h' },
  ],
  transfer: ['transfer CreateServer', { endpointType: 'PUBLIC', protocols: ['SFTP'] }],
  bucket: ['s3 DeleteBucket', { bucketName: 'example-reports' }],
  deleted: ['dynamodb DeleteTable', { tableName: 'orders' }],
  backupJob: ['backup StopBackupJob', { backupJobId: '1eb3' }],
  snapshot: ['rds DeleteDBSnapshot', { dBSnapshotIdentifier: 'orders-2026-11-19' }],
  cache: ['elasticache DeleteReplicationGroup', { replicationGroupId: 'sessions' }],
  secret: ['secretsmanager DeleteSecret', { secretId: 'prod/db', forceDeleteWithoutRecovery: true }],
  fleet: [
    'autoscaling CreateAutoScalingGroup',
    { autoScalingGroupName: 'w', minSize: 1, maxSize: 20, launchTemplate: { launchTemplateName: 'w' } },
  ],
  records: [
    'route53 ChangeResourceRecordSets',
    {
      hostedZoneId: 'Z1EXAMPLE',
      changeBatch: {
        changes: [{ action: 'UPSERT', resourceRecordSet: { name: 'login.example.com.', type: 'A' } }],
      },
    },
  ],
  sender: ['ses VerifyEmailIdentity', { emailAddress: 'billing@example.com' }],
} as const satisfies Record<string, Call>;

type Step = keyof typeof STEP;

/** What nothing but the sum tells of, and its twin: the same actor with one step fewer than the sum asks for, or the pipeline. */
function adding(name: string, by: Sequence['by'], steps: readonly Step[], twin: readonly Step[]): Sequence {
  const calls = (of: readonly Step[]) => of.map((step): Call => STEP[step]);
  return { name, by, calls: calls(steps), raises: 'low-alerts-add-up', twin: { calls: calls(twin) } };
}

/** Attacks of which every step is a low alert, as another team's ordinary day is. */
export const LOW_STEPS: readonly Sequence[] = [
  adding(
    'passwords read, a hook set, a table taken',
    'user',
    ['passwords', 'rule', 'table', 'topic'],
    ['passwords', 'rule', 'table'],
  ),
  adding(
    'an extortionist who cleans up first',
    'user',
    ['copied', 'cache', 'alarms', 'backupJob'],
    ['copied', 'cache', 'backupJob'],
  ),
  adding(
    'a way in by a pushed key, and out by a volume',
    'user',
    ['pushedKey', 'volume', 'attached', 'alarms', 'files'],
    ['pushedKey', 'volume', 'attached'],
  ),
  adding(
    'a miner who lets himself in again',
    'user',
    ['budget', 'fleet', 'rule', 'alarms'],
    ['budget', 'fleet', 'rule'],
  ),
  adding(
    'a phisher of customers',
    'user',
    ['sender', 'records', 'image', 'findings'],
    ['sender', 'records', 'image'],
  ),
  adding(
    'a person who leaves with the data',
    'person',
    ['table', 'archive', 'files', 'logs', 'copied', 'snapshot'],
    ['table', 'archive', 'files'],
  ),
  adding(
    'a job taken over for its role',
    'user',
    ['job', 'passwords', 'transferUser', 'control'],
    ['job', 'passwords', 'transferUser'],
  ),
  adding(
    'an image that is replaced, unscanned and signed',
    'user',
    ['image', 'scanning', 'certificate', 'topic'],
    ['image', 'scanning', 'certificate'],
  ),
  adding(
    'a shell on a server, and a tunnel to it',
    'user',
    ['shell', 'tunnel', 'findings', 'volume'],
    ['shell', 'tunnel', 'findings'],
  ),
  adding(
    'a saboteur in an on-call session',
    'person',
    ['container', 'cache', 'bucket', 'logs', 'code'],
    ['container', 'cache', 'bucket'],
  ),
  adding(
    'a job that hands on what it reads',
    'user',
    ['job', 'replica', 'rule', 'topic'],
    ['job', 'replica', 'rule'],
  ),
  adding(
    'small servers, and files by SFTP',
    'user',
    ['server', 'transfer', 'transferUser', 'budget'],
    ['server', 'transfer', 'transferUser'],
  ),
  adding(
    'keys for a repository, and a secret that is gone',
    'user',
    ['sshKey', 'secret', 'scanning', 'pushedKey'],
    ['sshKey', 'secret', 'scanning'],
  ),
  adding(
    'backups first, then secrets, over an open tunnel',
    'user',
    ['tunnel', 'snapshot', 'replica', 'alarms'],
    ['tunnel', 'snapshot', 'replica'],
  ),
  adding(
    'a federated visitor who exports and hides it',
    'federated',
    ['table', 'topic', 'logs', 'job'],
    ['table', 'topic', 'logs'],
  ),
  adding(
    'an administrator in the console who prepares to go',
    'person',
    ['sshKey', 'archive', 'control', 'deleted'],
    ['sshKey', 'archive', 'control'],
  ),
];
