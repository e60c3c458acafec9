import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../../test/local-server';

/** S3 with the log files of a folder. */
export interface ObjectServer {
  /** What an AWS client needs in its environment to come here. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Serves log files over HTTP, each after a delay: the key's number before `.json.gz` says which one. */
export async function serveObjects(folder: string, latencyMs: number): Promise<ObjectServer> {
  const bodies = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const server = await startServer((request, response) => {
    const [, number] = /_(\d+)\.json\.gz/.exec(request.url ?? '') ?? [];
    const body = bodies[Number(number) % bodies.length] ?? Buffer.alloc(0);
    const headers = { 'content-length': body.length, etag: `"${number}"`, 'x-amz-version-id': 'null' };
    setTimeout(() => response.writeHead(200, headers).end(body), latencyMs);
  });
  return {
    environment: {
      AWS_ENDPOINT_URL: server.url,
      ...{ AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' },
    },
    stop: server.stop,
  };
}
