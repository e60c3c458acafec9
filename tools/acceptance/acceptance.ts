/** `npm run acceptance -- --profile NAME`: arguments, interrupts and the files of the transcript; the steps are in steps.ts. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { mustRun } from '../peers/run-process';
import { Aws } from './aws';
import { type Machine, THIS_MACHINE } from './machine';
import { runSteps, type StepResult } from './run-steps';
import { type AcceptanceProps, acceptanceSteps, type OrganizationAccounts } from './steps';
import { renderTranscript } from './transcript';

const ROOT = resolve(__dirname, '../..');

const OPTIONS = {
  profile: { type: 'string' },
  'log-archive-profile': { type: 'string' },
  region: { type: 'string', default: process.env.AWS_REGION ?? 'eu-west-1' },
  previous: { type: 'string' },
  'wait-minutes': { type: 'string', default: '90' },
  out: { type: 'string', default: 'acceptance.md' },
} as const;

const { values } = readArguments();

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS });
  } catch (error) {
    const names = Object.keys(OPTIONS).map((name) => `--${name}`);
    process.stderr.write(
      `acceptance: ${(error as Error).message.split('. ')[0]}; the options are ${names.join(', ')} (docs/extend/acceptance.md)\n`,
    );
    process.exit(2);
  }
}

interface Interrupts {
  readonly stopping: AbortSignal;
  readonly leaving: AbortSignal;
}

/** The first interrupt stops the run and removes what it deployed; the second ends the removal. */
function listen(machine: Machine): Interrupts {
  const [stopping, leaving] = [new AbortController(), new AbortController()];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stopping.signal.aborted) leaving.abort();
      else machine.say('acceptance: stops, and removes what it deployed; interrupt again to leave it');
      stopping.abort();
    });
  return { stopping: stopping.signal, leaving: leaving.signal };
}

async function main(machine: Machine): Promise<number> {
  const waitMs = Number(values['wait-minutes']) * 60_000;
  if (!(waitMs >= 0)) throw new Error(`--wait-minutes must be a number, not ${values['wait-minutes']}`);
  const interrupts = listen(machine);
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-acceptance-'));
  try {
    const props = await propsOf(machine, folder, waitMs, interrupts.stopping);
    return await accept(props, interrupts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function propsOf(
  machine: Machine,
  folder: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<AcceptanceProps> {
  const { profile, previous, region } = values;
  const { Account } = await new Aws(machine, region, profile).ask<{ readonly Account: string }>(
    ['sts', 'get-caller-identity'],
    signal,
  );
  const [packed] = JSON.parse(
    await mustRun('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT }),
  );
  return {
    ...{ machine, region, profile, waitMs, organization: organizationOf() },
    ...{ account: Account, tarball: join(folder, packed.filename) },
    previous: previous === undefined ? undefined : resolve(previous),
    folder: mkdtempSync(join(folder, 'templates-')),
  };
}

function organizationOf(): OrganizationAccounts | undefined {
  const { INTEG_ORGANIZATION_ID: organizationId, INTEG_LOG_ARCHIVE_ACCOUNT: logArchiveAccount } = process.env;
  const logArchiveProfile = values['log-archive-profile'];
  if (organizationId === undefined || logArchiveAccount === undefined || logArchiveProfile === undefined)
    return undefined;
  return { organizationId, logArchiveAccount, logArchiveProfile };
}

async function accept(props: AcceptanceProps, interrupts: Interrupts): Promise<number> {
  const { steps, estates } = acceptanceSteps(props);
  const versions = await versionsOf(props);
  const write = (results: readonly StepResult[]): void => {
    const standing = estates.flatMap((estate) => estate.standing);
    const endpoint = process.env.AWS_ENDPOINT_URL;
    const page = { versions, steps, results, standing, known: knownIds(props), endpoint };
    writeFileSync(values.out, renderTranscript(page));
    const last = results.at(-1);
    if (last !== undefined)
      props.machine.say(`${last.outcome.padEnd(8)} ${last.id}: ${last.facts.join('; ')}`);
  };
  write([]);
  const results = await runSteps(steps, { ...interrupts, nowMs: props.machine.nowMs, onResult: write });
  props.machine.say(`acceptance: the transcript is in ${values.out}`);
  return results.some(({ outcome }) => outcome === 'failed') || interrupts.stopping.aborted ? 1 : 0;
}

/** Names of people, profiles and addresses as well. */
function knownIds({ account, profile, organization }: AcceptanceProps): Readonly<Record<string, string>> {
  return {
    [account]: 'account',
    [profile ?? '']: 'profile',
    [organization?.organizationId ?? '']: 'organization',
    [organization?.logArchiveAccount ?? '']: 'account',
    [organization?.logArchiveProfile ?? '']: 'profile',
    [process.env.INTEG_EMAIL ?? '']: 'address',
    [homedir()]: 'home',
    [userInfo().username]: 'user',
  };
}

async function versionsOf({
  region,
  tarball,
  previous,
}: AcceptanceProps): Promise<Readonly<Record<string, string>>> {
  const cli = await mustRun('aws', ['--version']);
  return {
    'cdk-trailwatch': `${version}, ${checksum(tarball)}`,
    previous: previous === undefined ? 'none' : checksum(previous),
    ...{ Region: region, 'Node.js': process.version },
    'AWS CLI': cli.split(' ')[0] ?? '',
  };
}

/** The beginning: whoever has the file compares it, and a whole one has the form of an id. */
function checksum(file: string): string {
  return `SHA-256 ${createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)}…`;
}

main(THIS_MACHINE)
  .catch((error: unknown) => {
    process.stderr.write(`acceptance: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  })
  .then((status) => {
    process.exitCode = status;
  });
