import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { MAX_SILENCES, type SilenceParameter } from '../../lib/core/alert/alert-silence';
import { isJsonObject } from '../../lib/core/json/json-value';
import { pagesOf } from './answers';
import {
  commandsOf,
  NO_STEPS,
  operationOf,
  PLAIN,
  type ServiceClient,
  type ServiceOptions,
  settingsOf,
} from './service-commands';

/** The name of the service in the SDK. */
export const SSM = 'com.amazonaws.ssm';

const TARGET = 'AmazonSSM';

/** Makes the commands of Systems Manager. */
export const ssmCommand = commandsOf(TARGET, 'SSMClient');

const page = operationOf([SSM, 'GetParametersByPath'], {
  input: { Path: 0, MaxResults: 1, NextToken: 0 },
  output: { Parameters: 15, NextToken: 0 },
});

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
class GetParametersByPathCommand extends ssmCommand<
  { readonly Path: string; readonly MaxResults: number; readonly NextToken?: string | undefined },
  { readonly Parameters?: unknown; readonly NextToken?: string; $metadata: object }
>(PLAIN, NO_STEPS, 'GetParametersByPath', page) {}

/** A client of Systems Manager, which has the protocol of CloudTrail. */
export function ssmClient(options: ServiceOptions): ServiceClient {
  const protocolSettings = { defaultNamespace: SSM, serviceTarget: TARGET, version: '2014-11-06' };
  return new CloudTrailClient({ ...options, ...settingsOf('ssm'), protocolSettings }) as ServiceClient;
}

/** The page size of Systems Manager. */
const PAGE = 10;

/** The parameters of a path, and whether there are more than {@link MAX_SILENCES}. */
export interface FoundSilences {
  readonly parameters: readonly SilenceParameter[];
  readonly hasMore: boolean;
}

/** The parameters right below a path, at most {@link MAX_SILENCES} and in the order of Systems Manager. */
export async function readSilenceParameters(client: ServiceClient, path: string): Promise<FoundSilences> {
  const parameters: SilenceParameter[] = [];
  const pages = pagesOf('GetParametersByPath', (NextToken) =>
    client.send(new GetParametersByPathCommand({ Path: path, MaxResults: PAGE, NextToken })),
  );
  for await (const { Parameters, NextToken } of pages) {
    parameters.push(...toParameters(Parameters));
    if (parameters.length >= MAX_SILENCES) return { parameters, hasMore: NextToken !== undefined };
  }
  return { parameters, hasMore: false };
}

function toParameters(found: unknown): readonly SilenceParameter[] {
  if (!Array.isArray(found)) throw new Error('Systems Manager did not return a list of parameters');
  return found.filter(isJsonObject).map(({ Name, Value, LastModifiedDate }) => ({
    ...{ name: String(Name), value: String(Value) },
    lastModifiedMs: Number(LastModifiedDate) * 1000,
  }));
}
