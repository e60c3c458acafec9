import { App, Stack } from 'aws-cdk-lib';
import type { Container } from '../../lambda/log-processor/invocation';
import type { Alert } from '../../lib/core/alert/alert';
import { decodeRules } from '../../lib/core/rule/rule-document';
import { heartbeatMessage } from '../../lib/core/settings/message/heartbeat';
import { RuleSet, RuleSeverity, Trailwatch } from '../../lib/index';
import { chanceOf } from '../../test/lambda/chance';
import { logFile } from '../../test/lambda/log-processor/log-files';
import { SETTINGS, World } from '../../test/lambda/log-processor/world';
import { Diary, type Entry } from './diary';
import { administration, commandLines, interns, onCall, shares, signIns } from './newcomers';
import { analytics, backups, cluster, keys, plans, previewStacks, vendors, watchers } from './platform';
import { ACCOUNTS, deployments, people, previews, terraform } from './routines';
import { data, organization, services, workloads } from './workloads';

/** A kind of estate, and what happens in it on a day of the week (0 is Monday). */
export interface Estate {
  readonly name: string;
  readonly live: (diary: Diary, weekday: number) => void;
  /** The accounts that the rules are told of, besides that of the stack. */
  readonly ownAccounts?: readonly string[];
  /** Whether the log processor lists the accounts of the organization. */
  readonly isOrganization?: true;
  /** Whether a day has about 50,000 records. */
  readonly isLarge?: true;
}

const [OWN = ''] = ACCOUNTS;

function team(diary: Diary, weekday: number): void {
  services(diary, OWN);
  workloads(diary, OWN);
  if (weekday > 4) return;
  people(diary, OWN);
  deployments(diary, OWN, 12);
  previews(diary, OWN, 6);
  terraform(diary, OWN, 6);
}

function company(diary: Diary, weekday: number): void {
  team(diary, weekday);
  for (const account of ACCOUNTS.slice(1)) {
    services(diary, account);
    workloads(diary, account);
    if (weekday < 5) deployments(diary, account, 3);
  }
  if (weekday < 5) organization(diary);
}

/** Estates whose ordinary days are benign. */
export const ESTATES: readonly Estate[] = [
  { name: 'a team of ten in one account', live: team, ownAccounts: [ACCOUNTS[1] ?? ''] },
  { name: 'an organization of six accounts', live: company, ownAccounts: ACCOUNTS },
  { name: 'the same, with the accounts not named in `ownAccounts`', live: company, isOrganization: true },
  {
    name: 'the team with data events',
    ownAccounts: [ACCOUNTS[1] ?? ''],
    live: (diary, weekday) => {
      team(diary, weekday);
      data(diary, OWN, 5_000);
    },
  },
  {
    name: 'a platform of an organization, with all that runs on it',
    live: platform,
    isOrganization: true,
    isLarge: true,
  },
  {
    name: 'a team that deploys at night and at weekends',
    ownAccounts: [ACCOUNTS[1] ?? ''],
    live: (diary) => {
      team(diary, 6);
      deployments(diary, OWN, 4, [21, 24]);
    },
  },
];

