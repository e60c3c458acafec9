import type { Ended } from '../peers/run-process';
import type { Execution, Machine } from './machine';

/** What goes wrong in a fake account. */
export interface Faults {
  /** By the beginning of a command: what it prints on standard error before it fails. */
  readonly refused?: Readonly<Record<string, string>>;
  /** The resources that replace the kept ones at the deployment with this number, from 1. */
  readonly replacesAt?: number;
  /** Whether deletions take what is to be kept. */
  readonly losesEvidence?: boolean;
  /** Stacks that are there before the run. */
  readonly existing?: readonly string[];
  /** Called before each command, and again after it did its work. */
  readonly around?: (command: string) => void;
}

const ACCOUNT = '111122223333';
/** Of each deployment, the stacks that it makes. */
const STACKS: Readonly<Record<string, readonly string[]>> = {
  'integ.account.ts': ['TrailwatchIntegAccount', 'TrailwatchIntegAccountAssertions'],
  'integ.organization.ts': ['LogArchive', 'Management', 'TrailwatchIntegOrganizationAssertions'],
};

interface FakeStack {
  readonly arn: string;
  bucket: string;
  status: string;
  isDeleted: boolean;
}

/** An account with CloudFormation, a queue and a trail, as far as the steps ask for them; its clock moves with each command. */
export class FakeAccount implements Machine {
  readonly commands: string[] = [];
  readonly said: string[] = [];
  private readonly stacks = new Map<string, FakeStack>();
  private deployments = 0;
  private ms = Date.UTC(2026, 10, 30);

  constructor(private readonly faults: Faults = {}) {
    for (const name of faults.existing ?? []) this.create(name);
  }

  /** The stacks that exist. */
  get standing(): readonly string[] {
    return [...this.stacks].flatMap(([name, { isDeleted }]) => (isDeleted ? [] : [name]));
  }

  async run(command: string, args: readonly string[], { signal }: Execution): Promise<Ended> {
    const text = [command === process.execPath ? 'node' : command, ...args].join(' ');
    this.ms += 1_000;
    this.faults.around?.(text);
    signal.throwIfAborted();
    this.commands.push(text);
    const answer = this.refusalOf(text, command) ?? this.answer(text, args);
    this.faults.around?.(text);
    signal.throwIfAborted();
    for (const stack of this.stacks.values()) stack.status = stack.status.replace('IN_PROGRESS', 'COMPLETE');
    return answer;
  }

  private refusalOf(text: string, command: string): Ended | undefined {
    for (const [beginning, stderr] of Object.entries(this.faults.refused ?? {}))
      if (text.startsWith(beginning)) {
        // A deployment that fails leaves its stacks.
        if (command === 'npm') this.deploy(text);
        return { status: 1, stdout: '', stderr };
      }
    return undefined;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.ms += ms;
  }

  nowMs = (): number => this.ms;

  say(text: string): void {
    this.said.push(text);
  }

  private answer(text: string, args: readonly string[]): Ended {
    if (text.startsWith('npm')) return this.deploy(text);
    if (text.startsWith('node') && args[1] === 'validate')
      return ended('', 'digests=1 logs=2 invalid=0 seconds=1.00');
    if (text.startsWith('node')) return ended('', 'stacks=1 usd-month=27.00');
    const operation = `${args[0]} ${args[1]}`;
    const name = args[args.indexOf('--stack-name') + 1] ?? '';
    const trail = args[args.indexOf('--name') + 1] ?? '';
    switch (operation) {
      case 'cloudtrail stop-logging':
      case 'cloudtrail delete-trail':
        this.called.push(trail);
        return { status: 254, stdout: '', stderr: 'An error occurred (TrailNotFoundException)' };
      case 'cloudtrail describe-trails':
        return json({ trailList: this.deployments === 0 ? [] : [TRAIL] });
      case 'cloudtrail validate-logs':
        return ended('1/1 digest files valid\n2/2 log files valid\n', '');
      case 's3api list-objects-v2':
        return json({ Contents: [{ Key: `AWSLogs/${ACCOUNT}/CloudTrail-Digest/eu-west-1/one.json.gz` }] });
      case 'sqs receive-message':
        return json({ Messages: this.messages() });
      case 'cloudformation describe-stacks':
        return this.describe(name);
      case 'cloudformation get-template':
        return json({ TemplateBody: { Resources: { Bucket: { DeletionPolicy: 'Retain' }, Rule: {} } } });
      case 'cloudformation list-stack-resources':
        return this.list(name);
      case 'cloudformation delete-stack':
        return this.delete(this.find(name));
      case 'cloudformation wait':
        // As the CLI does of a stack that is not updated.
        if (args[2] === 'stack-update-complete' && !this.find(name).status.startsWith('UPDATE'))
          throw new Error('waits for an hour');
        return ended('', '');
      case 'sqs get-queue-url':
        return json({ QueueUrl: 'https://queue' });
      default:
        return ended('', '');
    }
  }

