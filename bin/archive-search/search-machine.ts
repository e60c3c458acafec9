import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeMapRunCommand,
  type DescribeMapRunCommandOutput,
  DescribeStateMachineCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type SearchPlace, searchPlaceOf } from '../../lib/core/archive-search/search-place';
import type { SearchRequest } from '../../lib/core/archive-search/search-request';
import { requestOptions } from '../aws/s3-client';
import { askService } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';

const MACHINE = /^arn:[a-z-]+:states:([a-z0-9-]+):\d{12}:stateMachine:([^:]+)$/;

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const NAME = /^[^\s\p{C}\uFFFE\uFFFF<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/u;

/** @throws {@link UserError} if Step Functions allows no execution with the name */
export function checkSearchName(name: string): void {
  if (NAME.test(name)) return;
  throw new UserError(
    `'${name}' is not the name of a search, which has 1 to 80 characters, and no space, bracket or any of ? * " # % \\ ^ | ~ \` $ & , ; : /`,
  );
}

/** A state machine of `ArchiveSearch`. */
export class SearchMachine {
  /** Also the Region of its archive and results. */
  readonly region: string;
  readonly #client: SFNClient;

  /** @throws {@link UserError} if the text is not the ARN of a state machine */
  constructor(
    private readonly arn: string,
    private readonly io: Pick<CommandIo, 'wait'>,
  ) {
    const region = MACHINE.exec(arn)?.[1];
    if (region === undefined)
      throw new UserError(
        `--state-machine '${arn}' is not the ARN of a state machine, such as arn:aws:states:eu-west-1:111122223333:stateMachine:NAME`,
      );
    this.region = region;
    this.#client = new SFNClient({ region, maxAttempts: 1, requestHandler: requestOptions() });
  }

  /** The locations that it searches and writes, from its definition. */
  async place(): Promise<SearchPlace> {
    const { definition = '' } = await this.#ask('states:DescribeStateMachine', () =>
      this.#client.send(new DescribeStateMachineCommand({ stateMachineArn: this.arn })),
    );
    const place = searchPlaceOf(definition);
    if (place === undefined) throw new UserError(`${this.arn} is not a state machine of ArchiveSearch`);
    return place;
  }

  /** Starts a search. The name identifies the input: starting it again under the same name has no effect. */
  async start(name: string, request: SearchRequest): Promise<void> {
    await this.#ask('states:StartExecution', () =>
      this.#client.send(
        new StartExecutionCommand({ stateMachineArn: this.arn, name, input: JSON.stringify(request) }),
      ),
    );
  }

  /** The execution of a name. */
  async execution(name: string): Promise<DescribeExecutionCommandOutput> {
    const executionArn = this.#executionArn(name);
    return this.#ask('states:DescribeExecution', () =>
      this.#client.send(new DescribeExecutionCommand({ executionArn })),
    );
  }

  /** The progress of the batches of an execution; undefined during planning. */
  async progress(name: string): Promise<DescribeMapRunCommandOutput['itemCounts']> {
    const executionArn = this.#executionArn(name);
    const { mapRuns = [] } = await this.#ask('states:ListMapRuns', () =>
      this.#client.send(new ListMapRunsCommand({ executionArn, maxResults: 1 })),
    );
    const mapRunArn = mapRuns[0]?.mapRunArn;
    if (mapRunArn === undefined) return undefined;
    const run = await this.#ask('states:DescribeMapRun', () =>
      this.#client.send(new DescribeMapRunCommand({ mapRunArn })),
    );
    return run.itemCounts;
  }

  close(): void {
    this.#client.destroy();
  }

  #executionArn(name: string): string {
    checkSearchName(name);
    return `${this.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  }

  #ask<T>(needs: string, send: () => Promise<T>): Promise<T> {
    return askService({ service: 'Step Functions', needs, explain }, this.io.wait, send);
  }
}

const KNOWN: Readonly<Record<string, string>> = {
  StateMachineDoesNotExist:
    'the state machine does not exist; check the ARN, and the account of the credentials',
  StateMachineDeleting: 'the state machine is being deleted',
  ExecutionDoesNotExist:
    'the search does not exist; its name is what archive search start prints, and is kept for 90 days',
  ExecutionAlreadyExists: 'a search with that name and another input exists; choose another --name',
  ExecutionLimitExceeded: 'too many executions are running; wait for some to end',
};

function explain(code: string, message: string): string | undefined {
  const known = KNOWN[code] ?? (/^KmsAccessDenied/.test(code) ? NO_KEY : undefined);
  return known === undefined ? undefined : `Step Functions: ${known} (${message})`;
}

const NO_KEY =
  'the key of the state machine cannot be used; this requires kms:Decrypt and kms:GenerateDataKey, as ' +
  'grantStart() and grantReadResults() give';
