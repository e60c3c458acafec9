import { QUERY_ENGINES } from '../../lib/core/query/named-query';
import { LATE_DELIVERY_DAYS } from '../../lib/core/record/object-key';
import { SEVERITIES } from '../../lib/core/rule/rule';
import { FRAMEWORK_NAMES } from '../trails/posture/frameworks';

/** A value from an agent, and the word of the command line that takes it. */
export interface ToolParameter {
  /**
   * `list` is a text of values with commas between; `path` and `paths` are resolved and confined; `off` is a flag that is given when it is false; `pairs` is an object of texts, each
   * of which becomes `name=value`.
   */
  readonly type: 'text' | 'texts' | 'list' | 'path' | 'paths' | 'flag' | 'off' | 'pairs' | 'count';
  /** The option of the command; absent of an argument, and of what the server itself uses. */
  readonly option?: string;
  /** Only the server uses it. */
  readonly isForServer?: boolean;
  readonly about?: string;
  readonly choices?: readonly string[];
  /** Whether a call without it is refused. */
  readonly isRequired?: boolean;
  /** Whether all that the server reads is meant where it is not given. */
  readonly isAll?: boolean;
  /** Whether log files are looked for below these paths. */
  readonly isLogs?: boolean;
  /** What is no path although the parameter takes paths. */
  readonly except?: RegExp;
  /** A parameter of which, with this one, exactly one is given. */
  readonly or?: string;
  /** A parameter without which this one is refused. */
  readonly with?: string;
}

/** The arguments of a call, by their names. */
export type Given = Readonly<Record<string, unknown>>;

/** A command that a tool runs. */
export interface ToolCommand {
  /** Its names, such as `query run`. */
  readonly words: string;
  /** A line of JSON for each row, one JSON document, or text. */
  readonly prints: 'rows' | 'document' | 'text';
  /** When it is run; the last one is run otherwise. */
  readonly when?: (given: Given) => boolean;
  /** The options that the server gives. */
  readonly fixed?: readonly string[];
  /** The list of a document that is given by page; what else the document has comes first. */
  readonly list?: string;
  /** Whether the rows have severities, by which they are ordered and left out. */
  readonly isBySeverity?: boolean;
  /** How a row or a document is shortened. */
  readonly brief?: 'alert' | 'lists' | 'case' | 'findings';
}

/** What an agent may ask. */
export interface Tool {
  readonly name: string;
  /** When to use it, for an agent. */
  readonly about: string;
  readonly parameters: Readonly<Record<string, ToolParameter>>;
  readonly commands: readonly [ToolCommand, ...ToolCommand[]];
  /** Whether an incident needs it. */
  readonly isForIncidents?: boolean;
  /** Whether it asks AWS: it is offered with `--aws` only. */
  readonly asksAws?: boolean;
}

const PATHS = { paths: { type: 'paths', isAll: true, isLogs: true } } as const;
const RANGE = {
  account: { type: 'list', option: '--account' },
  region: { type: 'list', option: '--region' },
  start: { type: 'text', option: '--start' },
  end: { type: 'text', option: '--end' },
} as const;
const PLACE = { ...PATHS, ...RANGE };
const RULES = {
  rules: { type: 'paths', option: '--rules' },
  builtin: { type: 'off', option: '--no-builtin' },
  ownAccounts: { type: 'paths', option: '--own-accounts', except: /^\d{12}(?:[\s,]+\d{12})*$/ },
} as const;
const TEMPLATE = { type: 'path', option: '--template' } as const;

function detail(...choices: readonly string[]): ToolParameter {
  return { type: 'text', isForServer: true, choices };
}

const isBrief = ({ detail: asked }: Given) => asked !== 'full';

const NDJSON = '--format=ndjson';
const JSON_DOCUMENT = '--format=json';

/** Two concurrent calls leave room on the machine for the user who started the server. */
const DATABASE = [NDJSON, '--memory-limit=1GB'];

/**
 * All that an agent may ask: it only reads. What is not listed is not available to it: nothing that writes a file, assumes a role,
 * starts a charged query, or changes how much of the machine is used.
 */
