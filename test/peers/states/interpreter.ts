import { setTimeout } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local-aws/start-local-aws';

/** Step Functions of the emulator. It answers an execution at once, and runs it meanwhile. */
export class Interpreter {
  static async start(endpoint: string, name: string, definition: string): Promise<Interpreter> {
    await fetch(`${endpoint}/moto-api/config`, {
      method: 'POST',
      body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
    });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SFNClient({ endpoint, region: LOCAL_REGION, credentials });
    const roleArn = `arn:aws:iam::${LOCAL_ACCOUNT}:role/machine`;
    const command = new CreateStateMachineCommand({
      ...{ name, roleArn },
      // the emulator's grammar takes no whole number here; Step Functions' own examples have one
      definition: definition.replace(
        '"ToleratedFailurePercentage":100',
        '"ToleratedFailurePercentage":100.0',
      ),
    });
    const { stateMachineArn } = await client.send(command);
    return new Interpreter(client, stateMachineArn);
  }

  private constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string | undefined,
  ) {}

  async run(name: string, input: JsonObject): Promise<DescribeExecutionOutput> {
    const { stateMachineArn } = this;
    const { executionArn } = await this.client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    for (;;) {
      const execution = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      if (execution.status !== 'RUNNING') return execution;
      await setTimeout(100);
    }
  }
}
