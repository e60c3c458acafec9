/** Where the page is kept, from the root. */
export const CROSSINGS_PATH = 'docs/alerts/who-gets-what.md';

/** What can coincide for one alert. */
export interface AlertSituation {
  /** Whether its rule is on trial, or a person silenced it. */
  readonly held: 'by nothing' | 'by a silence' | 'by a trial';
  /** Whether its rule, account and hour have sent as many alerts as are sent singly. */
  readonly isStorm: boolean;
  /** Whether nothing in it is new. */
  readonly isRepeat: boolean;
  readonly severity: 'low' | 'medium' | 'critical';
  /** What found its record. */
  readonly route: 'log-file' | 'archive-search';
}

/** What a receiver gets of an alert. */
export type Got = 'the alert' | 'the alert, marked as a repeat' | 'the storm alert' | 'nothing';

/** What each of them gets. */
export interface Crossing {
  /** E-mail and chat with their default filter. */
  readonly people: Got;
  /** Queues, functions and sinks with their default filter. */
  readonly machines: Got;
  /** What a response that acts does. */
  readonly responder: 'acts' | 'reports that it does not act' | 'ignores it' | 'nothing';
  /** Where the daily summary counts it. */
  readonly summary: 'sent' | 'below medium' | 'repeats' | 'grouped' | 'silenced' | 'on trial';
}

/** A row of the table: what is left out of the situation may be anything. */
export interface CrossingRow {
  readonly when: { readonly [name in keyof AlertSituation]?: readonly AlertSituation[name][] };
  readonly gets: Crossing;
  readonly why: string;
}

const NOTHING_SENT = { people: 'nothing', machines: 'nothing', responder: 'nothing' } as const;

/** A silence does not hold what is critical. */
const FREE = ['by nothing', 'by a silence'] as const;

const SINGLY = { held: ['by nothing'], isStorm: [false] } as const;
const GROUPED = { held: ['by nothing'], isStorm: [true] } as const;

/** Every situation is in exactly one row: a test runs each of them against the handlers. */
export const CROSSINGS: readonly CrossingRow[] = [
  {
    when: { held: ['by a trial'] },
    gets: { ...NOTHING_SENT, summary: 'on trial' },
    why: 'A rule on trial only counts, in a storm as well.',
  },
  {
    when: { held: ['by a silence'], severity: ['low', 'medium'] },
    gets: { ...NOTHING_SENT, summary: 'silenced' },
    why: 'A person wants no such alert for a time. No response answers it either.',
  },
  {
    when: { held: FREE, severity: ['critical'], route: ['log-file'] },
    gets: { people: 'the alert', machines: 'the alert', responder: 'acts', summary: 'sent' },
    why: 'What is critical is never silenced and never a repeat, and up to 500 alerts of an hour are sent singly.',
  },
  {
    when: { held: FREE, severity: ['critical'], route: ['archive-search'] },
    gets: { people: 'the alert', machines: 'the alert', responder: 'ignores it', summary: 'sent' },
    why: 'A search finds what may be long over: nothing acts on it.',
  },
  {
    when: { ...SINGLY, severity: ['medium'], isRepeat: [false], route: ['log-file'] },
    gets: { people: 'the alert', machines: 'the alert', responder: 'acts', summary: 'sent' },
    why: 'The usual case.',
  },
  {
    when: { ...SINGLY, severity: ['medium'], isRepeat: [true], route: ['log-file'] },
    gets: {
      ...{ people: 'nothing', machines: 'the alert, marked as a repeat' },
      ...{ responder: 'acts', summary: 'repeats' },
    },
    why: 'People have seen the same within four weeks; what acts on alerts needs each.',
  },
  {
    when: { ...SINGLY, severity: ['medium'], route: ['archive-search'] },
    gets: { people: 'the alert', machines: 'the alert', responder: 'ignores it', summary: 'sent' },
    why: 'What a search finds is no repeat.',
  },
  {
    when: { ...SINGLY, severity: ['low'], route: ['log-file'] },
    gets: { people: 'nothing', machines: 'the alert', responder: 'acts', summary: 'below medium' },
    why: 'People get alerts from severity medium on. Those below it are not compared, so none is a repeat.',
  },
  {
    when: { ...SINGLY, severity: ['low'], route: ['archive-search'] },
    gets: { people: 'nothing', machines: 'the alert', responder: 'ignores it', summary: 'below medium' },
    why: 'As above, and found by a search.',
  },
  {
    when: { ...GROUPED, severity: ['medium'], route: ['log-file'] },
    gets: {
      ...{ people: 'the storm alert', machines: 'the storm alert' },
      ...{ responder: 'reports that it does not act', summary: 'grouped' },
    },
    why: 'One alert replaces all that are grouped. It is about several records, so no response acts on any of them.',
  },
  {
    when: { ...GROUPED, severity: ['medium'], route: ['archive-search'] },
    gets: {
      ...{ people: 'the storm alert', machines: 'the storm alert' },
      ...{ responder: 'ignores it', summary: 'grouped' },
    },
    why: 'As above, and found by a search.',
  },
  {
    when: { ...GROUPED, severity: ['low'], route: ['log-file'] },
    gets: {
      ...{ people: 'nothing', machines: 'the storm alert' },
      ...{ responder: 'reports that it does not act', summary: 'grouped' },
    },
    why: 'As above, below the severity that people get.',
  },
  {
    when: { ...GROUPED, severity: ['low'], route: ['archive-search'] },
    gets: {
      ...{ people: 'nothing', machines: 'the storm alert' },
      ...{ responder: 'ignores it', summary: 'grouped' },
    },
    why: 'As above, and found by a search.',
  },
];

/** The table as a section of the page. */
export function renderCrossings(): string {
  const head = [
    'rule or alert is held',
    ...['severity', 'storm', 'repeat', 'found by', 'people', 'queues, functions, sinks'],
    ...['a response that acts', 'daily summary', 'why'],
  ];
  const rows = CROSSINGS.map(({ when, gets, why }) => [
    inWords(when.held, 3),
    inWords(when.severity, 3),
    yesOrNo(when.isStorm),
    yesOrNo(when.isRepeat),
    inWords(when.route, 2).replace('log-file', 'log files, buses'),
    ...[gets.people, gets.machines, gets.responder, gets.summary, why],
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Some of the values; all of them are no condition. */
function inWords(values: readonly string[] = [], all: number): string {
  return values.length === 0 || values.length === all ? 'any' : values.join(' or ');
}

function yesOrNo(values: readonly boolean[] = []): string {
  return values.length === 1 ? (values[0] === true ? 'yes' : 'no') : 'any';
}
