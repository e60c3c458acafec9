import { createColors } from 'picocolors';
import { renderTarget } from '../../lib/core/alert/from-record/render-targets';
import { renderLocation } from '../../lib/core/alert/message/alert-lines';
import { ACCOUNT } from '../../lib/core/fact/targets/target';
import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import { inAlphabet } from '../../lib/core/safe-text/in-alphabet';
import { type CommandIo, mayColor } from '../cli/command-io';
import { peopleIn, renderTable, toCell, toCells } from '../outputs/table';
import { paintSeverity } from '../outputs/text-layout';
import type { ActorReport } from './actor-report';
import type { Seen, Tally } from './tally';
import { targetsInWords } from './touched-targets';

/** The maximum number of lines of a section. */
const MAX_LINES = 20;

const MAX_AGENTS = 8;
const AGENT_LENGTH = 80;

/** The maximum number of lines on what was changed. */
const MAX_CHANGES = 40;

/** The maximum number of entries in the timeline. */
const MAX_MOMENTS = 100;

const NARROWEST = 72;
const DEFAULT_COLUMNS = 120;
const TIME_WIDTH = 21;
const COUNT_WIDTH = 8;
const SHARE_WIDTH = 32;

type Colors = ReturnType<typeof createColors>;

/** The report as tables for a terminal. */
export function actorText(report: ActorReport, { stdout, environment }: TerminalIo): string {
  const width = Math.max(stdout.columns ?? DEFAULT_COLUMNS, NARROWEST);
  const colors = createColors(mayColor(stdout, environment));
  const { history } = report;
  const parts = [
    renderHead(report, width, colors),
    renderMoments(report, width, colors),
    renderServices(report, width),
    renderChanges(report, width),
    renderSeen('DENIED', history.denials, width),
    renderSeen('REGION', history.regions, width),
    renderSeen('ACCOUNT', history.accounts, width),
    renderSeen('ACCESS KEY', history.keys, width),
    renderSeen('ADDRESS', history.addresses, width, (address) =>
      renderLocation(report.locations?.of(address)),
    ),
    renderSeen('INSTANCE, KEY, SAME ADDRESS', history.instances, width),
    renderAgents(history.agents, width),
    renderSeen('THROUGH', history.through, width),
    renderRoles(report, width),
    renderAlerts(report, width, colors),
    renderMade(report, width),
    renderInsights(report, width),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

type TerminalIo = Pick<CommandIo, 'stdout' | 'environment'>;

function renderHead({ asked, history, severities }: ActorReport, width: number, colors: Colors): string {
  const { records, bySessions, denied, failed, span } = history;
  const alerts = [...SEVERITIES].reverse().flatMap((severity) => {
    const count = severities.get(severity);
    return count === undefined ? [] : [`${count} ${severity}`];
  });
  const facts: readonly (readonly [string, string])[] = [
    ['first seen', toCell(span?.first ?? '')],
    ['last seen', toCell(span?.last ?? '')],
    ['calls', `${records}${bySessions === 0 ? '' : `, ${bySessions} of them in roles that it assumed`}`],
    ['denied', String(denied)],
    ['failed', String(failed)],
    ['alerts', alerts.length === 0 ? '0' : alerts.join(', ')],
  ];
  return `${colors.bold(toCell(asked.text, peopleIn(asked.text)))}\n${renderTable(
    [12, width - 12],
    facts.map(([name, fact]) => [name, fact || '-']),
  )}`;
}

function renderMoments(report: ActorReport, width: number, colors: Colors): string {
  const moments = momentsOf(report);
  const rows = moments
    .slice(0, MAX_MOMENTS)
    .map(({ time, what, severity }) => [
      toCell(time) || '-',
      severity === undefined ? '' : paintSeverity(severity, colors),
      toCell(what),
    ]);
  const widths = [TIME_WIDTH, 14, width - TIME_WIDTH - 14];
  return table(widths, ['TIME', 'SEVERITY', 'FOR THE FIRST TIME'], rows, moments.length - rows.length);
}

function renderServices({ services, history }: ActorReport, width: number): string {
  const calls = history.calls.byCalls;
  const rows = services.values.slice(0, MAX_LINES).map(({ value, calls: count, denied, failed }) => {
    const names = calls.filter((call) => call.value.startsWith(`${value} `));
    const most = names.slice(0, 4).map((call) => {
      const on = targetsInWords(history.touched.of(call.value), 2);
      return `${call.value.slice(value.length + 1)} ${call.calls}${on === '' ? '' : `: ${on}`}`;
    });
    const more = names.length > most.length ? [`+${names.length - most.length}`] : [];
    return [...[count, denied, failed].map(String), toCell(value), toCells([...most, ...more])];
  });
  const rest = width - 3 * COUNT_WIDTH;
  const widths = [COUNT_WIDTH, COUNT_WIDTH, COUNT_WIDTH, Math.floor(rest * 0.4), Math.ceil(rest * 0.6)];
  const more = services.values.length - rows.length;
  const head = ['CALLS', 'DENIED', 'FAILED', 'SERVICE', 'MOST FREQUENT'];
  return table(widths, head, rows, more, services.uncounted);
}

/** What was changed, or tried to, on which targets: the last ones, in the order of their last times. */
function renderChanges({ history }: ActorReport, width: number): string {
  const { values, others } = history.touched.changes();
  const rows = values.slice(-MAX_CHANGES).map(({ call, target, seen }) => {
    const { denied, failed } = seen;
    const ends = [...(denied > 0 ? [`${denied} denied`] : []), ...(failed > 0 ? [`${failed} failed`] : [])];
    const on = target.type === ACCOUNT ? `account ${target.name}` : renderTarget(target);
    return [toCell(seen.last) || '-', String(seen.calls), toCells([call, ...ends]), toCell(on)];
  });
  const rest = width - TIME_WIDTH - COUNT_WIDTH;
  const widths = [TIME_WIDTH, COUNT_WIDTH, Math.floor(rest * 0.4), Math.ceil(rest * 0.6)];
  const text = table(widths, ['LAST', 'CALLS', 'CHANGE', 'ON'], rows, 0, others);
  const before = values.length - rows.length;
  return before > 0 ? `${text}and ${before} before them\n` : text;
}

/** Values with their calls, the first used first. */
function renderSeen(name: string, tally: Tally, width: number, more = (_: string) => ''): string {
  const all = tally.byFirst;
  const rows = all.slice(0, MAX_LINES).map(({ value, calls, first, last }: Seen) => {
    const text = [value, more(value)]
      .map((each) => toCell(each))
      .filter((line) => line !== '')
      .join('\n');
    return [toCell(first) || '-', toCell(last) || '-', String(calls), text];
  });
  const widths = [TIME_WIDTH, TIME_WIDTH, COUNT_WIDTH, width - 2 * TIME_WIDTH - COUNT_WIDTH];
  return table(widths, ['FIRST', 'LAST', 'CALLS', name], rows, all.length - rows.length, tally.uncounted);
}

/** A program may use a different user agent in every call: the most frequent ones, shortened. */
function renderAgents(agents: Tally, width: number): string {
  const all = agents.byCalls;
  const rows = all.slice(0, MAX_AGENTS).map(({ value, calls, first, last }) => {
    return [toCell(first) || '-', toCell(last) || '-', String(calls), toCell(value, [], AGENT_LENGTH)];
  });
  const widths = [TIME_WIDTH, TIME_WIDTH, COUNT_WIDTH, width - 2 * TIME_WIDTH - COUNT_WIDTH];
  const head = ['FIRST', 'LAST', 'CALLS', 'USER AGENT'];
  return table(widths, head, rows, all.length - rows.length, agents.uncounted);
}

function renderRoles({ roles, sessions }: ActorReport, width: number): string {
  const rows = roles.slice(0, MAX_LINES).map(({ path, call, sessions: count, first, calls }) => {
    return [toCell(first) || '-', String(count), String(calls), toCell(`${path.join(' → ')} (${call})`)];
  });
  const widths = [TIME_WIDTH, 10, COUNT_WIDTH, width - TIME_WIDTH - 10 - COUNT_WIDTH];
  const text = table(widths, ['FIRST', 'SESSIONS', 'CALLS', 'ASSUMED'], rows, roles.length - rows.length);
  const { unfollowed } = sessions;
  return unfollowed === 0 ? text : `${text}and ${unfollowed} more sessions, which are not followed\n`;
}

function renderAlerts({ alerts }: ActorReport, width: number, colors: Colors): string {
  const rows = alerts.slice(0, MAX_LINES).map(({ severity, title, seen }) => {
    return [toCell(seen.first) || '-', String(seen.calls), paintSeverity(severity, colors), toCell(title)];
  });
  const widths = [TIME_WIDTH, COUNT_WIDTH, 14, width - TIME_WIDTH - COUNT_WIDTH - 14];
  return table(widths, ['FIRST', 'ALERTS', 'SEVERITY', 'RULE'], rows, alerts.length - rows.length);
}

function renderMade({ made, unfollowedMade }: ActorReport, width: number): string {
  const rows = made.slice(0, MAX_LINES).map(({ made: { kind, name, time }, use, addresses }) => {
    const [used] = use.byCalls;
    const from = addresses.byCalls.slice(0, 2).map(({ value }) => value);
    const calls = used?.calls === 1 ? '1 call' : `${used?.calls ?? 0} calls`;
    const words =
      used === undefined ? 'not used' : `${calls} since ${used.first} from ${from.join(', ') || '-'}`;
    return [toCell(time) || '-', toCell(`${kind} ${name}`), toCell(words)];
  });
  const rest = width - TIME_WIDTH;
  const widths = [TIME_WIDTH, Math.floor(rest / 2), Math.ceil(rest / 2)];
  return table(widths, ['TIME', 'CREATED', 'USED'], rows, made.length - rows.length + unfollowedMade);
}

/** Unusual activity found by Insights, with the share of the actor. */
function renderInsights({ insights, history }: ActorReport, width: number): string {
  const rows = insights.slice(0, MAX_LINES).map(({ time, what, own, usual }) => {
    return [toCell(time) || '-', `${own} a minute, before ${usual}`, toCell(what)];
  });
  const widths = [TIME_WIDTH, SHARE_WIDTH, width - TIME_WIDTH - SHARE_WIDTH];
  const more = insights.length - rows.length + history.uncountedInsights;
  return table(widths, ['TIME', 'OF THE ACTOR', 'INSIGHT'], rows, more);
}

/** Empty without rows. */
function table(
  widths: readonly number[],
  head: readonly string[],
  rows: readonly (readonly string[])[],
  more: number,
  uncounted = 0,
): string {
  if (rows.length === 0) return '';
  const last = more > 0 ? `and ${more} more\n` : '';
  const others = uncounted > 0 ? `and others in ${uncounted} records\n` : '';
  return renderTable(widths, [head, ...rows]) + last + others;
}

/** A value of an actor that was seen for the first time. */
interface Moment {
  readonly time: string;
  readonly what: string;
  readonly severity?: Severity;
}

/** First appearances for an actor, in the order of time: Regions, addresses, keys, roles, alerts, and created identities. */
function momentsOf({ history, roles, alerts, made }: ActorReport): readonly Moment[] {
  const moments: readonly Moment[] = [
    ...firstsOf('Region', history.regions),
    ...firstsOf('account', history.accounts),
    ...firstsOf('address', history.addresses),
    ...firstsOf('access key', history.keys),
    ...roles.map(({ path, call, first }) => ({ time: first, what: `${call} ${path.join(' → ')}` })),
    ...alerts.map(({ severity, title, seen }) => ({ time: seen.first, what: title, severity })),
    ...made.map(({ made: { kind, name, time } }) => ({ time, what: `created ${kind} ${name}` })),
  ];
  return [...moments].sort(
    (one, other) => inAlphabet(one.time, other.time) || inAlphabet(one.what, other.what),
  );
}

function firstsOf(kind: string, tally: Tally): readonly Moment[] {
  return tally.byFirst.map(({ value, first }) => ({ time: first, what: `${kind} ${value}` }));
}
