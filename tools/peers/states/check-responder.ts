import { CreateBucketCommand, GetPublicAccessBlockCommand, type S3Client } from '@aws-sdk/client-s3';
import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { Duration } from 'aws-cdk-lib';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Alert } from '../../../lib/core/alert/alert';
import type { JsonObject } from '../../../lib/core/json/json-value';
import {
  decodeResponderSettings,
  type ResponderSettings,
  type ResponseActionName,
} from '../../../lib/core/settings/responder-settings';
import { AlertResponse, AlertTopic, Responder, ResponseMode, RuleSet } from '../../../lib/index';
import { answeredAlert } from '../../../test/core/response/response-samples';
import { AlertMailbox } from '../../../test/local-aws/alert-mailbox';
import { createStack, stateMachinesOf } from '../../../test/local-aws/create-stack';
import { LocalFunctions } from '../../../test/local-aws/local-functions';
import { signedMessage } from '../../../test/local-aws/signed-message';
import {
  LOCAL_ACCOUNT,
  LOCAL_REGION,
  type LocalAws,
  startLocalAws,
} from '../../../test/local-aws/start-local-aws';
import { synthesizeStack } from '../../../test/local-aws/synthesize-stack';
import type { SynthesizedStack } from '../../../test/local-aws/template';
import { withEmulator } from '../emulator/start-emulator';
import type { Outcome } from '../outcome';
import type { Interpreter, StatesEngine } from './interpreter';
import { startLambdaGateway } from './lambda-gateway';

/** The state machine of a user. */
const OWN_MACHINE = 'contain';

/** As long as no test of an approval takes in the interpreter, whose minute is a tenth of a second. */
const APPROVAL = Duration.hours(2);

/** What answers a request for approval. */
type Answer = 'approve' | 'reject' | 'nothing';

/**
 * The synthesized state machines of `Responder` in another interpreter, started by the shipped function for signed alerts: what is
 * asked, approved, rejected, too late or failing, what is told of it on the topic, and what is changed in an emulated S3.
 */
export async function checkResponder(
  engine: StatesEngine,
  { moto, folder }: { readonly moto: string; readonly folder: string },
  outcome: Outcome,
): Promise<void> {
  const aws = await startLocalAws();
  const stack = synthesizeResponder(folder);
  const { topicArns } = await createStack(aws, stack);
  const mailbox = await AlertMailbox.subscribe(aws, topicArns[0] ?? '');
  try {
    await withEmulator(moto, async ({ endpoint, at }) => {
      let functions: LocalFunctions | undefined;
      const gateway = await startLambdaGateway(
        () => endpoint,
        async (arn, payload) => (await functions?.invoke(arn, payload)) ?? null,
      );
      const { s3 } = at({ accountId: LOCAL_ACCOUNT, region: LOCAL_REGION });
      try {
        await engine.serve(gateway.port, async (interpreter) => {
          const services = { AWS_ENDPOINT_URL_S3: endpoint, AWS_ENDPOINT_URL_SFN: interpreter.endpoint };
          const world = await Responding.start({ aws, stack, interpreter, mailbox, services });
          functions = world.functions;
          await checkApprovals(world, s3, outcome);
          await checkOwnMachine(world, outcome);
        });
      } finally {
        functions?.stop();
        await gateway.stop();
      }
    });
  } finally {
    await aws.stop();
  }
}

function synthesizeResponder(folder: string): SynthesizedStack {
  return synthesizeStack(folder, 'Local', (scope) => {
    const mode = ResponseMode.ACT;
    const rulesOf = (name: string) => RuleSet.builtIn().only(name);
    new Responder(scope, 'Responder', {
      alertTopic: new AlertTopic(scope, 'Alerts'),
      responses: [
        AlertResponse.blockPublicBucket({
          rules: rulesOf('bucket-policy-opened-to-everyone'),
          ...{ mode, approvalTimeout: APPROVAL },
        }),
        AlertResponse.stateMachine({
          ...{ rules: rulesOf('access-key-for-another-user'), mode },
          stateMachine: StateMachine.fromStateMachineName(scope, 'Own', OWN_MACHINE),
        }),
      ],
    });
  });
}

interface World {
  readonly aws: LocalAws;
  readonly stack: SynthesizedStack;
  readonly interpreter: Interpreter;
  readonly mailbox: AlertMailbox;
  /** Where functions find what they change. */
  readonly services: Readonly<Record<string, string>>;
}

/** The responder at work: its function, and its state machines in the interpreter. */
class Responding {
  static async start(world: World): Promise<Responding> {
    const { aws, stack, interpreter, services } = world;
    const machines = stateMachinesOf(aws, stack);
    for (const { name, definition } of machines) await interpreter.create(name, definition);
    const [{ functions } = { functions: new Map() }] = machines;
    const [arn, source] =
      [...functions].find(([, { environment }]) => 'TRAILWATCH_RESPONSES' in environment) ?? [];
    if (arn === undefined || source === undefined) throw new Error('the template has no responder');
    const called = new LocalFunctions(functions, { aws, environment: services });
    return new Responding(world, called, { arn, settings: decodeResponderSettings(source.environment) });
  }

