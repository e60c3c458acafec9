import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './start-local-aws';
import { readAssembly, type SynthesizedStack } from './template';

const ROOT = resolve(__dirname, '../..');

/** The organization whose trail the demo's reference stack archives. */
export const DEMO_ORGANIZATION = 'o-exampleorgid';

const CONTEXT = {
  organizationId: DEMO_ORGANIZATION,
  managementAccountId: '777788889999',
  logArchiveAccountId: LOCAL_ACCOUNT,
  region: LOCAL_REGION,
  emails: 'security@example.com',
};

const ARCHIVE_STACK = 'TrailwatchLogArchive';

/**
 * Synthesizes the reference app (bin/app.ts) for an organization into a folder, as `cdk synth` would, and reads back the
 * stack of the log archive account, which is everything but the trail itself. Rejects when `stopping` is aborted, and
 * only when the app has ended.
 */
export async function synthesizeReferenceStack(
  folder: string,
  stopping?: AbortSignal,
): Promise<SynthesizedStack> {
  const app = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'bin/app.ts')], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify(CONTEXT),
    },
    signal: stopping,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [app.stdout, app.stderr]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  // What ends it is told by its status.
  app.on('error', () => undefined);
  const status = await new Promise<number | null>((resolve) => app.on('close', resolve));
  stopping?.throwIfAborted();
  if (status !== 0) throw new Error(`the reference app does not synthesize:\n${output}`);
  const stack = readAssembly(folder).find(({ name }) => name === ARCHIVE_STACK);
  if (stack === undefined) throw new Error(`the reference app has no stack ${ARCHIVE_STACK}`);
  return stack;
}
