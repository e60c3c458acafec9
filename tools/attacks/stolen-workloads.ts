import { instance, type Step, type Story, story, WHO } from './story';

const read = { readOnly: true };
const MAC = 'aws-cli/2.31.18 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 md/arch#arm64 lang/python#3.13.7';
const DESKTOP = 'aws-cli/2.31.18 ua/2.1 os/windows#11 md/arch#amd64 lang/python#3.13.7';
const SERVER = 'aws-cli/2.31.18 ua/2.1 os/windows#2022Server md/arch#amd64 lang/python#3.13.7';
const BROWSER = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36';
const SDK = 'aws-sdk-go-v2/1.39.0 os/linux lang/go#1.25.0';

const LIST: Step = ['s3 ListBuckets', undefined, read];
const LOOK: readonly Step[] = [
  LIST,
  ['iam ListRoles', undefined, read],
  ['secretsmanager ListSecrets', undefined, read],
];
const objects = (others = read): Step => ['s3 ListObjects', { bucketName: 'cardholders' }, others];

/** Credentials of workloads in other hands, and workloads that do their work. */
export const STOLEN_WORKLOADS: readonly Story[] = [
  story('an instance with macOS', [instance('192.0.2.66', MAC), LIST], [instance('192.0.2.66', SDK), LIST]),
  story(
    'an instance with Windows for desktops',
    [instance('192.0.2.66', DESKTOP), LIST],
    [instance('192.0.2.66', SERVER), LIST],
  ),
  story(
    'an instance in a browser',
    [instance('192.0.2.66', BROWSER), ['ec2 DescribeInstances', undefined, read]],
    ['instance', ['ec2 DescribeInstances', undefined, read]],
  ),
  story(
    'an instance in the console',
    ['instance', ['ec2 DescribeInstances', undefined, { ...read, sessionCredentialFromConsole: 'true' }]],
    ['person', ['ec2 DescribeInstances', undefined, { ...read, sessionCredentialFromConsole: 'true' }]],
  ),
  story(
    'credentials of a function on a command line',
    ['thiefOfFunction', LIST],
    ['function', LIST, ['dynamodb DescribeTable', { tableName: 'orders' }, read]],
  ),
  story(
    'credentials of an instance read through its proxy, which list buckets and objects of a bucket',
    ['thiefOfInstance', LIST, objects()],
    ['instance', objects(), objects()],
  ),
  story(
    'credentials of a container that list buckets and read secrets',
    ['thiefOfContainer', LIST, ['secretsmanager GetSecretValue', { secretId: 'prod/db' }, read]],
    ['container', ['secretsmanager GetSecretValue', { secretId: 'prod/db' }, read]],
  ),
  story(
    'credentials of an instance that look around',
    ['thiefOfInstance', ...LOOK],
    [instance('10.0.4.7', SDK), ...LOOK],
  ),
  story(
    'credentials of an instance that look around, and may not',
    [
      'thiefOfInstance',
      ...LOOK.map(([call]): Step => [call, undefined, { ...read, errorCode: 'AccessDenied' }]),
    ],
    ['instance', [LIST[0], undefined, { ...read, errorCode: 'AccessDenied' }]],
  ),
  {
    title: 'an instance at two addresses',
    attack: [
      { who: 'instance', steps: [['sqs ReceiveMessage', undefined, read]] },
      { who: 'thiefOfInstance', steps: [['sqs ListQueues', undefined, read]] },
    ],
    benign: [
      { who: 'instance', steps: [['sqs ReceiveMessage', undefined, read]] },
      { who: instance('10.0.4.7', SDK), steps: [['sqs ListQueues', undefined, read]] },
    ],
  },
  {
    title: 'a container at two addresses',
    attack: [
      { who: 'container', steps: [['sqs ListQueues', undefined, read]] },
      { who: 'thiefOfContainer', steps: [['sqs ListQueues', undefined, read]] },
    ],
    benign: [
      { who: 'container', steps: [['sqs ListQueues', undefined, read]] },
      { who: 'container', steps: [['sqs ListQueues', undefined, read]] },
    ],
  },
  {
    title: 'an instance at the address where a person signed in',
    attack: [
      { who: WHO.person, steps: [] },
      { who: instance(WHO.person.sourceIPAddress, SDK), steps: [['sqs ListQueues', undefined, read]] },
    ],
    benign: [
      { who: WHO.person, steps: [] },
      { who: 'instance', steps: [['sqs ListQueues', undefined, read]] },
    ],
  },
];
