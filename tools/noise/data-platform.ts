import type { Diary } from './diary';
import { type Principal, person, session, TERRAFORM, workload } from './principals';
import { ACCOUNTS, LOOKING } from './routines';
import { generated, reads, steps } from './saas-company';

const [OWN = '', SECOND = ''] = ACCOUNTS;
const REGION = 'eu-west-1';

/** A customer that gets data each night. */
const CUSTOMER = '999900001111';

function scheduler(name: string): Principal {
  return session(OWN, 'airflow', name, {
    ip: '10.1.4.7',
    agent: 'Boto3/1.40.60 md/Botocore#1.40.60 ua/2.1 os/linux Apache-Airflow/2.10',
  });
}

/** Jobs at night: clusters come and go, databases are exported, tables are loaded. */
function night(diary: Diary): void {
  const who = scheduler('airflow-worker');
  const stamp = `2026-11-${String((diary.day % 28) + 1).padStart(2, '0')}`;
  for (let at = 0; at < 8; at++) {
    const cluster = `j-${generated(diary, '', 12).toUpperCase()}`;
    steps(diary, 60 + at * 25, who, [
      [
        'elasticmapreduce RunJobFlow',
        {
          name: `load-${at}-${stamp}`,
          serviceRole: 'EMR_DefaultRole',
          jobFlowRole: 'EMR_EC2_DefaultRole',
          instances: { instanceCount: 20 },
        },
        { jobFlowId: cluster },
      ],
      [
        'elasticmapreduce AddJobFlowSteps',
        { jobFlowId: cluster, steps: [{ name: 'spark', hadoopJarStep: { jar: 'command-runner.jar' } }] },
      ],
      ['elasticmapreduce TerminateJobFlows', { jobFlowIds: [cluster] }],
    ]);
  }
  const exporter = scheduler('export-orders');
  steps(diary, 120, exporter, [
    ['rds CreateDBSnapshot', { dBInstanceIdentifier: 'orders', dBSnapshotIdentifier: `export-${stamp}` }],
    [
      'rds StartExportTask',
      {
        exportTaskIdentifier: `orders-${stamp}`,
        sourceArn: `arn:aws:rds:${REGION}:${OWN}:snapshot:export-${stamp}`,
        s3BucketName: 'lake-raw',
        iamRoleArn: `arn:aws:iam::${OWN}:role/rds-export`,
        kmsKeyId: `arn:aws:kms:${REGION}:${OWN}:key/0a1b2c3d-0000-4000-8000-000000000001`,
      },
    ],
    ['rds DeleteDBSnapshot', { dBSnapshotIdentifier: `export-${stamp}` }],
    [
      'dynamodb ExportTableToPointInTime',
      {
        tableArn: `arn:aws:dynamodb:${REGION}:${OWN}:table/events`,
        s3Bucket: 'lake-raw',
        s3Prefix: `events/${stamp}`,
      },
    ],
    ['redshift CreateClusterSnapshot', { clusterIdentifier: 'sales', snapshotIdentifier: `sales-${stamp}` }],
    ['redshift DeleteClusterSnapshot', { snapshotIdentifier: `sales-old-${stamp}` }],
    [
      'redshift-data ExecuteStatement',
      {
        clusterIdentifier: 'sales',
        sql: '***',
        secretArn: `arn:aws:secretsmanager:${REGION}:${OWN}:secret:redshift-AbCdEf`,
      },
    ],
    [
      'datasync StartTaskExecution',
      { taskArn: `arn:aws:datasync:${REGION}:${OWN}:task/task-${generated(diary, '')}` },
    ],
  ]);
  const copier = scheduler('copy-snapshots');
  for (let at = 0; at < 4; at++) {
    const snapshotId = generated(diary, 'snap-');
    const shared = { createVolumePermission: { add: { items: [{ userId: at === 3 ? CUSTOMER : SECOND }] } } };
    steps(diary, 200 + at * 9, copier, [
      ['ec2 CreateSnapshot', { volumeId: generated(diary, 'vol-') }, { snapshotId }],
      ['ec2 ModifySnapshotAttribute', { snapshotId, attributeType: 'CREATE_VOLUME_PERMISSION', ...shared }],
      ['ec2 DeleteSnapshot', { snapshotId: generated(diary, 'snap-') }],
    ]);
  }
}

