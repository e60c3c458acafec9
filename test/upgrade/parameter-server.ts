import { type LocalServer, startServer } from '../local-server';

/** A parameter, and when it was written. */
export interface WrittenParameter {
  readonly Name: string;
  readonly Value: string;
  /** In seconds since 1970. */
  readonly LastModifiedDate: number;
}

/** Systems Manager, as far as GetParametersByPath goes. */
export interface ParameterServer extends LocalServer {
  readonly parameters: WrittenParameter[];
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
export async function startParameterServer(): Promise<ParameterServer> {
  const parameters: WrittenParameter[] = [];
  const server = await startServer((_request, response, body) => {
    const { Path } = JSON.parse(body) as { readonly Path: string };
    const found = parameters.filter(({ Name }) => Name.startsWith(`${Path}/`));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ Parameters: found }));
  });
  return { ...server, parameters };
}
