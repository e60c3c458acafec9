import { Aws, lastLines } from './aws';
import type { Machine } from './machine';

/** Which trail is validated, and how long its first digest file may take. */
export interface ValidationProps {
  readonly machine: Machine;
  readonly region: string;
  readonly profile?: string | undefined;
  readonly trailName: string;
  readonly startMs: number;
  readonly waitMs: number;
}

interface Trail {
  readonly Name: string;
  readonly TrailARN: string;
  readonly S3BucketName: string;
}

const POLL_MS = 60_000;
const COMMAND_LINE = ['dist/bin/trailwatch.js', 'validate'];

/** Waits for the first digest file, and validates the trail by trailwatch and by the AWS CLI, which must count the same files. */
export async function validateBoth(props: ValidationProps, signal: AbortSignal): Promise<readonly string[]> {
  const { machine, region, profile, trailName } = props;
  const aws = new Aws(machine, region, profile);
  const { trailList = [] } = await aws.ask<{ readonly trailList?: readonly Trail[] }>(
    ['cloudtrail', 'describe-trails'],
    signal,
  );
  const trail = trailList.find(({ Name }) => Name === trailName);
  if (trail === undefined) throw new Error(`there is no trail ${trailName}`);
  await untilDigest(aws, trail, props, signal);
  const [start, end] = [props.startMs, machine.nowMs()].map((ms) => new Date(ms).toISOString().slice(0, 19));
  const own = await machine.run(
    process.execPath,
    [...COMMAND_LINE, `s3://${trail.S3BucketName}`, '--trail-arn', trail.TrailARN].concat([
      '--region',
      region,
      '--start',
      `${start}Z`,
      '--end',
      `${end}Z`,
    ]),
    { signal, env: profile === undefined ? {} : { AWS_PROFILE: profile } },
  );
  const theirs = await aws.call(
    ['cloudtrail', 'validate-logs', '--trail-arn', trail.TrailARN].concat([
      '--start-time',
      `${start}Z`,
      '--end-time',
      `${end}Z`,
    ]),
    signal,
  );
  return compare(own, theirs);
}

function compare(
  own: { readonly stdout: string; readonly stderr: string },
  theirs: typeof own,
): readonly string[] {
  const counts = new Map(
    [...own.stderr.matchAll(/\b(\w+)=(\d+)(?= )/g)].map(([, name = '', count]) => [name, Number(count)]),
  );
  const cli = [...theirs.stdout.matchAll(/(\d+)\/(\d+) (digest|log) files valid/g)];
  if (!counts.has('digests') || cli.length === 0)
    throw new Error(`no result: ${lastLines({ status: 0, ...own })}; ${lastLines({ status: 0, ...theirs })}`);
  const facts = [
    `trailwatch: ${[...counts].map(([name, count]) => `${name}=${count}`).join(' ')}`,
    `AWS CLI: ${cli.map(([text]) => text).join(', ')}`,
  ];
  const isBad = ['invalid', 'missing', 'unverified'].some((name) => (counts.get(name) ?? 0) > 0);
  const differs = cli.some(([, valid, all, kind]) => valid !== all || Number(all) !== counts.get(`${kind}s`));
  if (isBad || differs) throw new Error(['the two do not agree that all is valid', ...facts].join('; '));
  return facts;
}

async function untilDigest(
  aws: Aws,
  trail: Trail,
  props: ValidationProps,
  signal: AbortSignal,
): Promise<void> {
  const { machine, waitMs } = props;
  const untilMs = machine.nowMs() + waitMs;
  for (;;) {
    const { Contents = [] } = await aws.ask<{ readonly Contents?: readonly { readonly Key: string }[] }>(
      ['s3api', 'list-objects-v2', '--bucket', trail.S3BucketName],
      signal,
    );
    if (Contents.some(({ Key }) => Key.includes('/CloudTrail-Digest/') && Key.endsWith('.json.gz'))) return;
    if (machine.nowMs() >= untilMs)
      throw new Error(`no digest file came within ${Math.round(waitMs / 60_000)} minutes`);
    await machine.sleep(POLL_MS, signal);
  }
}
