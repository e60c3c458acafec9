import { toEventTime } from '../../record/to-event-time';
import { parseRegister } from './parse-register';
import { isAbout, periodOf, type RegisterEntry, type RegisterPlace, subjectOf } from './register';

/** A comment with the time of an update: what ended since then was seen for the last time then. */
const SEEN = /^# seen (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) by trailwatch trails$/;

interface Line {
  /** Of a line without an entry, {@link NONE}; of one for all accounts, {@link ALL}. */
  readonly account: string;
  text: string;
  entry?: RegisterEntry;
}

const ALL = '';
const NONE = 'none';

/** The lines of a register while it is updated. Those that are there keep their place, their comments and their words. */
export class RegisterLines {
  /** When it was last updated. */
  readonly seenMs: number | undefined;
  readonly #before: readonly Line[];
  /** All lines with an entry, by account. */
  readonly #own = new Map<string, Line[]>();
  /** Those that were added, by account. */
  readonly #added = new Map<string, Line[]>();
  readonly #ended = new Set<Line>();

  /** @param text a register without problems, in lines; empty for a new one */
  constructor(text: string) {
    const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
    const seen = lines.flatMap((line) => SEEN.exec(line)?.[1] ?? []);
    this.seenMs = seen.length === 0 ? undefined : Date.parse(seen.at(-1) ?? '');
    const kept = text === '' ? [] : lines.filter((line) => !SEEN.test(line));
    this.#before = kept.map((line) => this.#read(line));
  }

  /** The accounts that the register names. */
  get accounts(): readonly string[] {
    return [...this.#own.keys()].filter((account) => account !== ALL);
  }

  /** The entries of an account. */
  entriesOf(account: string): readonly RegisterEntry[] {
    return this.#linesOf(account).flatMap(({ entry }) => entry ?? []);
  }

  /** The entries of an account that have no end; none if the account has one. */
  openOf(account: string): readonly RegisterEntry[] {
    return this.#isOpenFor({ account }) ? this.entriesOf(account).filter(isOpen) : [];
  }

  /** The Regions that are due in an account without an end. */
  regionsOf(account: string): readonly string[] {
    const regions = [...this.entriesOf(ALL), ...this.entriesOf(account)].flatMap(
      ({ region }) => region ?? [],
    );
    return [...new Set(regions)].filter((region) => this.#isOpenFor({ account, region }));
  }

  /** Whether a subject has an end, and did not begin again. */
  hasEnded(place: RegisterPlace): boolean {
    const periods = this.#periodsOf(place);
    return periods.length > 0 && !periods.some(isOpen);
  }

  /** Adds a subject that is not there without an end. */
  begin(place: RegisterPlace, fromMs: number | undefined): void {
    if (this.#periodsOf(place).some(isOpen)) return;
    this.#add(place, fromMs === undefined ? '' : ` from=${toEventTime(fromMs)}`);
  }

  /** Ends a subject that is there without an end, by itself or as a part of another. */
  end(place: RegisterPlace, untilMs: number, why: string): void {
    if (!this.#isOpenFor(place)) return;
    const subject = subjectOf(place);
    const line = this.#linesOf(place.account ?? ALL).find(
      ({ entry }) => entry !== undefined && subjectOf(entry) === subject && isOpen(entry),
    );
    const until = ` until=${toEventTime(untilMs)}`;
    if (line?.entry === undefined) {
      this.#ended.add(this.#add(place, `${until} # ${why}`));
      return;
    }
    if (periodOf(line.entry).fromMs >= untilMs) {
      this.#forget(place, why);
      return;
    }
    const [, words = '', comment] = /^([^#]*?)\s*(?:#\s*(.*))?$/.exec(line.text) ?? [];
    line.text = `${words}${until} # ${comment === undefined ? '' : `${comment}; `}${why}`;
    line.entry = { ...line.entry, untilMs };
    this.#ended.add(line);
  }

  /** The register, the lines that were added, and those that were ended. */
  render(nowMs: number): {
    readonly text: string;
    readonly added: readonly string[];
    readonly ended: readonly string[];
  } {
    const lastOf = new Map(this.#before.map((line) => [line.account, line]));
    const behind = (line: Line) =>
      lastOf.get(line.account) === line ? (this.#added.get(line.account) ?? []) : [];
    const known = this.#before.flatMap((line) => [line, ...behind(line)]);
    const others = [...this.#added].filter(([account]) => !lastOf.has(account)).flatMap(([, lines]) => lines);
    const lines = [...known, ...others];
    const textsOf = (some: readonly Line[]) => some.map(({ text }) => text);
    const added = [...this.#added.values()].flat().filter((line) => !this.#ended.has(line));
    return {
      text: [`# seen ${toEventTime(nowMs)} by trailwatch trails`, ...textsOf(lines), ''].join('\n'),
      added: textsOf(added),
      ended: textsOf(lines.filter((line) => this.#ended.has(line))),
    };
  }

  /** What ended before anything was due of it stays as a comment; a period that ended before is history, and stays. */
  #forget(place: RegisterPlace, why: string): void {
    for (const line of this.#linesOf(place.account ?? ALL)) {
      if (line.entry === undefined || !isAbout(place, line.entry) || !isOpen(line.entry)) continue;
      line.text = `# ${line.text} # ${why} before it was due`;
      delete line.entry;
      this.#ended.add(line);
    }
  }

  #linesOf(account: string): readonly Line[] {
    return this.#own.get(account) ?? [];
  }

  #read(text: string): Line {
    const [entry] = parseRegister('', text).register;
    if (entry === undefined) return { account: NONE, text };
    const line = { account: entry.account ?? ALL, text, entry };
    append(this.#own, line);
    return line;
  }

  #add(place: RegisterPlace, words: string): Line {
    const line = this.#read(`${subjectOf(place)}${words}`);
    append(this.#added, line);
    return line;
  }

  #periodsOf(place: RegisterPlace): readonly RegisterEntry[] {
    const subject = subjectOf(place);
    return this.entriesOf(place.account ?? ALL).filter((entry) => subjectOf(entry) === subject);
  }

  /** Whether each subject that is about a place goes on. */
  #isOpenFor(place: RegisterPlace): boolean {
    const all = [...this.entriesOf(ALL), ...this.entriesOf(place.account ?? ALL)];
    const about = all.filter((entry) => isAbout(entry, place));
    return new Set(about.map(subjectOf)).size === new Set(about.filter(isOpen).map(subjectOf)).size;
  }
}

function append(lines: Map<string, Line[]>, line: Line): void {
  const own = lines.get(line.account);
  if (own === undefined) lines.set(line.account, [line]);
  else own.push(line);
}

function isOpen({ untilMs }: RegisterEntry): boolean {
  return untilMs === undefined;
}
