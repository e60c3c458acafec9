import { parseRegister } from '../../lib/core/delivery/register/parse-register';
import {
  hasDueTime,
  type Register,
  type RegisterPlace,
  undueTimes,
} from '../../lib/core/delivery/register/register';
import { lengthOf, subtract } from '../../lib/core/digest/proven-time';
import { renderProblem } from '../../lib/core/problem/problem';
import type { TimeRange } from '../cli/time-range';
import { readOptionFile, UserError } from '../cli/user-error';
import { renderPlace, type SavedProof } from './proof-summary';

/**
 * Reads the registers of `--expect`.
 *
 * @throws {@link UserError} if a file cannot be read, or has anything else in it
 */
export async function readRegisters(files: readonly string[]): Promise<readonly Register[]> {
  const all: Register[] = [];
  for (const file of files) all.push(toRegister(file, await readOptionFile(file)));
  return all;
}

/** @throws {@link UserError} with the first problem */
export function toRegister(file: string, text: string): Register {
  const { register, problems } = parseRegister(file, text);
  const [problem] = problems;
  if (problem !== undefined) throw new UserError(renderProblem(problem));
  return register;
}

/**
 * The proofs without the time in which nothing was due of their account, Region or trail: before it was there, and after CloudTrail
 * ended it. What is proven there counts all the same.
 */
export function withinExpected(
  registers: readonly Register[],
  proofs: readonly SavedProof[],
): readonly SavedProof[] {
  return proofs.map((proof) => {
    const [account, region] = renderPlace(proof.folder).split(' ');
    const [trail] = proof.chain.split(' ');
    const unproven = subtract(proof.unproven, undueTimes(registers, { account, region, trail }));
    return { ...proof, unproven, dueMs: proof.dueMs - (lengthOf(proof.unproven) - lengthOf(unproven)) };
  });
}

/** One sentence for each that is expected in the range and not there; `isAsked` leaves out what the validation is not about. */
export function absentPlaces(
  registers: readonly Register[],
  present: readonly string[],
  {
    range: { startMs = Number.NEGATIVE_INFINITY, endMs },
    isAsked,
  }: {
    readonly range: TimeRange;
    readonly isAsked: (accountId: string | undefined, region: string | undefined) => boolean;
  },
): readonly string[] {
  const there = new Set(present.flatMap((place) => [place, ...place.split(' ')]));
  const range = { fromMs: startMs, untilMs: endMs };
  const due = everyPlace(registers).filter(
    (place) => isAsked(place.account, place.region) && hasDueTime(registers, place, range),
  );
  const names = new Set(due.map(({ account = '', region = '' }) => `${account} ${region}`.trim()));
  return [...names]
    .filter((name) => !there.has(name))
    .sort()
    .map((name) => `${name}: expected, but not proven: it has no digest file in the range`);
}

/** Regions by themselves are expected in each account of the registers, or in any if they have none. */
function everyPlace(registers: readonly Register[]): readonly RegisterPlace[] {
  const entries = registers.flat().map(({ account, region }) => ({ account, region }));
  const accounts = entries.filter(({ region }) => region === undefined);
  const regions = entries.filter(({ account }) => account === undefined);
  const both = entries.filter(({ account, region }) => account !== undefined && region !== undefined);
  if (accounts.length === 0 || regions.length === 0) return [...accounts, ...regions, ...both];
  const everywhere = accounts.flatMap(({ account }) => regions.map(({ region }) => ({ account, region })));
  return [...everywhere, ...both];
}
