import { didYouMean } from '../problem/nearest-word';
import { COUNTS, type CountName, type Counts, MONTH_DAYS, toMonth } from './counts';

/** The counts of a file for a month, or what is wrong in it. */
export interface ParsedCounts {
  readonly counts: Counts;
  /** Sentences, each with the member that it is about. */
  readonly problems: readonly string[];
}

/** Longer text is refused: a file of counts has some hundred characters. */
const MAX_TEXT_LENGTH = 64 * 1024;

/** No account has more of anything in a month, and sums of them are exact. */
const MAX_COUNT = 1e15;

const MAX_DAYS = 3660;

/** How many members are read; a file of counts has some twenty. */
const MAX_MEMBERS = 100;

const NAMES = Object.keys(COUNTS);

/**
 * Reads a file of counts: a JSON object of {@link COUNTS}, and `days`, the days that they are of, 30 unless given. Unknown names and what
 * is no number are refused.
 */
export function parseCounts(text: string): ParsedCounts {
  if (text.length > MAX_TEXT_LENGTH) {
    return refused(`the text has ${text.length} characters; at most ${MAX_TEXT_LENGTH} are read`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refused(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refused('expected an object of counts, such as { "managementEvents": 1000000 }');
  }
  const members = Object.entries(json);
  if (members.length > MAX_MEMBERS) {
    return refused(`the object has ${members.length} members; at most ${MAX_MEMBERS} are read`);
  }
  return readMembers(members);
}

function refused(problem: string): ParsedCounts {
  return { counts: {}, problems: [problem] };
}

function readMembers(members: readonly (readonly [string, unknown])[]): ParsedCounts {
  const problems: string[] = [];
  const counts: Partial<Record<CountName, number>> = {};
  let days = MONTH_DAYS;
  for (const [name, value] of members) {
    const problem = findProblem(name, value);
    if (problem !== undefined) problems.push(problem);
    else if (name === 'days') days = Number(value);
    else counts[name as CountName] = Number(value);
  }
  const { managementEvents = MAX_COUNT, managementWriteEvents = 0 } = counts;
  if (managementWriteEvents > managementEvents) {
    problems.push(
      `managementWriteEvents is ${managementWriteEvents}, more than the ${managementEvents} of managementEvents, which it is a part of`,
    );
  }
  return problems.length > 0 ? { counts: {}, problems } : { counts: toMonth(counts, days), problems };
}

function findProblem(name: string, value: unknown): string | undefined {
  const shown = name.slice(0, 80);
  if (name !== 'days' && !NAMES.includes(name)) {
    return `'${shown}' is no count${didYouMean(shown, [...NAMES, 'days'])}; the counts are ${NAMES.join(', ')}`;
  }
  if (typeof value !== 'number') return `${shown} is ${nameOf(value)}; expected a number`;
  if (name === 'days') {
    return value > 0 && value <= MAX_DAYS ? undefined : `days is ${value}; expected 1 to ${MAX_DAYS}`;
  }
  return value >= 0 && value <= MAX_COUNT ? undefined : `${shown} is ${value}; expected 0 to ${MAX_COUNT}`;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? `the text '${value.slice(0, 40)}'` : `a ${typeof value}`;
}
