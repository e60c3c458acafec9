import { App, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmSet,
  AlertTopic,
  MetricAlarms,
  TrailIdentity,
  Trailwatch,
  type TrailwatchProps,
} from '../../lib/index';
import { CREATE, Parts } from './every-construct';
import { ACCOUNT, MANAGEMENT, ORGANIZATION, REGION } from './synthesize';

/** Where a construct is that refers to parts in ACCOUNT and REGION. */
const PLACES = {
  'another stack': { account: ACCOUNT, region: REGION },
  'another Region': { account: ACCOUNT, region: 'us-east-1' },
  'another account': { account: MANAGEMENT, region: REGION },
  'another partition': { account: MANAGEMENT, region: 'cn-north-1' },
} as const;

/** What the CDK says of its own insides. */
const RAW = /Resolution error|PhysicalName|cross-environment fashion|cannot reference|undefined/;

/** A Trailwatch in the parts' stack, with its trail elsewhere. */
function trailElsewhere(alone: Stack, { stack }: Parts, props: TrailwatchProps = {}): Trailwatch {
  const place = { trailName: 'all', homeRegion: alone.region };
  const isOwn = alone.account === ACCOUNT;
  const identity = isOwn
    ? TrailIdentity.account({ ...place, ownerAccount: ACCOUNT })
    : TrailIdentity.organization({ ...place, managementAccount: MANAGEMENT, organizationId: ORGANIZATION });
  return new Trailwatch(stack, 'One', { trailScope: alone, identity, ...props });
}

const bucketName = 'example-organization-logs';

const CREATED: Readonly<Record<string, (alone: Stack, parts: Parts) => unknown>> = {
  ...CREATE,
  'the trail of a Trailwatch': trailElsewhere,
  'the trail of a Trailwatch with a named bucket': (alone, parts) =>
    trailElsewhere(alone, parts, { bucketName }),
  'the trail and alarms of a Trailwatch': (alone, parts) =>
    trailElsewhere(alone, parts, { bucketName, alarms: AlarmSet.securityHub(), emails: ['a@example.com'] }),
  'the trail and alarms of a Trailwatch with its own topic': (alone, parts) =>
    trailElsewhere(alone, parts, {
      ...{ bucketName, alarms: AlarmSet.securityHub() },
      alertTopic: new AlertTopic(parts.stack, 'Alerts', { emails: ['a@example.com'] }),
    }),
  'alarms with a topic from elsewhere': (alone, parts) =>
    new MetricAlarms(alone, 'One', {
      logGroup: LogGroup.fromLogGroupName(alone, 'Logs', 'trail'),
      alertTopic: parts.alertTopic(),
    }),
  'alarms with a given topic from elsewhere': (alone, parts) =>
    new MetricAlarms(alone, 'One', {
      logGroup: LogGroup.fromLogGroupName(alone, 'Logs', 'trail'),
      alertTopic: AlertTopic.fromTopic(alone, 'Alerts', new Topic(parts.stack, 'Given')),
    }),
};

/** The error of a synthesis; undefined if there is none. */
function errorOf(run: (app: App) => void): string | undefined {
  const app = new App();
  try {
    run(app);
    app.synth();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What the documentation promises. */
const CREATED_EVERYWHERE = [
  'the trail of a Trailwatch with a named bucket in another Region',
  'the trail of a Trailwatch with a named bucket in another account',
  'the trail and alarms of a Trailwatch in another account',
];

const CELLS = Object.keys(CREATED).flatMap((name) =>
  Object.keys(PLACES).map((place) => [name, place] as const),
);

test.each(CELLS)('%s in %s is created, or refused in a sentence', (name, place) => {
  const error = errorOf((app) => {
    const env = PLACES[place as keyof typeof PLACES];
    CREATED[name]!(new Stack(app, 'Alone', { env }), new Parts(app));
  });
  if (place === 'another stack' || CREATED_EVERYWHERE.includes(`${name} in ${place}`))
    expect(error).toBeUndefined();
  // what is found, and what to do
  else if (error !== undefined) expect(error).toMatch(/; \w/);
  expect(error ?? '').not.toMatch(RAW);
});

test.each(Object.entries(CREATED))('%s is created in the stack of its parts', (_name, create) => {
  const error = errorOf((app) => {
    const parts = new Parts(app);
    create(parts.stack, parts);
  });
  expect(error).toBeUndefined();
});

test.each<readonly [string, string]>([
  ['alarms with a topic from elsewhere', "refers to 'Parts/Topic/Topic', whose topicName is not set"],
  ['alarms with a given topic from elsewhere', "refers to 'Parts/Given', whose topicName is not set"],
  [
    'the trail and alarms of a Trailwatch with its own topic',
    "refers to 'Parts/Alerts/Topic', whose topicName is not set",
  ],
])('fails for %s in another account with the property that names it', (name, wanted) => {
  const error = errorOf((app) => {
    const alone = new Stack(app, 'Alone', { env: PLACES['another account'] });
    CREATED[name]!(alone, new Parts(app));
  });
  expect(error).toContain(
    `a stack of another account or Region ${wanted}: CloudFormation passes no reference there`,
  );
});
