import { type Figure, type Goal, megabytesOver, microsecondsEach, ratio, secondsOver } from './figures';

/** What is measured together, so that its contenders run in turn. */
export type SectionName =
  | 'quiet'
  | 'quiet-real'
  | 'many'
  | 'dense'
  | 'management'
  | 'data'
  | 'loops'
  | 'rust-big'
  | 'rust-small'
  | 'rust-handful'
  | 'start'
  | 'processor'
  | 'processor-data'
  | 'import'
  | 'synth'
  | 'memory';

/** A line of the table of goals. */
export interface GoalRow {
  readonly section: SectionName;
  readonly work: string;
  /** The floor or the rival that the figure is relative to. */
  readonly rival: string;
  readonly figure: Figure;
  /** Without one, the figure is told for comparison. */
  readonly goal?: Goal;
}

const FLOOR = 'gunzip alone';
const ONE_THREAD = ['one thread', ratio('sigma-rust, one thread', 'trailwatch, one thread'), 5] as const;
const ALL_CORES = ['all cores', ratio('sigma-rust, all cores', 'trailwatch, all cores'), 4] as const;

/** Everything that `npm run bench` measures against a goal, in the order of the table. */
export const GOAL_ROWS: readonly GoalRow[] = [
  ...againstGunzip('quiet', 'generated log files, at most 1 % match', 1.3),
  ...againstGunzip('quiet-real', 'resampled real records, at most 1 % match', 1.3),
  ...againstGunzip('dense', '29 % match, all alerts written as ndjson', 3),
  row(
    'management',
    'all built-in rules, generated management events as they come',
    FLOOR,
    ratio('all rules', FLOOR),
  ),
  row('data', 'all built-in rules, generated data events as they come', FLOOR, ratio('all rules', FLOOR)),
  row('quiet', '1,000 rules', '100 rules', ratio('1,000 rules', '100 rules'), { atMost: 1.15 }),
  row('quiet', 'one worker', 'two workers on two cores', ratio('all rules', 'two workers'), { atLeast: 1.7 }),
  row(
    'many',
    'one worker, four times as many files',
    'two workers on two cores',
    ratio('one worker', 'two workers'),
    {
      atLeast: 1.7,
    },
  ),
  row(
    'loops',
    'plain Node loop, 100 rules',
    'trailwatch, 100 rules',
    ratio('plain Node loop', 'trailwatch'),
    {
      atLeast: 4,
    },
  ),
  row(
    'loops',
    'plain Python loop, 100 rules',
    'trailwatch, 100 rules',
    ratio('plain Python loop', 'trailwatch'),
    {
      atLeast: 12,
    },
  ),
  row('loops', 'gzip and jq, one filter', 'trailwatch, 100 rules', ratio('gzip and jq', 'trailwatch'), {
    atLeast: 8,
  }),
  row('loops', 'DuckDB, one filter, one thread', 'trailwatch, 100 rules', ratio('DuckDB', 'trailwatch'), {
    atLeast: 3.5,
  }),
  ...againstRust('rust-big', 'big files'),
  ...againstRust('rust-small', '4,000 small files'),
  ...againstRust('rust-handful', '20 small files'),
  row(
    'start',
    'start with 800 Sigma files',
    'bare node',
    secondsOver('scan with 800 Sigma files', 'bare node'),
    {
      atMost: 0.25,
    },
  ),
  row('start', 'start with all built-in rules', 'bare node', secondsOver('scan with all rules', 'bare node')),
  row('start', '`trailwatch --help`', 'bare node', secondsOver('trailwatch --help', 'bare node')),
  row(
    'processor',
    'typical handler, batch of ten files',
    'log processor',
    ratio('typical-handler', 'log-processor'),
    {
      atLeast: 7,
    },
  ),
  row(
    'processor',
    'typical handler, batch of ten files, CPU time',
    'log processor',
    ratio('typical-handler', 'log-processor', 'cpuMs'),
    { atLeast: 5 },
  ),
  row(
    'processor-data',
    'typical handler, batch of ten files of data events, CPU time',
    'log processor',
    ratio('typical-handler', 'log-processor', 'cpuMs'),
    { atLeast: 5 },
  ),
  row(
    'processor',
    'typical handler, first batch of a process',
    'log processor, with its rules',
    ratio('typical-handler, first batch', 'log-processor, first batch'),
  ),
  row(
    'import',
    'import of the handler',
    'bundle of S3, SNS and DynamoDB clients',
    ratio('handler import', 'SDK bundle'),
    {
      atMost: 0.2,
    },
  ),
  row(
    'import',
    'import of the handler of realtime alerts',
    'bundle of S3, SNS and DynamoDB clients',
    ratio('realtime alerts', 'SDK bundle'),
    { atMost: 0.2 },
  ),
  row('synth', 'synth of `new Trailwatch`, validation off', 'bare node', secondsOver('synth', 'bare node'), {
    atMost: 0.35,
  }),
  row(
    'dense',
    'an alert in `scan`, CPU time',
    'the same files without the rules that match',
    microsecondsEach('all rules', 'rules that match nothing', 'alerts'),
    { atMost: 25 },
  ),
  row(
    'memory',
    'peak memory, a file of 50 MB',
    'gunzip + JSON.parse',
    ratio('scan of the file', 'gunzip + JSON.parse of the file', 'peakMb'),
    { atMost: 0.3 },
  ),
  row(
    'memory',
    'peak memory, a file of 50 MB in the log processor',
    'gunzip + JSON.parse',
    ratio('log processor on the file', 'gunzip + JSON.parse of the file', 'peakMb'),
    { atMost: 0.3 },
  ),
  row('memory', 'peak memory, two workers', 'one worker', megabytesOver('two workers', 'one worker'), {
    atMost: 80,
  }),
];

function row(section: SectionName, work: string, rival: string, figure: Figure, goal?: Goal): GoalRow {
  return { section, work, rival, figure, ...(goal === undefined ? {} : { goal }) };
}

function againstGunzip(section: SectionName, what: string, atMost: number): readonly GoalRow[] {
  return [100, 166, 'all'].map((rules) =>
    row(
      section,
      `${rules === 'all' ? 'all built-in' : rules} rules, one thread: ${what}`,
      FLOOR,
      ratio(`${rules} rules`, FLOOR),
      {
        atMost,
      },
    ),
  );
}

function againstRust(section: SectionName, shape: string): readonly GoalRow[] {
  return [ONE_THREAD, ALL_CORES].map(([threads, figure, atLeast]) =>
    row(section, `Sigma scanner in Rust, ${shape}, ${threads}`, `trailwatch, ${threads}`, figure, {
      atLeast,
    }),
  );
}
