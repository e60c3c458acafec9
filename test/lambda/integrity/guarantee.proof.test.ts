import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { logText, SignedArchive } from '../../digest/signed-archive';
import { Simulation } from './simulation';
import { DAY_MS, MINUTE_MS } from './world';

const ACCOUNT = '111122223333';
const WRONG = gzipSync(logText('changed'));
/** The hour whose files are changed. */
const HOUR = 30;
const DAY_MINUTES = 24 * 60;

type Change = 'deleted' | 'overwritten' | 'added';
type Kind = 'log' | 'digest' | 'both';

/** What happens, and when: minutes after the end of the digest file, which comes five minutes later and is checked by the hour. */
interface Row {
  readonly title: string;
  readonly change: Change;
  readonly kinds: readonly Kind[];
  readonly minutes: readonly number[];
}

/** By which a change is told: as the events of S3 come or not, and as the bucket keeps versions or not. */
const COLUMNS = [
  { title: 'events', isAnnounced: true, isVersioned: true },
  { title: 'events, no versions', isAnnounced: true, isVersioned: false },
  { title: 'events lost', isAnnounced: false, isVersioned: true },
  { title: 'events lost, no versions', isAnnounced: false, isVersioned: false },
] as const;

const BEFORE = 6;
const AFTER = [20, 70, 170, 26 * 60];
const LOST = 'the next recheck: no version shows it';
const LATE = 'a day, if two hours after its time; else the next recheck';

/** The longest time of each cell in minutes, or in words where there may be no end to it but the next recheck. */
const TABLE: readonly (readonly [Row, readonly (number | string)[]])[] = [
  [
    {
      title: 'a log file is deleted before its check',
      change: 'deleted',
      kinds: ['log'],
      minutes: [-20, BEFORE],
    },
    [15, 15, 90, 90],
  ],
  [
    { title: 'a log file is deleted after its check', change: 'deleted', kinds: ['log'], minutes: AFTER },
    [15, 15, DAY_MINUTES, LOST],
  ],
  [
    {
      title: 'a digest file is deleted before its check, alone or with its log files',
      change: 'deleted',
      kinds: ['digest', 'both'],
      minutes: [BEFORE],
    },
    [15, 15, 5 * 60, 5 * 60],
  ],
  [
    {
      title: 'a digest file is deleted after its check, alone or with its log files',
      change: 'deleted',
      kinds: ['digest', 'both'],
      minutes: AFTER,
    },
    [15, 15, DAY_MINUTES, LOST],
  ],
  [
    {
      title: 'a log file or a digest file is overwritten before its check',
      change: 'overwritten',
      kinds: ['log', 'digest'],
      minutes: [BEFORE],
    },
    [90, 90, 90, 90],
  ],
  [
    {
      title: 'a log file or a digest file is overwritten after its check',
      change: 'overwritten',
      kinds: ['log', 'digest'],
      minutes: AFTER,
    },
    [15, 15, DAY_MINUTES, LATE],
  ],
  [
    {
      title: 'a log file is added within two hours of its time',
      change: 'added',
      kinds: ['log'],
      minutes: [-20, BEFORE, 60],
    },
    [5 * 60, 5 * 60, 5 * 60, 5 * 60],
  ],
  [
    { title: 'a log file is added later', change: 'added', kinds: ['log'], minutes: [170, 370, 26 * 60] },
    [5 * 60, 5 * 60, DAY_MINUTES, DAY_MINUTES],
  ],
];

const CELLS = TABLE.flatMap(([row, limits]) =>
  COLUMNS.map((column, at) => [`${row.title}: ${column.title}`, row, column, limits[at]!] as const),
);

test.each(CELLS)('%s', async (_, { change, kinds, minutes }, column, limit) => {
  for (const kind of kinds) {
    for (const minute of minutes) {
      const told = await minutesUntilTold({ change, kind, minute }, column);
      if (typeof limit === 'number') expect([kind, minute, told]).toEqual([kind, minute, expect.any(Number)]);
      if (typeof limit === 'number') expect(told).toBeLessThan(limit);
      // Words are for what the simulation shows to be lost, at least once.
      else if (told === undefined) return;
    }
  }
  expect(typeof limit).toBe('number');
});

test('the document has this table', () => {
  const text = readFileSync(join(__dirname, '../../../docs/prove/integrity.md'), 'utf8');
  const words = (limit: number | string) => {
    if (typeof limit === 'string') return limit;
    return limit < 120 ? `${limit} minutes` : limit === DAY_MINUTES ? 'a day' : `${limit / 60} hours`;
  };
  const rowOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = TABLE.map(([{ title }, limits]) => rowOf([title, ...limits.map(words)]));
  const head = rowOf(['what happens', ...COLUMNS.map(({ title }) => title)]);
  expect(text).toContain([head, rowOf(['---', '---', '---', '---', '---']), ...rows].join('\n'));
});

interface Deed {
  readonly change: Change;
  readonly kind: Kind;
  readonly minute: number;
}

/** The minutes until the first alert about a file, in a simulation; undefined if there is none. */
async function minutesUntilTold(
  { change, kind, minute }: Deed,
  { isAnnounced, isVersioned }: Pick<(typeof COLUMNS)[number], 'isAnnounced' | 'isVersioned'>,
): Promise<number | undefined> {
  const world = new Simulation(new SignedArchive([{ accountId: ACCOUNT, hours: 4 * 24, logs: 2 }]));
  world.isVersioned = isVersioned;
  const { key: digest, logKeys, endMs } = world.archive.digests[HOUR]!;
  const log = logKeys.at(-1)!;
  const stranger = log.replace(/_[0-9a-f]+\.json\.gz$/, '_stranger.json.gz');
  const own = { log: [log], digest: [digest], both: [digest, ...logKeys] }[kind];
  const keys = change === 'added' ? [stranger] : own;
  const atMs = endMs + minute * MINUTE_MS;
  world.at(atMs - MINUTE_MS, () => {
    world.isAnnounced = isAnnounced;
  });
  world.at(atMs, () => {
    for (const key of keys) {
      if (change === 'deleted') world.delete(key);
      else world.write(key, WRONG, world.archive.objects.get(key)?.metadata);
    }
  });
  await world.simulateUntil(endMs + minute * MINUTE_MS + 1.3 * DAY_MS);
  // The log files of a digest file that is gone are not proven any more.
  const concerned = [...keys, digest, ...logKeys];
  for (const { alert } of world.told) expect(concerned).toContain(alert.source.key);
  expect(new Set(world.told.map(({ alert }) => alert.id)).size).toBe(world.told.length);
  const told = world.told.find(({ alert }) => alert.source.key === keys[0]);
  return told && (told.atMs - atMs) / MINUTE_MS;
}
