import { DEFAULT_PLAN, SignedArchive } from '../digest/signed-archive';
import { serveArchive } from '../local-aws/archive-server';
import { cliEnvironment, validateLogsArguments } from '../peers/integrity/aws-cli';
import { findPython, installPackages } from '../peers/python-environment';
import { runProcess } from '../peers/run-process';
import { type Timed, type Timing, timeInterleaved } from './interleaved';

/** How much is validated. */
export interface ValidateBench {
  readonly commandLine: string;
  readonly hours: number;
  readonly runs: number;
}

const LOGS_AN_HOUR = 4;
const LOG_BYTES = 100_000;
const START = '2026-10-01T00:00:00Z';
const HOUR_MS = 60 * 60 * 1000;

/**
 * `trailwatch validate` and `aws cloudtrail validate-logs` on one chain of digests, from one local server that speaks S3 and
 * CloudTrail, at no latency and at that of a Region.
 *
 * @param print gets the timings of each latency, trailwatch first
 * @returns why nothing was timed, if so
 */
export async function benchValidate(
  { commandLine, hours, runs }: ValidateBench,
  print: (what: string, timings: readonly Timing[]) => void,
): Promise<string | undefined> {
  const python = await findPython();
  if (typeof python === 'string') return python;
  const aws = (await installPackages(python, 'awscli'))('aws');
  const plan = { accountId: '111122223333', start: '2026-10-01T00:01:31Z', hours };
  const archive = new SignedArchive([{ ...plan, logs: LOGS_AN_HOUR, logSizeBytes: LOG_BYTES }]);
  const end = new Date(Date.parse(START) + (hours + 1) * HOUR_MS).toISOString();
  // A later end would ask for a digest file that is not there.
  const last = new Date(Date.parse(plan.start) + hours * HOUR_MS).toISOString();
  const trailArn = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit';
  const order = { trailArn, bucket: DEFAULT_PLAN.bucket, start: START, end };
  for (const latencyMs of [0, 15]) {
    const server = await serveArchive(archive, { latencyMs });
    const env = { ...cliEnvironment(server), HOME: '/' };
    const ours = [commandLine, 'validate', `s3://${order.bucket}`, '--start', START, '--end', last];
    const contenders = [
      timed('trailwatch validate', process.execPath, ours, env),
      timed('aws validate-logs', aws, validateLogsArguments(order), env),
    ];
    const timings = await timeInterleaved(contenders, runs).finally(() => server.stop());
    print(
      `validate, ${archive.objects.size} objects of ${LOG_BYTES / 1000} kB unpacked, ${latencyMs} ms a request`,
      timings,
    );
  }
  return undefined;
}

/** The server is in this process, so that it must not be blocked while another one is timed. */
function timed(name: string, command: string, argv: readonly string[], env: NodeJS.ProcessEnv): Timed {
  return {
    name,
    runMs: async () => {
      const fromMs = performance.now();
      const { status, stderr } = await runProcess(command, argv, { env });
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      return performance.now() - fromMs;
    },
  };
}
