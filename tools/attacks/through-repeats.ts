import type { Alert } from '../../lib/core/alert/alert';
import { actorIdentity } from '../../lib/core/alert/alert-actor';
import type { JsonObject } from '../../lib/core/json/json-value';
import { withoutSession } from '../../lib/core/record/without-session';
import { isBelow } from '../../lib/core/rule/rule';
import { chanceOf } from '../../test/lambda/chance';
import { World } from '../../test/lambda/log-processor/world';
import { Diary, type Entry } from '../noise/diary';
import { deployedWorld, type Estate, playDays, playEntries } from '../noise/play-days';
import { ACCOUNTS } from '../noise/routines';
import { SEQUENCES, STORIES } from './families';
import { FOREIGN, OWN, recordsBy } from './sequence';
import { recordsOf } from './story';

/** What an attacker does, and its records. */
export interface Attack {
  readonly name: string;
  readonly records: readonly JsonObject[];
}

/** Every attack of the families. */
export const ATTACKS: readonly Attack[] = [
  ...Object.values(STORIES).flatMap((stories) =>
    stories.map(({ title, attack }) => ({ name: title, records: recordsOf(attack) })),
  ),
  ...Object.values(SEQUENCES).flatMap((sequences) =>
    sequences.map(({ name, by, calls }) => ({ name, records: recordsBy(by, calls) })),
  ),
];

/** An account that no company has, in place of one that all of them have. */
const STRANGER = '121212121212';

/** The Monday after two ordinary weeks, and its noon: an hour in which everybody works. */
const WEEKS_DAYS = 14;
const MONDAY_MS = Date.parse('2026-11-30T00:00:00Z');
const NOON_MS = MONDAY_MS + 12 * 3_600_000;

const DAY_MS = 86_400_000;

/** Where nobody of a company is, and what nobody there uses. */
const ELSEWHERE = { sourceIPAddress: '198.18.7.9', userAgent: 'rclone/v1.71.0' };

/** Members of a record that say who made the call, and from where. */
const WHO = ['userIdentity', 'sourceIPAddress', 'userAgent'] as const;

/** The callers that an attacker can be in place of. */
const TAKEN: ReadonlySet<unknown> = new Set(['AssumedRole', 'IAMUser', 'FederatedUser']);

/** A caller of a company of which alerts were told: the last of its records. */
export interface Habitual {
  readonly name: string;
  readonly record: JsonObject;
}

/** A company after its ordinary weeks: what its log processor remembers of alerts, and who is known to raise some. */
export class Habits {
  private constructor(
    private readonly world: World,
    readonly habituals: readonly Habitual[],
    /** What the company does on the Monday after. */
    private readonly monday: readonly JsonObject[],
  ) {}

  static async of(company: Estate): Promise<Habits> {
    const world = deployedWorld(company);
    const last = new Map<string, JsonObject>();
    await playDays(company, WEEKS_DAYS, {
      world,
      tell: (entries) => {
        for (const { record } of entries) last.set(callerOf(record), record);
      },
    });
    const diary = new Diary(WEEKS_DAYS + 100, MONDAY_MS, chanceOf(20261201));
    company.live(diary, 0);
    const told = new Set(world.published.filter(isLoud).map(({ actor }) => actorIdentity(actor)));
    const habituals = [...last].flatMap(([name, record]) => (told.has(name) ? [{ name, record }] : []));
    return new Habits(
      world,
      habituals,
      diary.entries.map(({ record }) => record),
    );
  }

  /** What a caller does on the Monday after. */
  mondayOf({ name }: Habitual): readonly JsonObject[] {
    return this.monday.filter((record) => callerOf(record) === name);
  }

  /** The loud alerts on records that come now, session after session, by a processor that remembers the weeks and nothing else. */
  async after(...sessions: readonly (readonly JsonObject[])[]): Promise<readonly Alert[]> {
    const world = new World([], this.world.settings);
    world.detections = this.world.detections;
    world.listMembers = this.world.listMembers;
    for (const [key, known] of this.world.table.repeats) world.table.repeats.set(key, known);
    const container = world.container();
    for (const records of sessions) {
      await playEntries(world, container, entriesOf(records));
      await world.drain(container);
    }
    return world.published.filter(isLoud);
  }
}

/** An attack at noon, by its own actors or from where a caller runs: with its credentials, in its network, by its program. */
export function attackBy(
  { records }: Attack,
  { record: caller }: Partial<Habitual> = {},
): readonly JsonObject[] {
  const startMs = Math.min(...records.map(timeOf));
  return records.map((record): JsonObject => {
    const moved = JSON.parse(JSON.stringify(record).replaceAll(FOREIGN, STRANGER)) as JsonObject;
    const { userIdentity } = record;
    const isTaken = caller !== undefined && TAKEN.has((userIdentity as JsonObject | undefined)?.type);
    const taken = isTaken ? WHO.map((name) => [name, caller[name]]) : [];
    return {
      ...moved,
      ...Object.fromEntries(taken),
      eventTime: timeText(NOON_MS + timeOf(record) - startMs),
    };
  });
}

/** The same a day later, from another network by another program; what services of AWS do is as it was. */
export function againElsewhere(records: readonly JsonObject[]): readonly JsonObject[] {
  return records.map((record, at) => ({
    ...record,
    ...(String(record.sourceIPAddress).endsWith('.amazonaws.com') ? {} : ELSEWHERE),
    ...{ eventID: `again-${at}`, eventTime: timeText(timeOf(record) + DAY_MS) },
  }));
}

/** The number of an account that is none of the company's. */
const FOREIGN_ACCOUNT = new RegExp(`(?<!\\d)(?!${ACCOUNTS.join('|')})\\d{12}(?!\\d)`, 'g');

/** What decides whether a thing that a caller does every day is the same thing, by what it is called. */
export const CHANGES: Readonly<Record<string, (record: JsonObject) => JsonObject>> = {
  'another account': (record) => replaced(record, FOREIGN_ACCOUNT, STRANGER),
  'another Region': (record) => ({ ...record, awsRegion: 'ap-southeast-3' }),
  'another network and program': (record) => ({ ...record, ...ELSEWHERE }),
  'things of other names': (record) =>
    replaced(record, /("\w*(?:name|Identifier|secretId|family|repository)":")(?!arn:)(\/?)/gi, '$1$2vault-'),
};

/** A record with parameters that differ. */
function replaced(record: JsonObject, what: RegExp, by: string): JsonObject {
  const parameters = JSON.stringify(record.requestParameters ?? null).replace(what, by);
  return { ...record, requestParameters: JSON.parse(parameters) };
}

function timeText(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}

function timeOf({ eventTime }: JsonObject): number {
  return Date.parse(String(eventTime));
}

function entriesOf(records: readonly JsonObject[]): readonly Entry[] {
  return records.map((record) => ({ timeMs: timeOf(record), account: ACCOUNTS[0] ?? OWN, record }));
}

function callerOf({ userIdentity }: JsonObject): string {
  return withoutSession(String((userIdentity as JsonObject | undefined)?.arn));
}

function isLoud({ severity }: Alert): boolean {
  return !isBelow(severity, 'medium');
}
