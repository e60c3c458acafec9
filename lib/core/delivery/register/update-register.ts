import { groupBy } from '../../keyed/grouped';
import { JOIN_MS } from './parse-register';
import { isAbout, type RegisterPlace, subjectOf } from './register';
import { RegisterLines } from './register-lines';

/** What there is now, as AWS answers. */
export interface FoundEstate {
  /** The accounts that are active; of one that was asked, with the Regions that it has enabled. */
  readonly accounts: readonly FoundAccount[];
  /** Whether these are all accounts that there are: what is not among them is closed, or left. */
  readonly areAll: boolean;
  /** Trails that log and write digest files, with the account and Region that they log. */
  readonly trails: readonly Required<RegisterPlace>[];
  readonly nowMs: number;
}

/** An active account. */
export interface FoundAccount {
  readonly id: string;
  /** When it joined the organization. */
  readonly joinedMs?: number | undefined;
  /** The Regions that it has enabled; absent where they are not known. */
  readonly regions?: readonly string[];
}

/** A register that was brought up to date. */
export interface UpdatedRegister {
  readonly text: string;
  /** The lines that were added. */
  readonly added: readonly string[];
  /** The lines that got an end, as they are now. */
  readonly ended: readonly string[];
  /** What goes on by the register, and no trail that writes digest files was found there: no one but a person ends it. */
  readonly lost: readonly string[];
}

/**
 * Brings a register up to date: what is new is added, with the time from which it is due, and accounts that were closed and Regions that
 * were opted out of get the time when they were last seen as their end. Lines, their order and their comments stay as they are. A trail that
 * is gone or stopped is never ended: whoever stops a trail would have it forgiven.
 *
 * @param text a register without problems, in lines; empty for a new one
 */
export function updateRegister(text: string, found: FoundEstate): UpdatedRegister {
  const lines = new RegisterLines(text);
  const nowMs = Math.floor(found.nowMs / 1000) * 1000;
  const seenMs = Math.min(lines.seenMs ?? nowMs, nowMs);
  const trailsOf = groupBy(found.trails, ({ account }) => account);
  endAccounts(lines, found, seenMs);
  for (const account of found.accounts) {
    const { id, regions } = account;
    const own = lines.entriesOf(id);
    const trails = trailsOf.get(id) ?? [];
    if (own.length === 0) lines.begin({ account: id }, beginningOf(account, found, lines.seenMs));
    else if (trails.length > 0 && lines.hasEnded({ account: id })) lines.begin({ account: id }, nowMs);
    if (regions === undefined) continue;
    for (const region of lines.regionsOf(id))
      if (!regions.includes(region)) lines.end({ account: id, region }, seenMs, 'opted out of the Region');
    // An account whose Regions were never read may have had all that is found since it began.
    const wasRead = lines.seenMs !== undefined && own.some(({ region }) => region !== undefined);
    for (const place of trails.flatMap(({ region, trail }) => [{ region }, { trail }]))
      lines.begin({ account: id, ...place }, wasRead ? nowMs : undefined);
  }
  return { ...lines.render(nowMs), lost: lostIn(lines, found) };
}

/** The trail of an organization reaches an account that joins it within a day. One that was not listed before is due from now on. */
function beginningOf(
  { joinedMs }: FoundAccount,
  { areAll, nowMs }: FoundEstate,
  seenMs: number | undefined,
): number | undefined {
  if (joinedMs !== undefined) return joinedMs + JOIN_MS;
  return areAll && seenMs !== undefined ? nowMs : undefined;
}

function endAccounts(lines: RegisterLines, { accounts, areAll }: FoundEstate, seenMs: number): void {
  if (!areAll) return;
  const active = new Set(accounts.map(({ id }) => id));
  for (const id of lines.accounts)
    if (!active.has(id)) lines.end({ account: id }, seenMs, 'closed, or left the organization');
}

/** What goes on in an account that was asked, and has no such trail. */
function lostIn(lines: RegisterLines, { accounts, trails }: FoundEstate): readonly string[] {
  const found = groupBy(trails, ({ account }) => account);
  const asked = accounts.filter(({ regions }) => regions !== undefined);
  return asked.flatMap(({ id }) =>
    lines
      .openOf(id)
      .filter((entry) => !found.get(id)?.some((trail) => isAbout(entry, trail)))
      .map(subjectOf),
  );
}
