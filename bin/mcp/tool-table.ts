/** A command of the command line that an agent may run. Its description, arguments and options are those of the command. */
export interface Tool {
  /** The names of the command, such as `query run`. The tool has the same name, with `_` between the words. */
  readonly command: string;
  /** The options that an agent may use, by their long names; all others are rejected. */
  readonly options: readonly string[];
  /**
   * The output of the command: a line of JSON for each row, one JSON document, or text. Rows are truncated at a limit; the
   * others are complete or rejected.
   */
  readonly prints: 'rows' | 'document' | 'text';
  /**
   * Whether paths that the usage shows as `[path...]` are all that the server reads, unless they are given.
   *
   * @default false
   */
  readonly readsAll?: boolean;
  /** A flag and an argument, by their names in the protocol, of which one is given and not both: the command takes the argument, or paths in its stead, for the other. */
  readonly apart?: readonly [flag: string, argument: string];
  /** Options that the server itself gives, beside the format of the output. */
  readonly fixed?: readonly string[];
  /**
   * Whether the command asks AWS. Such a tool is offered with `--aws` only.
   *
   * @default false
   */
  readonly asksAws?: boolean;
}

const RANGE = ['--account', '--region', '--start', '--end'];
const PLACE = [...RANGE, '--late-days'];
const RULES = ['--rules', '--no-builtin', '--own-accounts'];

/** Two concurrent calls leave room on the machine for the user who started the server. */
const SMALL_DATABASE = ['--memory-limit=1GB'];

/** The option for each output. */
const FORMATS = { rows: ['--format=ndjson'], document: ['--format=json'], text: [] } as const;

/**
 * All commands that an agent may run: read-only ones. An option that is not listed here is not available to an agent: none that
 * writes a file, assumes a role, starts a charged query, or changes how much of the machine is used.
 */
export const TOOLS: readonly Tool[] = [
  {
    command: 'scan',
    options: [
      ...PLACE,
      ...RULES,
      ...['--exclude-rule', '--ignore-file', '--min-severity', '--geoip', '--accounts', '--group'],
    ],
    prints: 'rows',
  },
  { command: 'case', options: [...PLACE, ...RULES, '--alert', '--actor', '--since'], prints: 'document' },
  {
    command: 'view',
    options: [
      ...[...PLACE, '--event-name', '--event-source', '--actor', '--resource', '--errors'],
      ...['--limit', '--last'],
    ],
    prints: 'rows',
    fixed: ['--order=time'],
  },
  { command: 'query', options: PLACE, prints: 'rows', readsAll: true, fixed: SMALL_DATABASE },
  { command: 'query list', options: [], prints: 'rows' },
  { command: 'query show', options: ['--to', '--table', '--param'], prints: 'text' },
  {
    command: 'query run',
    options: [...PLACE, '--param'],
    prints: 'rows',
    readsAll: true,
    fixed: SMALL_DATABASE,
  },
  { command: 'actor', options: [...PLACE, ...RULES, '--geoip'], prints: 'document' },
  { command: 'resource', options: [...PLACE, '--template'], prints: 'rows' },
  { command: 'clickops', options: [...PLACE, '--template'], prints: 'rows' },
  {
    command: 'permissions',
    options: [...PLACE, '--policy', '--all'],
    apart: ['all', 'who'],
    prints: 'document',
    readsAll: true,
  },
  {
    command: 'validate',
    options: [...RANGE, '--public-keys', '--metadata', '--bucket', '--trail-arn', '--expect'],
    prints: 'document',
  },
  { command: 'rules list', options: [], prints: 'rows' },
  { command: 'rules show', options: [], prints: 'text' },
  { command: 'rules check', options: [], prints: 'rows' },
  {
    command: 'backtest',
    options: [...PLACE, '--base', '--head', '--exclude-rule', '--own-accounts', '--min-severity'],
    prints: 'rows',
  },
  {
    command: 'cost',
    options: ['--counts', '--region', '--further-copy', '--rules', '--no-builtin'],
    prints: 'document',
  },
  {
    command: 'review',
    options: ['--base', '--counts', '--used', '--account', '--region'],
    prints: 'document',
  },
  {
    command: 'history',
    options: [
      ...['--start', '--end', '--event-name', '--event-source', '--event-id', '--user-name'],
      ...['--resource-name', '--resource-type', '--access-key-id', '--read-only', '--insights', '--region'],
    ],
    prints: 'rows',
    asksAws: true,
  },
  {
    command: 'trails',
    options: ['--region', '--check', '--exclude-check'],
    prints: 'document',
    asksAws: true,
  },
];

/** The name of a tool in the protocol, such as `query_run`. */
export function nameOf({ command }: Pick<Tool, 'command'>): string {
  return command.replaceAll(' ', '_');
}

/** The options that the server gives to the command of a tool. */
export function givenOptions({ prints, fixed = [] }: Pick<Tool, 'prints' | 'fixed'>): readonly string[] {
  return [...FORMATS[prints], ...fixed];
}
