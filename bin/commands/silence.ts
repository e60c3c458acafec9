import { text as readStream } from 'node:stream/consumers';
import type { Alert } from '../../lib/core/alert/alert';
import {
  type AlertSilence,
  findDurationProblem,
  MAX_SILENCES,
  parseSilence,
  silenceId,
  subjectOf,
  toSilenceValue,
  whyNeverSilenced,
} from '../../lib/core/alert/alert-silence';
import { parseAlert } from '../../lib/core/alert/parse-alert';
import { isJsonObject, parseJson } from '../../lib/core/json/json-value';
import { toJsonText } from '../../lib/core/safe-text/printable';
import { maximumSeverityOf } from '../../lib/core/settings/log-processor-settings';
import { Silences } from '../aws/silences';
import type { CommandIo } from '../cli/command-io';
import { MissingArgument, readOptionFile, UserError } from '../cli/user-error';
import { toStream } from '../outputs/text-output';
import { readCatalogue } from '../rules/read-rule-files';

/** The options of `trailwatch silence`, as the command line names them. */
export interface SilenceOptions {
  /** The ARN of the path of the parameters. */
  readonly path: string;
  readonly alert?: string;
  readonly for?: string;
  readonly reason?: string;
  readonly list?: boolean;
  readonly end?: string;
  readonly dryRun?: boolean;
}

const ONLY_OF_ALERTS = [
  ['--alert', 'alert'],
  ['--for', 'for'],
  ['--reason', 'reason'],
  ['--dry-run', 'dryRun'],
] as const;

/** Silences the alerts that are like one, lists silences, or ends one. */
export async function silence(
  alertId: string | undefined,
  options: SilenceOptions,
  io: CommandIo,
): Promise<number> {
  const asked = [alertId, options.end, options.list].filter((one) => one !== undefined);
  if (asked.length !== 1)
    throw new MissingArgument(
      'give the id of an alert to silence, or --list, or --end with the id of a silence',
    );
  const [other] =
    alertId === undefined ? ONLY_OF_ALERTS.filter(([, name]) => options[name] !== undefined) : [];
  if (other !== undefined)
    throw new UserError(`${other[0]} is for the id of an alert; leave it out with --list and --end`);
  const silences = new Silences(options.path, io);
  if (options.list === true) return list(silences, io);
  if (options.end !== undefined) return end(silences, options.end, io);
  return set(silences, { ...options, alertId: alertId ?? '' }, io);
}

async function set(
  silences: Silences,
  {
    alertId,
    alert: file,
    for: duration = '',
    reason = '',
    dryRun = false,
  }: SilenceOptions & { readonly alertId: string },
  io: CommandIo,
): Promise<number> {
  const seconds = parseDuration(duration);
  if (reason.trim() === '') throw new UserError('--reason is missing; say why these alerts need not be sent');
  if (file === undefined)
    throw new UserError(
      "--alert is missing; it is a file with the alert's JSON document, or '-' for standard input",
    );
  const alert = findAlert(await readText(file, io), file, alertId);
  const why = whyNeverSilenced(alert, maximumSeverityOf(silences.path));
  if (why !== undefined) throw new UserError(`this alert cannot be silenced: ${why}`);
  const by = await silences.caller();
  const subject = subjectOf(alert);
  const id = silenceId(subject);
  const until = new Date(io.currentTime().getTime() + seconds * 1000).toISOString();
  const shown = { id, rule: alert.ruleName ?? alert.ruleId, account: subject.account, actor: subject.actor };
  if (!dryRun) {
    await makeRoom(silences, id, io);
    await silences.write(id, toSilenceValue({ alert, seconds, reason, by }));
  }
  await print({ ...shown, until, reason, by }, io);
  io.stderr.write(
    dryRun
      ? 'nothing was written\n'
      : `silenced within a minute, and reported by an alert; to end it: trailwatch silence --end ${id} --path ARN\n`,
  );
  return 0;
}

