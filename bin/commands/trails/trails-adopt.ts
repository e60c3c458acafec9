import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import type { CommandIo } from '../../cli/command-io';
import { makeFolder } from '../../cli/make-folder';
import { renderReason, UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { toStream } from '../../outputs/text-output';
import { findPlaces } from '../../places/find-places';
import { adoptBucket, adoptKey } from '../../trails/adopt/adopt-bucket';
import { adoptLogGroup, adoptStore, adoptTrail } from '../../trails/adopt/adopt-trail';
import { DEPLOY_REFERENCES, toFiles, toStacks } from '../../trails/adopt/adopted-app';
import {
  type AdoptedResource,
  type Adopter,
  type Adoption,
  NotAdopted,
} from '../../trails/adopt/adopted-resource';
import {
  isOfControlTower,
  type ReferencedTrail,
  readOrganizationId,
  renderReferences,
} from '../../trails/adopt/referenced-trails';
import type { AskedSession } from '../../trails/posture/asked-session';
import type { LiveEstate, LiveResource, LiveTrail } from '../../trails/posture/live-estate';
import { readEstate } from '../../trails/posture/read-estate';
import type { TrailsOptions } from './trails';
import { askedSessions } from './trails-check';

/**
 * Writes a CDK app for the existing resources. Returns the exit status: 2 if anything could not be read, and is therefore not
 * included.
 */
export async function trailsAdopt(folder: string, options: TrailsOptions, io: CommandIo): Promise<number> {
  refuseOthers(options);
  checkFolder(folder);
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const onProblem = (sentence: string) => diagnostics.problem(sentence);
  const places = await findPlaces(options, { sessionName: 'trailwatch-trails', onProblem, wait: io.wait });
  try {
    const sessions = await askedSessions(places, io);
    const estate = await readEstate(sessions, io);
    for (const { unreadRegions, unreadStores } of estate.accounts) {
      for (const why of new Set([...unreadRegions, ...unreadStores].map((one) => one.why))) onProblem(why);
    }
    const adoption = await adoptEstate(estate, sessions, io);
    for (const { resource, why, isUnknown } of adoption.leftOut) {
      if (isUnknown) onProblem(`${resource} is left out: ${why}`);
      else diagnostics.info(`${resource} is left out: ${why}`);
    }
    const stacks = toStacks(adoption.resources);
    const references = await findReferences({ estate, adoption, sessions, wait: io.wait, onProblem });
    if (stacks.length === 0 && references.length === 0)
      throw new UserError('there is nothing to adopt: the accounts have no trail or event data store');
    const beside = references.length === 0 ? undefined : renderReferences(references);
    writeFiles(folder, toFiles(adoption, beside));
    const commands = stacks.map(
      ({ name }) => `npx cdk import ${name} --resource-mapping import/${name}.json\n`,
    );
    const deploy = beside === undefined ? '' : `${DEPLOY_REFERENCES}\n`;
    await toStream(io.stdout).write(commands.join('') + deploy);
    diagnostics.finish(
      `stacks=${stacks.length} resources=${adoption.resources.length} left-out=${adoption.leftOut.length}`,
      fromMs,
    );
    return diagnostics.problems > 0 ? 2 : 0;
  } finally {
    for (const { client } of places) client.destroy();
  }
}

/** The trails that stay with their owners for good, with what an app beside them needs to know. */
async function findReferences({
  estate,
  adoption: { leftOut },
  sessions,
  wait,
  onProblem,
}: {
  readonly estate: LiveEstate;
  readonly adoption: Adoption;
  readonly sessions: readonly AskedSession[];
  readonly wait: CommandIo['wait'];
  readonly onProblem: (sentence: string) => void;
}): Promise<readonly ReferencedTrail[]> {
  const kept = new Set(leftOut.filter(({ isUnknown }) => !isUnknown).map(({ resource }) => resource));
  const trails = estate.trails.filter(({ arn }) => kept.has(arn));
  const [session] = sessions;
  if (trails.length === 0 || session === undefined) return [];
  const isAny = trails.some(({ described }) => described.IsOrganizationTrail === true);
  const organization = isAny ? await readOrganizationId(session, { wait }) : undefined;
  return trails.flatMap((trail): readonly ReferencedTrail[] => {
    const bucket = bucketOf(trail, estate);
    if (bucket === undefined) {
      onProblem(
        `trailwatch.ts is without ${trail.arn}: the account of its bucket was not read; add a role of it`,
      );
      return [];
    }
    if (trail.described.IsOrganizationTrail !== true) return [{ trail, bucket }];
    if (organization !== undefined && 'value' in organization)
      return [{ trail, bucket, organizationId: organization.value }];
    onProblem(`trailwatch.ts is without ${trail.arn}: ${organization?.unknown}`);
    return [];
  });
}

/** The bucket of a trail; both landing zones write its account into its name, which may be all that is known of it. */
function bucketOf(
  { described: { S3BucketName: name = '' }, region }: LiveTrail,
  { buckets }: LiveEstate,
): ReferencedTrail['bucket'] | undefined {
  const found = buckets.find((bucket) => bucket.name === name && bucket.account !== '');
  if (found !== undefined) return { name, account: found.account, region: found.region };
  const account = /-(?:central-logs|controltower-(?:cloudtrail-)?logs)-(\d{12})-/.exec(name)?.[1];
  return account === undefined ? undefined : { name, account, region };
}

function refuseOthers({ check, format, json, excludeCheck }: TrailsOptions): void {
  if (check === true) throw new UserError('--adopt and --check cannot be combined; leave one out');
  if (format !== undefined || json === true) throw new UserError('--adopt writes an app; leave out --format');
  if (excludeCheck !== undefined)
    throw new UserError('--exclude-check is for --check and cannot be combined with --adopt');
}

/** The maximum number of resources that are requested concurrently. */
const AT_ONCE = 16;

/** All resources of an estate that CloudFormation can import, and those that it cannot, with the reason. */
async function adoptEstate(
  { trails, buckets, keys, logGroups, stores }: LiveEstate,
  sessions: readonly AskedSession[],
  io: Pick<CommandIo, 'wait' | 'environment'>,
): Promise<Adoption> {
  const limit = pLimit(AT_ONCE);
  const adoptAll = <T extends LiveResource>(
    lives: readonly T[],
    adopt: (live: T, adopter: Adopter) => Promise<readonly AdoptedResource[]>,
  ): readonly Promise<Adoption>[] =>
    lives.map((live) => limit(() => adoptOne(live, { adopt, sessions, io })));
  const adopted = await Promise.all([
    ...adoptAll(buckets, adoptBucket),
    ...adoptAll(keys, adoptKey),
    ...adoptAll(logGroups, adoptLogGroup),
    ...adoptAll(trails, adoptTrail),
    ...adoptAll(stores, adoptStore),
  ]);
  return {
    resources: adopted.flatMap(({ resources }) => resources),
    leftOut: adopted.flatMap(({ leftOut }) => leftOut),
  };
}

async function adoptOne<T extends LiveResource>(
  live: T,
  {
    adopt,
    sessions,
    io,
  }: {
    readonly adopt: (live: T, adopter: Adopter) => Promise<readonly AdoptedResource[]>;
    readonly sessions: readonly AskedSession[];
    readonly io: Pick<CommandIo, 'wait' | 'environment'>;
  },
): Promise<Adoption> {
  try {
    const { wait, environment } = io;
    if ('name' in live && isOfControlTower(String(live.name)))
      throw new NotAdopted('AWS Control Tower owns and protects it');
    const adopter = { wait, environment, session: ownerOf(live, sessions) };
    return { resources: await adopt(live, adopter), leftOut: [] };
  } catch (error) {
    if (!(error instanceof NotAdopted)) throw error;
    const { message: why, isUnknown } = error;
    return { resources: [], leftOut: [{ resource: live.arn, why, isUnknown }] };
  }
}

/** A stack belongs to one account: resources of another account require a run with its role. */
function ownerOf(live: LiveResource, sessions: readonly AskedSession[]): AskedSession {
  const owner = sessions.find(({ accountId }) => accountId === live.account);
  if (owner !== undefined) return owner;
  const whose = live.account === '' ? 'the account that owns it' : `account ${live.account}, which owns it,`;
  const exists = 'exists' in live ? (live.exists as { readonly value?: boolean }) : {};
  if (exists.value === false) throw new NotAdopted('the bucket does not exist');
  throw new NotAdopted(`${whose} was not read; add a role of it (--role-arn, or --organization)`, true);
}

/** @throws {@link UserError} unless the folder is empty, or does not exist: an existing app is never overwritten */
function checkFolder(folder: string): void {
  const found = readNames(folder);
  if (found.length > 0)
    throw new UserError(`${folder} is not empty; name a new folder, so that no file is overwritten`);
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError(`${folder}: ${renderReason(error)}`);
  }
}

/** Writes files by their paths in a folder. */
function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    try {
      makeFolder(dirname(file));
      writeFileSync(file, text, { flag: 'wx' });
    } catch (error) {
      throw new UserError(`${file}: ${renderReason(error)}`);
    }
  }
}
