import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ArchiveServer } from '../../../test/local-aws/archive-server';
import { AnsweringProcess } from '../answering-process';
import type { Ended } from '../run-process';

/** What is asked of `aws cloudtrail validate-logs`. */
export interface ValidateLogsOrder {
  readonly trailArn: string;
  readonly bucket: string;
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
}

/** What it said of each file, by key: `valid`, or what came behind `INVALID: `. Files that it did not name are absent. */
export type CliVerdicts = ReadonlyMap<string, string>;

/** The arguments behind `aws`. */
export function validateLogsArguments(order: ValidateLogsOrder): readonly string[] {
  const { trailArn, bucket, start, end } = order;
  const range = ['--start-time', start, '--end-time', end];
  return [
    'cloudtrail',
    'validate-logs',
    '--trail-arn',
    trailArn,
    '--s3-bucket',
    bucket,
    ...range,
    '--verbose',
  ];
}

/** What the AWS CLI needs to come to the server and to nobody else. */
export function cliEnvironment(server: ArchiveServer): NodeJS.ProcessEnv {
  const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  return { PATH: process.env.PATH ?? '', ...nowhere, ...server.environment };
}

/** The AWS CLI, which is loaded once for many runs; `python` is that of the environment that it is installed in. */
export function startAwsCli(python: string): AnsweringProcess {
  const { PATH, TMPDIR } = process.env;
  return new AnsweringProcess(spawn(python, [join(__dirname, 'run_aws_cli.py')], { env: { PATH, TMPDIR } }));
}

/** Runs the AWS CLI on a served archive. */
export async function validateByAwsCli(
  cli: AnsweringProcess,
  server: ArchiveServer,
  order: ValidateLogsOrder,
): Promise<CliVerdicts> {
  const run = { arguments: validateLogsArguments(order), environment: cliEnvironment(server) };
  const { stdout, stderr } = await cli.ask<Ended>(run);
  const verdicts = new Map<string, string>();
  for (const line of `${stdout}\n${stderr}`.split('\n')) {
    const [, url, verdict] = line.split('\t');
    if (url === undefined || verdict === undefined) continue;
    verdicts.set(url.replace(`s3://${order.bucket}/`, ''), verdict.replace(/^INVALID: /, '').trim());
  }
  if (verdicts.size === 0) throw new Error(`the AWS CLI named no file:\n${stdout}\n${stderr}`);
  return verdicts;
}
