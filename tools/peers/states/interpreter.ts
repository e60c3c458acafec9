import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../test/local-aws/start-local-aws';
import { withEmulator } from '../emulator/start-emulator';
import { jarsOf } from '../engines/java-process';

/** Step Functions that is not ours. What its state machines call goes to a port of this machine. */
export interface StatesEngine {
  readonly name: string;
  /** Whether a minute of a state passes in a part of a second. */
  readonly isQuick: boolean;
  /** Runs something with it, and ends it afterwards whatever happens. */
  serve<T>(gatewayPort: number, use: (interpreter: Interpreter) => Promise<T>): Promise<T>;
}

/** moto's: it runs Map states inline, and time passes in it as on the machine. */
export function motoStates(command: string): StatesEngine {
  return {
    name: 'moto',
    isQuick: false,
    serve: (gatewayPort, use) =>
      withEmulator(
        command,
        async ({ endpoint }) => {
          await fetch(`${endpoint}/moto-api/config`, {
            method: 'POST',
            body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
          });
          return use(new Interpreter(endpoint));
        },
        { MOTO_PORT: String(gatewayPort) },
      ),
  };
}

/** LocalStack's: Distributed Map, JSONata and task tokens, too; minutes pass in tenths of seconds. */
export async function localStackStates(python: string): Promise<StatesEngine> {
  const folder = join(__dirname, 'localstack');
  const jars = await jarsOf(join(folder, 'pom.xml'));
  const argv = [join(folder, 'serve_states.py'), '--jars', jars, '--account', LOCAL_ACCOUNT];
  return {
    name: 'LocalStack',
    isQuick: true,
    serve: (gatewayPort, use) =>
      withEmulator(
        python,
        ({ endpoint }) => use(new Interpreter(endpoint)),
        {
          ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${gatewayPort}`, AWS_REGION: LOCAL_REGION },
          ...{ AWS_DEFAULT_REGION: LOCAL_REGION, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
        },
        argv,
      ),
  };
}

/**
 * What Step Functions takes, and the grammar of both engines does not: a whole number, an expression in the place of an object, and
 * HTTP tasks, for which a call stands that they know. After one that it does not know, LocalStack refuses every definition.
 */
const ACCEPTED = [
  ['states:::http:invoke', 'states:::aws-sdk:cloudwatch:describeAlarms'],
  ['"ToleratedFailurePercentage":100', '"ToleratedFailurePercentage":100.0'],
  [
    '"{% $merge([$states.input, $states.context.Map.Item.Value]) %}"',
    JSON.stringify(
      Object.fromEntries([
        ...['day', 'dayBefore', 'dayAfter'].map((name) => [name, `{% $states.input.${name} %}`]),
        ['accounts', '{% $states.context.Map.Item.Value.accounts %}'],
      ]),
    ),
  ],
] as const;

/** A definition as both engines take it. */
export function toAcceptedDefinition(definition: string): string {
  return ACCEPTED.reduce((text, [ours, theirs]) => text.replaceAll(ours, theirs), definition);
}

/** Step Functions of an engine. It answers an execution at once, and runs it meanwhile. */
export class Interpreter {
  readonly client: SFNClient;

  constructor(readonly endpoint: string) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.client = new SFNClient({ endpoint, region: LOCAL_REGION, credentials });
  }

  /** Returns the ARN of the state machine. */
  async create(name: string, definition: string): Promise<string> {
    const command = new CreateStateMachineCommand({
      ...{ name, roleArn: `arn:aws:iam::${LOCAL_ACCOUNT}:role/machine` },
      definition: toAcceptedDefinition(definition),
    });
    const { stateMachineArn = '' } = await this.client.send(command);
    return stateMachineArn;
  }

  /** Runs an execution to its end. */
  async run(stateMachineArn: string, name: string, input: JsonObject): Promise<DescribeExecutionOutput> {
    const { executionArn = '' } = await this.client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return this.ended(executionArn);
  }

  /** Waits for the end of an execution. */
  async ended(executionArn: string): Promise<DescribeExecutionOutput> {
    for (;;) {
      const execution = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING') return execution;
      await setTimeout(100);
    }
  }
}
