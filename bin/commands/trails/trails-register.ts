import { readFile, writeFile } from 'node:fs/promises';
import { parseRegister } from '../../../lib/core/delivery/register/parse-register';
import type { RegisterPlace } from '../../../lib/core/delivery/register/register';
import {
  type FoundAccount,
  type FoundEstate,
  updateRegister,
} from '../../../lib/core/delivery/register/update-register';
import { renderProblem } from '../../../lib/core/problem/problem';
import type { CommandIo } from '../../cli/command-io';
import { failing, UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { makeTemporaryFile } from '../../outputs/temporary-file';
import { toStream } from '../../outputs/text-output';
import { findOrganization, findPlaces } from '../../places/find-places';
import type { AskedSession } from '../../trails/posture/asked-session';
import type { TrailRow } from '../../trails/trails-text';
import { rowsOf, type TrailsOptions } from './trails';
import { askedSessions } from './trails-check';

/**
 * Brings a register up to date with the accounts, Regions and trails that there are, and prints the lines that changed. Returns the exit
 * status: 1 if what the register has is not found and is not known to have ended, 2 if an account or a Region did not respond.
 */
export async function trailsRegister(file: string, options: TrailsOptions, io: CommandIo): Promise<number> {
  refuseOthers(options);
  const before = await readRegister(file);
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const silent = new Set<string>();
  const onProblem = (sentence: string) => diagnostics.problem(sentence);
  const places = await findPlaces(options, { sessionName: 'trailwatch-trails', onProblem, wait: io.wait });
  const sessions = await askedSessions(places, io);
  const rows = await rowsOf(places, { diagnostics, io, onSilent: ({ name }) => silent.add(name) });
  const found = await toEstate(options, { sessions, rows, silent, io });
  if (options.organization === true) refuseStrangers(file, before, found);
  const { text, added, ended, lost } = updateRegister(before, found);
  await replace(file, text, io);
  await toStream(io.stdout).write([...added, ...ended].map((line) => `${line}\n`).join(''));
  for (const subject of lost)
    diagnostics.info(
      `${subject}: no trail that writes digest files was found, and ${file} has no end of it: start the trail again, or add until= with the reason`,
    );
  diagnostics.finish(`added=${added.length} ended=${ended.length} lost=${lost.length}`, fromMs);
  if (diagnostics.problems > 0) return 2;
  return lost.length > 0 ? 1 : 0;
}

function refuseOthers({ check, adopt, format, json, excludeCheck, region }: TrailsOptions): void {
  if (check === true || adopt !== undefined)
    throw new UserError('--register cannot be combined with --check or --adopt; leave one out');
  if (format !== undefined || json === true || excludeCheck !== undefined)
    throw new UserError('--register writes a register; leave out --format, --json and --exclude-check');
  if (region !== undefined)
    throw new UserError(
      '--register reads all Regions, or it would end those that are left out; leave out --region',
    );
}

/** The text of the register; empty where there is none yet. */
async function readRegister(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? '' : failing(file)(error),
  );
  if (/^\s*[[{]/m.test(text))
    throw new UserError(`${file} is JSON, and a register that is kept has lines; name another file`);
  const [problem] = text.replace(/#.*/g, '').trim() === '' ? [] : parseRegister(file, text).problems;
  if (problem !== undefined) throw new UserError(renderProblem(problem));
  return text;
}

interface Answers {
  readonly sessions: readonly AskedSession[];
  readonly rows: readonly TrailRow[];
  /** The places that did not respond. */
  readonly silent: ReadonlySet<string>;
  readonly io: CommandIo;
}

async function toEstate(options: TrailsOptions, answers: Answers): Promise<FoundEstate> {
  const { sessions, rows, silent, io } = answers;
  const nowMs = io.currentTime().getTime();
  const own = sessions.find(({ places }) => places.some(({ roleArn }) => roleArn === undefined))?.accountId;
  const trails = rows.flatMap((row) => toPlace(row, own));
  const asked = new Map(sessions.map((session) => [session.accountId, toRegions(session, silent)]));
  const toAccount = (id: string, joinedMs?: number): FoundAccount => {
    const regions = asked.get(id);
    return { id, joinedMs, ...(regions === undefined ? {} : { regions }) };
  };
  if (options.organization !== true)
    return { accounts: [...asked.keys()].map((id) => toAccount(id)), areAll: false, trails, nowMs };
  const { accounts, joinedMs, callerId } = await findOrganization(io.wait);
  if (!accounts.some(({ id }) => id === callerId))
    throw new UserError(
      `the list of the organization's accounts lacks that of the credentials, ${callerId}; the register stays as it is`,
    );
  const all = accounts.map(({ id }) => toAccount(id, joinedMs.get(id)));
  return { accounts: all, areAll: true, trails, nowMs };
}

/** A trail that logs and writes digest files. */
function toPlace({ region, roleArn, trail, status }: TrailRow, own = ''): readonly Required<RegisterPlace>[] {
  if (trail === undefined || status?.isLogging !== true || !status.hasValidation) return [];
  return [{ account: roleArn?.split(':')[4] ?? own, region, trail: trail.name }];
}

/** The Regions of an account; undefined if one of them did not respond: it may have trails. */
function toRegions({ places }: AskedSession, silent: ReadonlySet<string>): readonly string[] | undefined {
  return places.some(({ name }) => silent.has(name)) ? undefined : places.map(({ region }) => region);
}

/** With the credentials of another organization, everything would end. */
function refuseStrangers(file: string, before: string, { accounts }: FoundEstate): void {
  const known = parseRegister(file, before).register.flatMap(({ account }) => account ?? []);
  if (known.length > 0 && !accounts.some(({ id }) => known.includes(id)))
    throw new UserError(
      `${file} has no account of this organization; name the register of this organization`,
    );
}

async function replace(file: string, text: string, io: CommandIo): Promise<void> {
  const temporary = makeTemporaryFile(file, io);
  try {
    await writeFile(temporary.path, text);
    await temporary.replaceTarget();
  } catch (error) {
    failing(file)(error);
  } finally {
    temporary.remove();
  }
}
