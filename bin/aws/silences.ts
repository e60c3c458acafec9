import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NO_STEPS, operationOf, PLAIN, type ServiceClient } from '../../lambda/aws/service-commands';
import {
  type FoundSilences,
  readSilenceParameters,
  SSM,
  ssmClient,
  ssmCommand,
} from '../../lambda/aws/silence-parameters';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { requestOptions } from './s3-client';
import { askService, type ServiceRequest } from './send-again';

const put = operationOf([SSM, 'PutParameter'], {
  input: { Name: 0, Value: 0, Type: 0, Tier: 0, Overwrite: 2 },
});
const remove = operationOf([SSM, 'DeleteParameter'], { input: { Name: 0 } });

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
class PutParameterCommand extends ssmCommand<
  { Name: string; Value: string; Type: 'String'; Tier: 'Standard'; Overwrite: boolean },
  { $metadata: object }
>(PLAIN, NO_STEPS, 'PutParameter', put) {}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
class DeleteParameterCommand extends ssmCommand<{ Name: string }, { $metadata: object }>(
  PLAIN,
  NO_STEPS,
  'DeleteParameter',
  remove,
) {}

const PATH_ARN =
  /^arn:aws[a-z-]*:ssm:([a-z0-9-]+):(\d{12}):parameter(\/trailwatch\/[\w.-]{1,128}\/silences\/[a-z]+)$/;

/** The silences of a log processor, in Systems Manager. */
export class Silences {
  private readonly client: ServiceClient;
  private readonly region: string;
  private readonly account: string;
  readonly path: string;

  /** @throws {@link UserError} if the text is not the ARN of a path of silences */
  constructor(
    arn: string,
    private readonly io: Pick<CommandIo, 'wait'>,
  ) {
    const [, region = '', account = '', path] = PATH_ARN.exec(arn) ?? [];
    if (path === undefined)
      throw new UserError(`--path '${arn}' is not the output SilencesArn of a stack that has silences`);
    this.region = region;
    this.account = account;
    this.path = path;
    this.client = ssmClient({ region, maxAttempts: 1, requestHandler: requestOptions() });
  }

  /** The ARN of the caller. Systems Manager writes to the account of the caller, which must be that of the path. */
  async caller(): Promise<string> {
    const sts = new STSClient({ region: this.region, maxAttempts: 1, requestHandler: requestOptions() });
    const { Arn = '', Account } = await this.ask('sts:GetCallerIdentity', () =>
      sts.send(new GetCallerIdentityCommand({})),
    );
    if (Account === this.account) return Arn;
    throw new UserError(`the credentials are of account ${Account}, and the silences of ${this.account}`);
  }

  read(): Promise<FoundSilences> {
    return this.ask('ssm:GetParametersByPath', () => readSilenceParameters(this.client, this.path));
  }

  async write(id: string, Value: string): Promise<void> {
    const parameter = { Name: `${this.path}/${id}`, Value, Overwrite: true } as const;
    const command = new PutParameterCommand({ ...parameter, Type: 'String', Tier: 'Standard' });
    await this.ask('ssm:PutParameter', () => this.client.send(command));
  }

  async end(id: string): Promise<void> {
    const command = new DeleteParameterCommand({ Name: `${this.path}/${id}` });
    await this.ask('ssm:DeleteParameter', () => this.client.send(command));
  }

  private ask<T>(needs: string, send: () => Promise<T>): Promise<T> {
    const request: ServiceRequest = {
      ...{ service: 'silences', needs },
      explain: (code) =>
        code === 'ParameterNotFound'
          ? 'the silence does not exist; --list shows the existing ones'
          : undefined,
      otherwise: (message) => `silences: ${needs} (${message})`,
    };
    return askService(request, this.io.wait, send);
  }
}