/** Deletes expired silences. Silences beyond the limit would have no effect. */
async function makeRoom(silences: Silences, id: string, io: CommandIo): Promise<void> {
  const { parameters, hasMore } = await silences.read();
  const found = parameters.map(parseSilence).filter((one): one is AlertSilence => !('problem' in one));
  const over = found.filter(({ untilMs }) => untilMs <= io.currentTime().getTime());
  for (const one of over) await silences.end(one.id);
  const left = parameters.length - over.length - (found.some((one) => one.id === id) ? 1 : 0);
  if (hasMore || left >= MAX_SILENCES)
    throw new UserError(
      `there are ${MAX_SILENCES} silences, and more have no effect; end some: --list shows them`,
    );
}

async function list(silences: Silences, io: CommandIo): Promise<number> {
  const { parameters, hasMore } = await silences.read();
  for (const parameter of parameters) {
    const one = parseSilence(parameter);
    const id = parameter.name.slice(silences.path.length + 1);
    if ('problem' in one) await print({ id, problem: one.problem }, io);
    else {
      const { ruleId, account, actor, reason, by, alertId, fromMs, untilMs } = one;
      const rule = nameOf(one);
      const [from, until] = [new Date(fromMs).toISOString(), new Date(untilMs).toISOString()];
      const state = untilMs > io.currentTime().getTime() ? 'holds' : 'is over';
      await print({ id, state, rule, ruleId, account, actor, from, until, reason, by, alertId }, io);
    }
  }
  io.stderr.write(`silences=${parameters.length}${hasMore ? ' and more, which have no effect' : ''}\n`);
  return 0;
}

/** Alerts are silenced by the id of their rule; the name is informational, and a built-in rule has its own. */
function nameOf({ ruleId, ruleName }: AlertSilence): string {
  return readCatalogue().find(({ rule }) => rule.id === ruleId)?.rule.name ?? ruleName;
}

async function end(silences: Silences, id: string, io: CommandIo): Promise<number> {
  // Ineffective silences also count towards the limit, and may have any name.
  if (!/^[\w.-]{1,256}$/.test(id))
    throw new UserError(`--end '${id}' is not the id of a silence, as --list shows it`);
  await silences.caller();
  await silences.end(id);
  io.stderr.write('ended within a minute, and reported by an alert\n');
  return 0;
}

function parseDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,5})(m|h|d)$/.exec(text) ?? [];
  const seconds = Number(number) * ({ m: 60, h: 3600, d: 86_400 }[unit] ?? Number.NaN);
  const problem = findDurationProblem(seconds);
  if (problem === undefined) return seconds;
  throw new UserError(`--for '${text}': ${problem}; write it as 30m, 8h or 2d`);
}

async function readText(file: string, io: CommandIo): Promise<string> {
  if (file === '-') return readStream(io.stdin);
  return readOptionFile(file);
}

/** Fewer characters of an id are too likely to be those of another alert. */
const MIN_ID_LENGTH = 8;

/** The alert of a document, a list of documents, or one per line. A unique prefix of its id is sufficient. */
function findAlert(text: string, file: string, alertId: string): Alert {
  const whole = parseJson(text);
  const values = whole === undefined ? text.split('\n').map((line) => parseJson(line)) : [whole].flat();
  const alerts = values.flatMap((value) => (isJsonObject(value) ? (parseAlert(value) ?? []) : []));
  if (alerts.length === 0)
    throw new UserError(`--alert ${file} has no alert; name a file with the JSON document of alerts`);
  if (alertId.length < MIN_ID_LENGTH)
    throw new UserError(
      `'${alertId}' is too short; give the id of the alert, or at least its first ${MIN_ID_LENGTH} characters`,
    );
  const found = new Map(alerts.filter(({ id }) => id.startsWith(alertId)).map((alert) => [alert.id, alert]));
  const [alert] = found.values();
  if (alert === undefined) throw new UserError(`--alert ${file} has no alert with the id '${alertId}'`);
  if (found.size > 1)
    throw new UserError(`'${alertId}' is the beginning of ${found.size} ids; give the whole id`);
  return alert;
}

function print(line: object, io: CommandIo): Promise<void> {
  return toStream(io.stdout).write(`${toJsonText(line as never)}\n`);
}