/** A company in one account with all that platform teams run: a day of 50,000 records. */
function platform(diary: Diary, weekday: number): void {
  team(diary, weekday);
  vendors(diary, OWN, 5_000);
  watchers(diary, OWN, 7_000);
  cluster(diary, OWN);
  keys(diary, OWN);
  backups(diary, OWN, ACCOUNTS[1] ?? '');
  analytics(diary, OWN, 400);
  data(diary, OWN, 19_000);
  onCall(diary, OWN);
  if (weekday > 4) return;
  plans(diary, OWN, 40, 120);
  previewStacks(diary, OWN, [8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
  interns(diary, OWN, 3);
  administration(diary, OWN);
  commandLines(diary, OWN, 2_000);
  signIns(diary, OWN);
  shares(diary);
}

/** What came of an estate's days. */
export interface PlayedDays {
  readonly records: readonly number[];
  /** The alerts of each day, without the daily summary. */
  readonly alerts: readonly (readonly Alert[])[];
}

const MONDAY_MS = Date.parse('2026-11-16T00:00:00Z');
const DAY_MS = 86_400_000;

/** CloudTrail delivers about so often, and some minutes later. */
const FILE_MS = 15 * 60_000;
const LATE_MS = 5 * 60_000;

/** The log processor with the rules that `Trailwatch` deploys, which knows the accounts of an estate. */
export function deployedWorld({ ownAccounts = [], isOrganization }: Estate): World {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Audit', { env: { account: OWN, region: 'eu-west-1' } });
  const { processor } = new Trailwatch(stack, 'Trailwatch', {
    rules: RuleSet.builtIn({ ownAccounts: [OWN, ...ownAccounts] }).withMinimumSeverity(RuleSeverity.LOW),
  });
  const { rules, correlations } = decodeRules(processor._rules._encode().text);
  const settings = {
    ...{ ...SETTINGS, stormThreshold: 20, rememberDays: 14, maxLogFileBytes: 100_000_000 },
    ownOrganization: isOrganization === true ? 'o-exampleorgid' : 'none',
  };
  const world = new World(rules, settings, correlations);
  world.listMembers = () => ACCOUNTS.map((id) => ({ id }));
  world.nowMs = MONDAY_MS;
  return world;
}

/** Plays days from Monday on through the log processor; `tell` gets the records of each. */
export async function playDays(
  estate: Estate,
  days: number,
  { world = deployedWorld(estate), tell }: { world?: World; tell?: (entries: readonly Entry[]) => void } = {},
): Promise<PlayedDays> {
  world.send(JSON.stringify(heartbeatMessage(new Date(MONDAY_MS).toISOString(), { testsAlerts: false })));
  await world.drain();
  const container = world.container();
  const chance = chanceOf(20261123);
  const records: number[] = [];
  const alerts: Alert[][] = [];
  for (let day = 0; day < days; day++) {
    const startMs = MONDAY_MS + day * DAY_MS;
    const diary = new Diary(day + 100, startMs, chance);
    estate.live(diary, day % 7);
    tell?.(diary.entries);
    const before = world.published.length;
    await playEntries(world, container, diary.entries);
    world.nowMs = startMs + DAY_MS + 2 * FILE_MS;
    await world.drain(container, world.nowMs);
    records.push(diary.entries.length);
    alerts.push(world.published.slice(before));
  }
  return { records, alerts };
}

/** Delivers records in files, each when it comes, and lets the processor search them. */
export async function playEntries(
  world: World,
  container: Container,
  entries: readonly Entry[],
): Promise<void> {
  for (const [file, delivered] of filesOf(entries)) {
    world.nowMs = file + FILE_MS + LATE_MS;
    deliver(world, file, delivered);
    await world.drain(container, world.nowMs + FILE_MS / 2);
  }
}

function filesOf(entries: readonly Entry[]): readonly (readonly [number, readonly Entry[]])[] {
  const files = new Map<number, Entry[]>();
  for (const entry of [...entries].sort((one, other) => one.timeMs - other.timeMs)) {
    const start = Math.floor(entry.timeMs / FILE_MS) * FILE_MS;
    files.set(start, [...(files.get(start) ?? []), entry]);
  }
  return [...files];
}

function deliver(world: World, startMs: number, entries: readonly Entry[]): void {
  for (const account of new Set(entries.map((entry) => entry.account))) {
    const records = entries.filter((entry) => entry.account === account).map(({ record }) => record);
    const time = new Date(startMs).toISOString();
    const day = time.slice(0, 10);
    const stamp = `${day.replaceAll('-', '')}T${time.slice(11, 16).replace(':', '')}Z`;
    const key = `AWSLogs/${account}/CloudTrail/eu-west-1/${day.replaceAll('-', '/')}/${account}_CloudTrail_eu-west-1_${stamp}_0123456789abcdef.json.gz`;
    world.deliver(key, logFile(records));
  }
}
