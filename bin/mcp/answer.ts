import { toBriefCase } from '../../lib/core/case/brief-case';
import type { Case } from '../../lib/core/case/case';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../../lib/core/json/json-value';
import { maskSecrets, maskSecretsInText } from '../../lib/core/safe-text/mask-secrets';
import { toPrintable } from '../../lib/core/safe-text/printable';
import { faultsFirst, withoutRecord, withShortLists } from './brief';
import type { CommandOutput } from './run-command';
import type { ToolCommand } from './tool-table';

/** A row of an answer, as it is given. */
export interface AnswerRow {
  /** Empty where rows have none. */
  readonly severity: string;
  readonly row: Json;
}

/** All that a call has found, of which an answer gives a page. */
export interface Answer {
  /** What a document says beside its rows. */
  readonly summary?: JsonObject;
  readonly rows: readonly AnswerRow[];
  /** How many rows there are, with those that are not kept. */
  readonly total: number;
  /** Those that are not kept, by severity. */
  readonly beyond: ReadonlyMap<string, number>;
  readonly messages: readonly string[];
  readonly limit?: string;
  /** Whether the command did not run, or could read nothing of what it was asked. */
  readonly isFailed: boolean;
}

/** What a command says that has looked and found nothing. */
const NOTHING_FOUND = /^trailwatch: (?:no record |nothing was read: no log file is of)/;
const NO_PROBLEM = /^(?:trailwatch: note: |trailwatch: \d|\w+=)/;

/** The output of a command for an agent: secrets are masked, and no character is invisible or changes the writing direction. */
export function toAnswer(command: ToolCommand, output: CommandOutput): Answer {
  const { status, limit } = output;
  const { summary, rows } = contentsOf(command, output);
  const found = rows.length > 0 || summary !== undefined;
  const isNothing =
    output.messages.some((line) => NOTHING_FOUND.test(line)) &&
    output.messages.every((line) => NOTHING_FOUND.test(line) || NO_PROBLEM.test(line));
  return {
    ...(summary === undefined ? {} : { summary }),
    rows,
    total: command.prints === 'rows' ? output.rows.total : rows.length,
    beyond: output.rows.beyond,
    messages: output.messages.map((line) => toPrintable(maskSecretsInText(line))),
    ...(limit === undefined ? {} : { limit }),
    isFailed: !found && !isNothing && status !== 0 && status !== 1,
  };
}

function contentsOf(
  command: ToolCommand,
  { rows, document }: CommandOutput,
): Pick<Answer, 'summary' | 'rows'> {
  if (command.prints === 'text')
    return {
      rows: document === undefined ? [] : [{ severity: '', row: visible(maskSecretsInText(document)) }],
    };
  if (command.prints === 'rows')
    return {
      rows: rows.kept.map(({ severity, text }) => ({ severity, row: shown(command, parsed(text)) })),
    };
  if (document === undefined) return { rows: [] };
  const whole = parsed(document);
  const { list } = command;
  if (list === undefined) return { summary: shown(command, whole) as JsonObject, rows: [] };
  const { [list]: listed, ...summary } = whole;
  const all = (Array.isArray(listed) ? listed : []).filter(isJsonObject);
  const ordered = command.brief === 'findings' ? faultsFirst(all) : all;
  return {
    ...(Object.keys(summary).length === 0 ? {} : { summary: summaryOf(command, summary) }),
    rows: ordered.map((one) => ({ severity: '', row: shown(command, one) })),
  };
}

/** What a document says beside its list; only its lists may be shortened. */
function summaryOf(command: ToolCommand, value: JsonObject): JsonObject {
  if (command.brief === 'lists') return shown(command, value) as JsonObject;
  return visible(maskSecrets(value)) as JsonObject;
}

function parsed(text: string): JsonObject {
  const value = parseJson(text);
  return isJsonObject(value) ? value : { value: value ?? text };
}

function shown({ brief }: ToolCommand, value: JsonObject): Json {
  const safe = visible(maskSecrets(value)) as JsonObject;
  switch (brief) {
    case 'alert':
      return withoutRecord(safe);
    case 'lists':
      return withShortLists(safe);
    case 'case':
      return toBriefCase(safe as unknown as Case) as JsonObject;
    case 'findings':
    case undefined:
      return safe;
    default:
      return brief satisfies never;
  }
}

/** The value with every text as it is printed. Lines stay lines: of policies, of SQL. */
function visible(value: Json): Json {
  if (typeof value === 'string') return value.split('\n').map(toPrintable).join('\n');
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(visible);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [toPrintable(key), visible(member ?? null)]),
  );
}
