import { Duration, NestedStack, type Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget, SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import {
  AccountPrincipal,
  Effect,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { ArchiveSearch } from '../../../../lib/index';
import { ACCOUNT, REGION } from '../../../constructs/synthesize';
import { type AppChange, backwards, type OneAccount, ofAccount } from './app-change';

type Also = NonNullable<OneAccount['also']>;
type Parts = Parameters<Also>[0];

const NONE: Also = () => undefined;

function also(name: string, expected: Parameters<typeof ofAccount>[1], before: Also, after: Also): AppChange {
  return ofAccount(name, expected, { also: before }, { also: after });
}

function newFunction(stack: Stack, id: string, props: { readonly tracing?: Tracing } = {}): LambdaFunction {
  return new LambdaFunction(stack, id, {
    ...{ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', ...props },
    code: Code.fromInline('exports.handler = async () => {};'),
  });
}

const functions =
  (count: number): Also =>
  ({ stack }) => {
    for (let place = 0; place < count; place++) newFunction(stack, `Function${place}`);
  };

/** A role of people or of a machine, and what it may. */
function roleWith(statements: readonly PolicyStatement[], managed: readonly string[] = []): Also {
  return ({ stack }) => {
    const role = new Role(stack, 'Developer', { assumedBy: new AccountPrincipal(ACCOUNT) });
    for (const statement of statements) role.addToPolicy(statement);
    for (const name of managed) role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName(name));
  };
}

const may = (actions: readonly string[], resource = '*') =>
  new PolicyStatement({ actions: [...actions], resources: [resource] });

const worker: Also = ({ stack }) => {
  const queue = new Queue(stack, 'Orders', {
    deadLetterQueue: { maxReceiveCount: 3, queue: new Queue(stack, 'Failed') },
  });
  newFunction(stack, 'Worker').addEventSource(new SqsEventSource(queue));
};
const store: Also = ({ stack }) => {
  const table = new Table(stack, 'Carts', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const bucket = new Bucket(stack, 'Images');
  const handler = newFunction(stack, 'Shop');
  table.grantReadWriteData(handler);
  bucket.grantReadWrite(handler);
  new Secret(stack, 'Password').grantRead(handler);
};

/** What teams add, change and remove beside trailwatch. */
const ORDINARY: readonly AppChange[] = [
  also('a function', ['ordinary'], NONE, functions(1)),
  also('twenty functions', ['ordinary'], functions(2), functions(22)),
  also('fewer functions', ['ordinary'], functions(3), functions(1)),
  also(
    'a function with traces',
    ['ordinary'],
    NONE,
    ({ stack }) => void newFunction(stack, 'Traced', { tracing: Tracing.ACTIVE }),
  ),
  also('a worker of a queue', ['ordinary'], functions(1), worker),
  also('a second worker of another queue', ['ordinary'], worker, (parts) => {
    worker(parts);
    newFunction(parts.stack, 'Other').addEventSource(new SqsEventSource(new Queue(parts.stack, 'Invoices')));
  }),
  also('a function with a table, a bucket and a secret', ['ordinary'], functions(1), store),
  also('a table, a bucket and a secret less', ['ordinary'], store, NONE),
  also(
    'a topic with a queue',
    ['ordinary'],
    NONE,
    ({ stack }) =>
      void new Topic(stack, 'News').addSubscription(new SqsSubscription(new Queue(stack, 'Readers'))),
  ),
  also(
    'a job every night',
    ['ordinary'],
    NONE,
    ({ stack }) =>
      void new Rule(stack, 'Nightly', {
        schedule: Schedule.rate(Duration.days(1)),
        targets: [new FunctionTarget(newFunction(stack, 'Job'))],
      }),
  ),
  also(
    'a rule of EC2',
    ['ordinary'],
    NONE,
    ({ stack }) =>
      void new Rule(stack, 'Stopped', {
        eventPattern: { source: ['aws.ec2'], detailType: ['EC2 Instance State-change Notification'] },
        targets: [new FunctionTarget(newFunction(stack, 'Restart'))],
      }),
  ),
  also('a machine', ['ordinary'], NONE, ({ stack }) => void machine(stack, 'Checkout')),
  also('a role for Glue', ['ordinary'], roleFor('First'), (parts) => {
    roleFor('First')(parts);
    roleFor('Second')(parts);
  }),
  also('an alarm of the product', ['ordinary'], functions(1), ({ stack }) =>
    alarmOf(newFunction(stack, 'Function0'), new Topic(stack, 'Ops')),
  ),
  also(
    'a nested stack',
    ['ordinary'],
    NONE,
    ({ stack }) => void new Queue(new NestedStack(stack, 'Product'), 'Orders'),
  ),
  also(
    'a key of the product',
    ['ordinary'],
    NONE,
    ({ stack }) => void new Key(stack, 'ProductKey', { enableKeyRotation: true }),
  ),
  also(
    'a log group of the product',
    ['ordinary'],
    NONE,
    ({ stack }) => void new LogGroup(stack, 'ProductLogs', { retention: RetentionDays.ONE_WEEK }),
  ),
  also(
    'a developer reads tables of the product',
    ['ordinary'],
    roleWith([]),
    roleWith([may(['dynamodb:GetItem'], `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/carts`)]),
  ),
  also('a developer less', ['stronger'], roleWith([may(['s3:GetObject'])]), NONE),
];

function roleFor(id: string): Also {
  return ({ stack }) => {
    new Role(stack, id, {
      assumedBy: new ServicePrincipal('glue.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSGlueServiceRole')],
    });
  };
}

function alarmOf(handler: LambdaFunction, topic: Topic): void {
  new Alarm(handler, 'Errors', {
    metric: handler.metricErrors(),
    threshold: 1,
    evaluationPeriods: 1,
  }).addAlarmAction(new SnsAction(topic));
}

function machine(stack: Stack, id: string, comment = 'first'): StateMachine {
  return new StateMachine(stack, id, {
    definitionBody: DefinitionBody.fromChainable(
      new Wait(stack, `${id}Wait`, { time: WaitTime.duration(Duration.seconds(1)), comment }).next(
        new Pass(stack, `${id}End`),
      ),
    ),
  });
}

/** Who may do something to evidence or alerts, or to what deploys them. */
const ACCESS: readonly AppChange[] = [
  also('an administrator', ['weaker', /Developer/], roleWith([]), roleWith([], ['AdministratorAccess'])),
  also('a developer may all of S3', ['weaker', /Developer/], roleWith([]), roleWith([may(['s3:*'])])),
  also(
    'a developer deletes logs',
    ['weaker', /Developer/],
    roleWith([]),
    roleWith([may(['logs:DeleteLogGroup'])]),
  ),
  also(
    'a developer stops trails',
    ['weaker', /Developer/],
    roleWith([]),
    roleWith([may(['cloudtrail:StopLogging'])]),
  ),
  also(
    'a developer may take each role',
    ['weaker', /Developer/],
    roleWith([]),
    roleWith([may(['sts:AssumeRole'])]),
  ),
  also(
    'a developer deploys',
    ['weaker', /Developer/],
    roleWith([]),
    roleWith([
      may(['sts:AssumeRole'], `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-deploy-role-${ACCOUNT}-${REGION}`),
    ]),
  ),
  also(
    'a developer mutes alarms',
    ['weaker', /Developer/],
    roleWith([]),
    roleWith([may(['cloudwatch:DisableAlarmActions'])]),
  ),
  also(
    'a developer unsubscribes',
    ['weaker', /Developer/],
    roleWith([]),
    roleWith([may(['sns:Unsubscribe'])]),
  ),
  also('a function that may write other code', ['weaker', /Function0/], functions(1), ({ stack }) =>
    newFunction(stack, 'Function0').addToRolePolicy(may(['lambda:UpdateFunctionCode'])),
  ),
  also(
    'a function that reads the archive',
    ['weaker', /Function0/],
    functions(1),
    ({ stack, trailwatch }) => void trailwatch.archive.grantRead(newFunction(stack, 'Function0')),
  ),
  also('a user with keys', ['weaker', /Robot/], NONE, ({ stack }) =>
    new User(stack, 'Robot').addToPolicy(may(['s3:GetObject'])),
  ),
  also('a denial less', ['open'], roleWith([may(['s3:*']), denied()]), roleWith([may(['s3:*'])])),
  also('a denial', ['stronger'], roleWith([may(['s3:*'])]), roleWith([may(['s3:*']), denied()])),
];

function denied(): PolicyStatement {
  return new PolicyStatement({ effect: Effect.DENY, actions: ['s3:DeleteObject*'], resources: ['*'] });
}

const searching =
  (then: (parts: Parts, search: ArchiveSearch) => void): Also =>
  (parts) => {
    const { stack, trailwatch } = parts;
    then(
      parts,
      new ArchiveSearch(stack, 'Search', { archive: trailwatch.archive, processor: trailwatch.processor }),
    );
  };
const person = (stack: Stack) => new Role(stack, 'Analyst', { assumedBy: new AccountPrincipal(ACCOUNT) });
/** A machine that is started by changes of trails, which its team has found to be worth it. */
const answering =
  (target: 'first' | 'second' | 'none', pattern = ['StopLogging', 'DeleteTrail']): Also =>
  ({ stack }) => {
    const [first, second] = [machine(stack, 'First'), machine(stack, 'Second')];
    const rule = new Rule(stack, 'Changes', {
      eventPattern: {
        source: ['aws.cloudtrail'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: { eventName: pattern },
      },
    });
    if (target !== 'none') rule.addTarget(new SfnStateMachine(target === 'first' ? first : second));
    rule.addTarget(new FunctionTarget(newFunction(stack, 'Answer')));
  };
const STARTER = also(
  'an analyst may start searches',
  ['weaker', /Analyst/],
  searching(({ stack }) => void person(stack)),
  searching(({ stack }, search) => void search.grantStart(person(stack))),
);

/** Who starts and stops state machines. */
const MACHINES: readonly AppChange[] = [
  STARTER,
  backwards(STARTER, 'stronger'),
  also(
    'an analyst may stop executions',
    ['weaker', /Analyst/],
    searching(({ stack }) => void person(stack)),
    searching(({ stack }) => void person(stack).addToPolicy(may(['states:StopExecution']))),
  ),
  also(
    'an analyst may write definitions',
    ['weaker', /Analyst/],
    searching(({ stack }) => void person(stack)),
    searching(({ stack }) => void person(stack).addToPolicy(may(['states:UpdateStateMachine']))),
  ),
  also(
    'a function starts searches',
    ['weaker', /Function0/],
    searching(({ stack }) => void newFunction(stack, 'Function0')),
    searching(({ stack }, search) => void search.grantStart(newFunction(stack, 'Function0'))),
  ),
  also(
    'a schedule that starts searches ends',
    ['weaker', /Weekly|Search/],
    searching(({ stack }, search) => weekly(stack, search)),
    searching(NONE as never),
  ),
  also(
    'a schedule that starts searches',
    ['ordinary'],
    searching(NONE as never),
    searching(({ stack }, search) => weekly(stack, search)),
  ),
  also('a machine answers no more', ['weaker', /First|Changes/], answering('first'), answering('none')),
  also('another machine answers', ['weaker', /First|Changes/], answering('first'), answering('second')),
  also('a machine answers, too', ['ordinary'], answering('none'), answering('first')),
  also(
    'a machine answers fewer calls',
    ['weaker', /Changes/],
    answering('first'),
    answering('first', ['DeleteTrail']),
  ),
];

function weekly(stack: Stack, search: ArchiveSearch): void {
  new Rule(stack, 'Weekly', {
    schedule: Schedule.rate(Duration.days(7)),
    targets: [new SfnStateMachine(search.stateMachine as StateMachine)],
  });
}

/** Changes of a product in the same stack, and of what its principals may. */
export const PRODUCT_CHANGES: readonly AppChange[] = [...ORDINARY, ...ACCESS, ...MACHINES];