  private constructor(
    private readonly world: World,
    readonly functions: LocalFunctions,
    private readonly responder: { readonly arn: string; readonly settings: ResponderSettings },
  ) {}

  get interpreter(): Interpreter {
    return this.world.interpreter;
  }

  /** Has the topic hand over the alert of a record, and returns the ARN of the execution that answers it. */
  async alert(action: ResponseActionName, id: string, members: JsonObject): Promise<string> {
    const { arn, settings } = this.responder;
    const { ruleIds = [], machineArn = '' } = settings.responses.find((each) => each.action === action) ?? {};
    const nowMs = Date.now();
    const place = { recipientAccountId: LOCAL_ACCOUNT, awsRegion: LOCAL_REGION };
    const eventTime = new Date(nowMs - 60_000).toISOString();
    const alert = {
      ...answeredAlert(action, { ...place, ...members, eventTime }),
      id,
      ruleId: ruleIds[0] ?? '',
    };
    const { topicArn, macKeyArn: keyArn } = settings;
    const Sns = await signedMessage({ aws: this.world.aws, keyArn, topicArn, sentAtMs: nowMs, alert });
    await this.functions.invoke(arn, { Records: [{ Sns }] } as unknown as JsonObject);
    return `${machineArn.replace(':stateMachine:', ':execution:')}:${id}`;
  }

  /** The next report on the topic. */
  async told(): Promise<Alert> {
    const [received] = await this.world.mailbox.takeUntil(({ length }) => length > 0);
    if (received === undefined) throw new Error('nothing was told');
    return received.alert;
  }
}

/** What a report says came of an action, and why. */
const outcomeOf = ({ record: { outcome, why } }: Alert): string =>
  why === undefined ? String(outcome) : `${outcome} for ${why}`;

/** An id as alerts have it. */
const idOf = (digit: string): string => digit.repeat(64);

/** What becomes of a bucket that was opened: its owner answers, or nobody does, or there is no such bucket. */
const CASES: readonly (readonly [bucketName: string, answer: Answer, ends: RegExp, isBlocked: boolean])[] = [
  ['approved', 'approve', /^asked, done, SUCCEEDED $/, true],
  ['rejected', 'reject', /^asked, not-approved, SUCCEEDED $/, false],
  ['unanswered', 'nothing', /^asked, not-approved for States\.Timeout, SUCCEEDED $/, false],
  ['missing', 'approve', /^asked, failed for .*NoSuchBucket.*, FAILED ResponseFailed$/, false],
];

async function checkApprovals(world: Responding, s3: S3Client, outcome: Outcome): Promise<void> {
  for (const [index, [bucketName, answer, ends, isBlocked]] of CASES.entries()) {
    if (bucketName !== 'missing') await s3.send(new CreateBucketCommand({ Bucket: bucketName }));
    const requestParameters = { bucketName };
    const executionArn = await world.alert('block-public-bucket', idOf(String(index)), { requestParameters });
    const asked = await world.told();
    await answerAsAsked(world.interpreter, asked, answer);
    const reported = await world.told();
    const { status, error = '' } = await world.interpreter.ended(executionArn);
    const ended = `${outcomeOf(asked)}, ${outcomeOf(reported)}, ${status} ${error}`;
    outcome.check(ends.test(ended), `responder in the interpreter: a bucket that is ${bucketName}`, [ended]);
    const blocked = await s3.send(new GetPublicAccessBlockCommand({ Bucket: bucketName })).then(
      ({ PublicAccessBlockConfiguration: block }) => block?.BlockPublicPolicy === true,
      () => false,
    );
    const what = `a bucket that is ${bucketName} is ${isBlocked ? '' : 'not '}blocked`;
    outcome.check(blocked === isBlocked, what);
  }
}

/** Gives the command of the message, as its reader would. */
async function answerAsAsked({ client }: Interpreter, asked: Alert, answer: Answer): Promise<void> {
  const command = answer === 'approve' ? 'send-task-success --task-output {}' : 'send-task-failure';
  const pattern = new RegExp(`aws stepfunctions ${command} --task-token (\\S+)$`);
  const [taskToken] = (asked.firstSteps ?? []).flatMap((step) => pattern.exec(step)?.[1] ?? []);
  if (answer === 'approve') await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  if (answer === 'reject') await client.send(new SendTaskFailureCommand({ taskToken }));
}

/** A state machine of the user gets the alert and its resources. */
async function checkOwnMachine(world: Responding, outcome: Outcome): Promise<void> {
  const definition = { StartAt: 'Contain', States: { Contain: { Type: 'Pass', End: true } } };
  const own = await world.interpreter.create(OWN_MACHINE, JSON.stringify(definition));
  const id = idOf('a');
  await world.alert('start-state-machine', id, {});
  const told = outcomeOf(await world.told());
  const { input = '{}' } = await world.interpreter.ended(
    `${own.replace(':stateMachine:', ':execution:')}:${id}`,
  );
  const { alert, resources } = JSON.parse(input) as {
    readonly alert: Partial<Alert>;
    readonly resources: unknown;
  };
  const holds = told === 'done' && alert.id === id && Array.isArray(resources) && resources.length === 1;
  outcome.check(
    holds,
    'responder in the interpreter: a state machine of the user is started with the alert',
    [told, input],
  );
}