export const TOOLS: readonly Tool[] = [
  {
    name: 'overview',
    about:
      'Start here: period, accounts, main actors, keys and addresses, alerts by severity, what to ask next.',
    parameters: PLACE,
    commands: [{ words: 'overview', prints: 'document', fixed: [JSON_DOCUMENT] }],
    isForIncidents: true,
  },
  {
    name: 'scan',
    about:
      'Which rules fire: a row for each rule and actor, most severe first, with an example and ids for case. detail: each alert, or its record too. {"minSeverity":"high"}',
    parameters: {
      ...PLACE,
      detail: detail('summary', 'alert', 'record'),
      minSeverity: { type: 'text', option: '--min-severity', choices: SEVERITIES },
      ...RULES,
    },
    commands: [
      {
        ...{ words: 'scan', prints: 'rows', fixed: [NDJSON], isBySeverity: true, brief: 'alert' },
        when: ({ detail: asked }) => asked === 'alert',
      },
      {
        ...{ words: 'scan', prints: 'rows', fixed: [NDJSON], isBySeverity: true },
        when: ({ detail: asked }) => asked === 'record',
      },
      { words: 'scan', prints: 'rows', fixed: ['--format=summary'], isBySeverity: true },
    ],
    isForIncidents: true,
  },
  {
    name: 'case',
    about:
      'Each attack as one case: what happened, who, scope, what still exists, commands for people that contain it, open questions. {"alert":"2f1c0f0c8a51"}',
    parameters: {
      ...PLACE,
      alert: { type: 'text', option: '--alert' },
      actor: { type: 'text', option: '--actor' },
      since: { type: 'text', option: '--since' },
      detail: detail('brief', 'full'),
      ...RULES,
    },
    commands: [
      {
        ...{ words: 'case', prints: 'document', fixed: [JSON_DOCUMENT], list: 'cases', brief: 'case' },
        when: isBrief,
      },
      { words: 'case', prints: 'document', fixed: [JSON_DOCUMENT], list: 'cases' },
    ],
    isForIncidents: true,
  },
  {
    name: 'timeline',
    about:
      'Calls of an actor and its roles, an address or a key in order of time: target, outcome, id. changes: no reads. {"actor":"192.0.2.7","changes":true}',
    parameters: {
      actor: { type: 'text', isRequired: true },
      changes: { type: 'flag', option: '--changes' },
      ...PLACE,
    },
    commands: [{ words: 'timeline', prints: 'document', fixed: [JSON_DOCUMENT], list: 'rows' }],
    isForIncidents: true,
  },
  {
    name: 'persistence',
    about:
      'What was made that lasts (users, keys, policies, trust, shares, functions): by whom, used since, ended by which record; what no record ends first.',
    parameters: PLACE,
    commands: [{ words: 'persistence', prints: 'document', fixed: [JSON_DOCUMENT], list: 'rows' }],
    isForIncidents: true,
  },
  {
    name: 'coverage',
    about:
      'What the records cannot say: data events, silent hours, digests, refused deliveries, identities older than the records; rows: changes of trails, gravest first.',
    parameters: PLACE,
    commands: [
      {
        ...{ words: 'coverage', prints: 'document', fixed: [JSON_DOCUMENT] },
        ...{ list: 'changesOfLogging', brief: 'lists' },
      },
    ],
    isForIncidents: true,
  },
  {
    name: 'actor',
    about:
      'All about an ARN, access key, address or name, and the roles it took: calls, targets, addresses, programs, keys, alerts, what it made. {"actor":"AKIAIOSFODNN7EXAMPLE"}',
    parameters: {
      actor: { type: 'text', isRequired: true },
      ...PLACE,
      detail: detail('brief', 'full'),
    },
    commands: [
      {
        ...{ words: 'actor', prints: 'document', fixed: [JSON_DOCUMENT], brief: 'lists' },
        when: isBrief,
      },
      { words: 'actor', prints: 'document', fixed: [JSON_DOCUMENT] },
    ],
    isForIncidents: true,
  },
  {
    name: 'resource',
    about:
      'Changes of a resource with values before and after; byHand: of all, those made outside of stacks. {"name":"arn:aws:s3:::payroll"}',
    parameters: {
      name: { type: 'text', or: 'byHand' },
      byHand: { type: 'flag', isForServer: true, or: 'name' },
      ...PLACE,
      template: TEMPLATE,
    },
    commands: [
      {
        ...{ words: 'resource', prints: 'rows', fixed: [NDJSON, '--by-hand'] },
        when: ({ byHand }) => byHand === true,
      },
      { words: 'resource', prints: 'rows', fixed: [NDJSON] },
    ],
    isForIncidents: true,
  },
  {
    name: 'view',
    about:
      'Whole records in the order of time, when you need every field. * may begin or end a name. limit: the first; last: the newest of them. {"eventName":["Delete*"],"actor":["mallory"],"limit":3}',
    parameters: {
      ...PLACE,
      eventName: { type: 'texts', option: '--event-name' },
      eventSource: { type: 'texts', option: '--event-source' },
      actor: { type: 'texts', option: '--actor' },
      resource: { type: 'texts', option: '--resource' },
      errors: { type: 'flag', option: '--errors' },
      limit: { type: 'count', option: '--limit' },
      last: { type: 'flag', option: '--last', with: 'limit' },
    },
    commands: [{ words: 'view', prints: 'rows', fixed: [NDJSON, '--order=time'] }],
    isForIncidents: true,
  },
  {
    name: 'query',
    about:
      'Counts and joins: one SELECT of DuckDB on the view events (columns: resource trailwatch://events), or name of query_list. start and end read fewer files than WHERE does. {"sql":"SELECT actor, count(*) FROM events GROUP BY 1"}',
    parameters: {
      sql: { type: 'text', or: 'name' },
      name: { type: 'text', or: 'sql' },
      param: { type: 'pairs', option: '--param', with: 'name' },
      ...PLACE,
    },
    commands: [
      {
        ...{ words: 'query run', prints: 'rows', fixed: DATABASE },
        when: ({ name }) => name !== undefined,
      },
      { words: 'query', prints: 'rows', fixed: DATABASE },
    ],
    isForIncidents: true,
  },
  {
    name: 'query_list',
    about: 'The named queries; with name, its text for an engine.',
    parameters: {
      name: { type: 'text' },
      to: { type: 'text', option: '--to', choices: [...QUERY_ENGINES, 'logs-insights'], with: 'name' },
      param: { type: 'pairs', option: '--param', with: 'name' },
    },
    commands: [
      { words: 'query show', prints: 'text', when: ({ name }) => name !== undefined },
      { words: 'query list', prints: 'rows', fixed: [NDJSON] },
    ],
    isForIncidents: true,
  },
  {
    name: 'validate',
    about:
      'Whether log files are unmodified and complete: verdict and counts, then findings, faults first. Needs files with the public keys.',
    parameters: {
      archive: { type: 'path', isAll: true },
      ...RANGE,
      publicKeys: { type: 'paths', option: '--public-keys' },
      trailArn: { type: 'text', option: '--trail-arn' },
      expect: { type: 'paths', option: '--expect' },
    },
    commands: [
      {
        ...{ words: 'validate', prints: 'document', fixed: [JSON_DOCUMENT] },
        ...{ list: 'findings', brief: 'findings' },
      },
    ],
    isForIncidents: true,
  },
  {
    name: 'permissions',
    about:
      'What a role or user used of what its policies allow, as the least policy; all: one verdict each. {"who":"Deploy"}',
    parameters: {
      who: { type: 'text', or: 'all' },
      all: { type: 'flag', option: '--all', or: 'who' },
      ...PLACE,
      policy: { type: 'path', option: '--policy' },
    },
    commands: [{ words: 'permissions', prints: 'document', fixed: [JSON_DOCUMENT] }],
  },
  {
    name: 'rules_list',
    about:
      'Built-in rules with these words; id: one rule with meaning, false positives, first steps. {"text":"snapshot"}',
    parameters: {
      id: { type: 'text' },
      text: { type: 'text', option: '--filter' },
      minSeverity: { type: 'text', option: '--min-severity', choices: SEVERITIES },
    },
    commands: [
      { words: 'rules show', prints: 'text', when: ({ id }) => id !== undefined },
      { words: 'rules list', prints: 'rows', fixed: [NDJSON], isBySeverity: true },
    ],
    isForIncidents: true,
  },
  {
    name: 'rules_check',
    about: 'Problems in Sigma rules, by line.',
    parameters: { paths: { type: 'paths', isRequired: true } },
    commands: [{ words: 'rules check', prints: 'rows', fixed: [NDJSON] }],
  },
  {
    name: 'backtest',
    about:
      'Which alerts a change of rules gains and loses; base, head: folders of rules, "builtin" or "none".',
    parameters: {
      base: { type: 'paths', option: '--base', except: /^(?:builtin|none)$/ },
      head: { type: 'paths', option: '--head', except: /^(?:builtin|none)$/ },
      ...{ ...PATHS, start: RANGE.start, end: RANGE.end },
      minSeverity: { type: 'text', option: '--min-severity', choices: SEVERITIES },
    },
    commands: [{ words: 'rules backtest', prints: 'rows', fixed: [NDJSON] }],
  },
  {
    name: 'cost',
    about: 'What the resources of a template cost in a month.',
    parameters: {
      template: { type: 'path', isAll: true },
      paths: { type: 'paths', isLogs: true },
      counts: { type: 'path', option: '--counts' },
      region: { type: 'text', option: '--region' },
    },
    commands: [{ words: 'cost', prints: 'document', fixed: [JSON_DOCUMENT] }],
  },
  {
    name: 'review',
    about: 'What a change of templates does to logging, detection, access, evidence and cost.',
    parameters: {
      template: { type: 'path', isAll: true },
      base: { type: 'path', option: '--base' },
      counts: { type: 'path', option: '--counts' },
      used: { type: 'path', option: '--used' },
      account: { type: 'text', option: '--account' },
      region: { type: 'text', option: '--region' },
    },
    commands: [{ words: 'review', prints: 'document', fixed: [JSON_DOCUMENT] }],
  },
  {
    name: 'history',
    about:
      'Management events of the last 90 days, asked of AWS: no data events. All Regions, unless region names some; newest first. {"eventName":"ConsoleLogin"}',
    parameters: {
      start: RANGE.start,
      end: RANGE.end,
      eventName: { type: 'text', option: '--event-name' },
      eventSource: { type: 'text', option: '--event-source' },
      eventId: { type: 'text', option: '--event-id' },
      userName: { type: 'text', option: '--user-name' },
      resourceName: { type: 'text', option: '--resource-name' },
      resourceType: { type: 'text', option: '--resource-type' },
      accessKeyId: { type: 'text', option: '--access-key-id' },
      readOnly: { type: 'text', option: '--read-only', choices: ['true', 'false'] },
      insights: { type: 'flag', option: '--insights' },
      region: RANGE.region,
    },
    commands: [{ words: 'history', prints: 'rows', fixed: [NDJSON] }],
    isForIncidents: true,
    asksAws: true,
  },
  {
    name: 'trails',
    about: 'The trails of the account; check: what is wrong with them, or what a framework asks for.',
    parameters: {
      ...{ region: RANGE.region, check: { type: 'flag', option: '--check' } },
      excludeCheck: { type: 'texts', option: '--exclude-check', with: 'check' },
      framework: { type: 'text', option: '--framework', with: 'check', choices: FRAMEWORK_NAMES },
    },
    commands: [{ words: 'trails', prints: 'document', fixed: [JSON_DOCUMENT] }],
    isForIncidents: true,
    asksAws: true,
  },
];

/** What the server tells an agent once about the arguments of all tools. */
export const ARGUMENTS = [
  'paths: files and folders, relative to what the server reads; all of it by default.',
  'account, region: one, or several with commas. start (inclusive), end (exclusive): ISO 8601, such as 2026-11-20 or 2026-11-20T15:00:00Z, or how long ago, such as 2h or 3d; log files up to',
  `${LATE_DELIVERY_DAYS} days after end are read, which may be late.`,
  'rules: folders of Sigma rules beside the built-in ones (builtin false leaves those out). ownAccounts: your 12-digit accounts.',
].join(' ');