/** Glue, Athena and Airflow read tables, secrets and parameters all day. */
function jobs(diary: Diary): void {
  const glue = workload(OWN, 'glue-etl', 'GlueJobRunnerSession', '10.1.16.4');
  diary.looking(
    [0, 24],
    glue,
    [
      'glue GetTable',
      'glue GetPartitions',
      'glue GetDatabase',
      'athena GetQueryExecution',
      'lakeformation GetDataAccess',
    ],
    1500,
    OWN,
  );
  diary.within([0, 24], glue, 'athena StartQueryExecution', 300, {
    account: OWN,
    requestParameters: { queryString: '***', workGroup: 'etl' },
  });
  for (let hour = 0; hour < 24; hour++) {
    const who = scheduler(`dag-${generated(diary, '', 7)}`);
    reads(
      diary,
      hour * 60 + 2,
      who,
      Array.from({ length: 18 }, (_, at) => [
        'secretsmanager GetSecretValue',
        { secretId: `airflow/connections/source-${at}` },
      ]),
    );
    reads(
      diary,
      hour * 60 + 3,
      who,
      Array.from({ length: 12 }, (_, at) => [
        'ssm GetParameter',
        { name: `/airflow/variables/v${at}`, withDecryption: true },
      ]),
    );
    diary.looking([hour, hour + 0.9], who, LOOKING, 30, OWN);
  }
  diary.within([0, 24], glue, 's3 GetObject', 600, {
    account: OWN,
    readOnly: true,
    category: 'Data',
    requestParameters: { bucketName: 'lake-raw', key: `orders/part-${diary.day}` },
  });
}

/** Scientists train models, open notebooks and get data. */
function scientists(diary: Diary): void {
  for (const [at, name] of ['ida', 'jon', 'kim', 'lea', 'max'].entries()) {
    const who = person(OWN, name, 'DataScientist');
    diary.looking(
      [8, 18],
      who,
      [...LOOKING, 'sagemaker ListTrainingJobs', 'athena ListWorkGroups', 'glue GetTables'],
      90,
      OWN,
    );
    steps(diary, 9 * 60 + at * 11, who, [
      ['sagemaker CreatePresignedDomainUrl', { domainId: 'd-abcdefghijkl', userProfileName: name }],
      [
        'sagemaker CreateTrainingJob',
        {
          trainingJobName: `churn-${generated(diary, '', 7)}`,
          roleArn: `arn:aws:iam::${OWN}:role/sagemaker`,
          resourceConfig: { instanceType: at < 2 ? 'ml.p4d.24xlarge' : 'ml.m5.2xlarge', instanceCount: 1 },
        },
      ],
      ['athena StartQueryExecution', { queryString: '***', workGroup: 'science' }],
      ['glue StartJobRun', { jobName: `features-${at}` }],
    ]);
  }
}

/** Terraform changes who may read what. */
function grants(diary: Diary): void {
  const who = session(OWN, 'terraform', 'terraform-cloud', { ip: '198.51.100.20', agent: TERRAFORM });
  reads(
    diary,
    11 * 60,
    who,
    Array.from({ length: 15 }, (_, at) => [
      'ssm GetParameter',
      { name: `/lake/source-${at}/password`, withDecryption: true },
    ]),
  );
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${SECOND}:root` },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::lake-shared/${diary.day}/*`,
      },
    ],
  };
  steps(diary, 11 * 60 + 2, who, [
    [
      'lakeformation GrantPermissions',
      {
        principal: { dataLakePrincipalIdentifier: `arn:aws:iam::${OWN}:role/analyst` },
        resource: { table: { databaseName: 'lake', name: `t${diary.day}` } },
        permissions: ['SELECT'],
      },
    ],
    ['s3 PutBucketPolicy', { bucketName: 'lake-shared', bucketPolicy: policy }],
    ['glue CreateTable', { databaseName: 'lake', tableInput: { name: `t${diary.day}` } }],
    [
      'iam PutRolePolicy',
      {
        roleName: 'analyst',
        policyName: 'lake',
        policyDocument:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"athena:GetQueryResults","Resource":"*"}]}',
      },
    ],
  ]);
}

/** A day of a team that runs a lake: exports, clusters, snapshots for a customer, and scientists. */
export function dataPlatform(diary: Diary, weekday: number): void {
  night(diary);
  jobs(diary);
  if (weekday > 4) return;
  scientists(diary);
  grants(diary);
}