  private readonly called: string[] = [];

  private messages(): readonly unknown[] {
    const route = this.called.at(-1)?.endsWith('bus') === true ? 'event-bus' : 'log-file';
    const sent = { Attributes: { SentTimestamp: String(this.ms) }, ReceiptHandle: 'handle' };
    const eventTime = new Date(this.ms - 5_000).toISOString();
    const alert = { route, eventTime, eventName: 'StopLogging', resources: [this.called.at(-1)] };
    const alarm = { AlarmName: 'Prefix/CloudWatch.5-trail-changed', NewStateValue: 'ALARM' };
    return [alert, alarm].map((body) => ({ ...sent, Body: JSON.stringify(body) }));
  }

  private deploy(text: string): Ended {
    this.deployments += 1;
    const [test = ''] = /integ\.\w+\.ts/.exec(text) ?? [];
    for (const name of STACKS[test] ?? []) {
      const stack = this.stacks.get(name) ?? this.create(name);
      if (this.deployments > 1) stack.status = 'UPDATE_IN_PROGRESS';
      if (this.deployments === this.faults.replacesAt) stack.bucket = 'another';
    }
    return ended('', '');
  }

  private create(name: string): FakeStack {
    const arn = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/${name}/1`;
    const stack = { arn, bucket: `bucket-of-${name}`, status: 'CREATE_IN_PROGRESS', isDeleted: false };
    this.stacks.set(name, stack);
    return stack;
  }

  private describe(name: string): Ended {
    const stack = this.stacks.get(name);
    if (stack === undefined || stack.isDeleted)
      return { status: 254, stdout: '', stderr: `Stack with id ${name} does not exist` };
    return json({ Stacks: [{ StackId: stack.arn, StackStatus: stack.status }] });
  }

  private delete(stack: FakeStack): Ended {
    if (stack.status === 'UPDATE_IN_PROGRESS')
      return { status: 254, stdout: '', stderr: 'cannot be deleted while in status UPDATE_IN_PROGRESS' };
    stack.isDeleted = true;
    return ended('', '');
  }

  private list(arn: string): Ended {
    const { bucket, isDeleted } = this.find(arn);
    const status = (deleted: string) => (isDeleted ? deleted : 'CREATE_COMPLETE');
    return json({
      StackResourceSummaries: [
        {
          ...{ LogicalResourceId: 'Bucket', PhysicalResourceId: bucket, ResourceType: 'AWS::S3::Bucket' },
          ResourceStatus: status(this.faults.losesEvidence === true ? 'DELETE_COMPLETE' : 'DELETE_SKIPPED'),
        },
        {
          ...{ LogicalResourceId: 'Rule', PhysicalResourceId: 'rule', ResourceType: 'AWS::Events::Rule' },
          ResourceStatus: status('DELETE_COMPLETE'),
        },
      ],
    });
  }

  private find(arn: string): FakeStack {
    const found = [...this.stacks.values()].find((stack) => stack.arn === arn);
    if (found === undefined) throw new Error(`no stack ${arn}`);
    return found;
  }
}

const TRAIL = {
  Name: 'trailwatch',
  TrailARN: `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/trailwatch`,
  S3BucketName: 'logs',
};

function ended(stdout: string, stderr: string): Ended {
  return { status: 0, stdout, stderr };
}

function json(answer: unknown): Ended {
  return ended(JSON.stringify(answer), '');
}
