import { SERVICE } from '../../inventory/judges/references';
import { groupBy } from '../../keyed/grouped';
import { foldedKey } from '../../policy/evaluation/condition-key';
import { someOf } from '../../safe-text/one-line';
import type { AccessCell } from '../access/access-cell';
import { compareAccess, type ReadCell } from '../access/grouped-cells';
import { likeNames, needsNoMore, type Requirement } from '../access/requirement';
import type { PipelineChanges } from '../pipeline/review-pipeline';
import { betweenOf, type ChangeKind, type ReviewChange, toChange } from '../review-change';
import { isSource, lostSenders } from './lost-sources';

/** What the pipeline knows about principals. */
type Workers = Pick<
  PipelineChanges,
  'isFixed' | 'isNeeded' | 'isOfNew' | 'isOwn' | 'isServant' | 'isTaken' | 'isWorker'
>;

const NO_WORKERS: Workers = {
  ...{ isFixed: () => false, isNeeded: () => false, isOfNew: () => false },
  ...{ isOwn: () => false, isServant: () => false, isTaken: () => false, isWorker: () => false },
};

/** Actions and conditions that are named in a sentence; the rest are counted. */
const MAX_NAMED = 5;

/**
 * Who can do more, or less, than before. What could be done with a removed resource is not a change of access.
 *
 * @param isFixed whether it is a new role, which only carries, calls a function, or is that of a new function of trailwatch
 * @param isNeeded whether the pipeline needs it: its loss protects nothing, and is compared there
 * @param isOfNew whether a part works with it, as a new role that only services take
 * @param isOwn whether it is the role of a new function with trailwatch's own code
 * @param isServant whether a part works as it, and services alone take it
 * @param isTaken whether trailwatch acts with a role that it takes: whoever may take it no more can no longer act
 * @param isWorker whether a part of the pipeline works as the principal: whether it needs what it loses is not known
 */
export function accessChanges(
  base: readonly ReadCell[],
  head: readonly ReadCell[],
  { isFixed, isNeeded, isOfNew, isOwn, isServant, isTaken, isWorker }: Workers = NO_WORKERS,
  { gained, lost: all } = compareAccess(base, head),
): readonly ReviewChange[] {
  const lost = all.flatMap((cell) => {
    const actions = cell.actions.filter((action) => !isNeeded(cell.who, action, cell.what));
    return actions.length === 0 ? [] : [{ ...cell, actions }];
  });
  const [before, after] = [resourcesOf(base), resourcesOf(head)];
  const ordinary = gained.filter((cell) => isOrdinary(cell, base));
  const alike = gained.filter(
    (cell) =>
      (isOwn(cell.who) && isWork(cell)) ||
      (isFixed(cell.who, cell.actions) && base.some((other) => isServant(other.who) && hasAll(other, cell))),
  );
  const others = gained.filter((cell) => !ordinary.includes(cell) && !alike.includes(cell));
  const changes = ofAllVerbs([
    ...others.map((cell) => {
      const comesWith = cell.actions.every((action) => isOfNew(cell.who, action, cell.what));
      if (comesWith) return ['access-added', cell] as const;
      return [widensOne(cell, base) ? 'access-widened' : kindOf(cell, before), cell] as const;
    }),
    ...lost
      .filter(
        ({ what, verdict }) => after.has(what) || (verdict === 'unknown' && what.startsWith('resources of ')),
      )
      .map((cell) => {
        if (cell.verdict === 'unknown') return ['access-unknown', cell] as const;
        if (cell.may === 'take' && isTaken(cell.what)) return ['pipeline-narrowed', cell] as const;
        if (isSource(cell)) {
          const senders = lostSenders(cell, head);
          if (senders.length === 0) return ['pipeline-unknown', cell] as const;
          return ['pipeline-narrowed', { ...cell, who: senders.join(', ') }] as const;
        }
        return [isWorker(cell.who) ? 'pipeline-unknown' : 'access-narrowed', cell] as const;
      }),
  ]);
  return [...changes, ...ordinaryChanges(ordinary), ...workerChanges(alike)];
}

/** The policy of AWS that the CDK attaches to the role of every function, and all that it allows. */
const OF_FUNCTIONS = /^statement \d+ of AWSLambdaBasicExecutionRole$/;
const WRITES_LOGS: ReadonlySet<string> = new Set([
  ...['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
]);

/** A policy of AWS for the roles of services. */
const OF_SERVICES = /^arn:aws[\w-]*:iam::aws:policy\/service-role\/[\w+=,.@-]+$/;

/**
 * Whether a role of the stacks gets what comparable ones have: what the CDK gives every function, or by one of AWS's policies for the
 * roles of services what another role of the stacks may do by it already.
 */
function isOrdinary({ who, may, what, actions, by }: ReadCell, base: readonly ReadCell[]): boolean {
  if (!OWN.test(who) || !who.startsWith('role ')) return false;
  if (OF_FUNCTIONS.test(by)) return actions.every((action) => WRITES_LOGS.has(action));
  if (!OF_SERVICES.test(by)) return false;
  return base.some(
    (other) =>
      other.by === by &&
      other.may === may &&
      other.what === what &&
      OWN.test(other.who) &&
      other.who.startsWith('role ') &&
      actions.every((action) => other.actions.includes(action)),
  );
}

/** Whether it is work, and takes nothing away: what a new function of trailwatch writes and reads. */
function isWork({ may, actions }: ReadCell): boolean {
  return (
    /^(read|write|decrypt)$/.test(may) || actions.every((action) => action === 's3:AbortMultipartUpload')
  );
}

/** Whether a principal may do all that a cell has, of the same resource and under no more conditions. */
function hasAll(one: ReadCell, { may, what, actions, otherNeeds }: ReadCell): boolean {
  return (
    one.may === may &&
    one.what === what &&
    actions.every((action) => one.actions.includes(action)) &&
    needsNoMore(one.otherNeeds, otherNeeds)
  );
}

/** One change for all parts of the pipeline that are new, and may do what others may already. */
function workerChanges(cells: readonly ReadCell[]): readonly ReviewChange[] {
  if (cells.length === 0) return [];
  const roles = [...new Set(cells.map(({ who }) => who))].sort();
  const what = [...new Set(cells.map(({ may, what: target }) => `${may} ${target}`))].sort();
  const message = `as a new part of the pipeline, it may ${someOf(what, MAX_NAMED)}`;
  return [toChange('access-added', someOf(roles, MAX_NAMED), message, betweenOf(roles, what))];
}

/** One change for each policy. */
function ordinaryChanges(cells: readonly ReadCell[]): readonly ReviewChange[] {
  const byPolicy = groupBy(cells, ({ by }) => by.replace(/^statement \d+ of /, ''));
  return [...byPolicy].map(([policy, same]) => {
    const roles = [...new Set(same.map(({ who }) => who.replace(/^role /, '')))].sort();
    const verbs = [...new Set(same.map(({ may }) => may))].sort();
    const message = `${roles.length === 1 ? 'one more role has' : `${roles.length} more roles have`} it, and may ${verbs.join(', ')} what others with it may: ${someOf(roles, MAX_NAMED)}`;
    return toChange('access-added', `policy ${policy}`, message, betweenOf(roles));
  });
}

/** One change for all that is the same but for the verb. */
function ofAllVerbs(cells: readonly (readonly [ChangeKind, ReadCell])[]): readonly ReviewChange[] {
  const groups = new Map<string, [ChangeKind, ReadCell, ...string[]]>();
  for (const [kind, cell] of cells) {
    const { may, who, what, actions, conditions, by } = cell;
    const key = JSON.stringify([kind, who, what, actions, conditions, by]);
    groups.set(key, [...(groups.get(key) ?? ([kind, cell] as const)), may]);
  }
  return [...groups.values()].map(([kind, cell, ...verbs]) => toAccessChange(kind, cell, verbs));
}

function resourcesOf(cells: readonly AccessCell[]): ReadonlySet<string> {
  return new Set(cells.map(({ what }) => what));
}

/** Roles, users and managed policies of the stacks themselves; others have an ARN. */
const OWN = /^(role|user|principals with the managed policy) (?!arn:)/;

/** Whether a cell that hangs on no value of the deployment replaces one, or a part of one, that needed more. */
function widensOne(cell: ReadCell, base: readonly ReadCell[]): boolean {
  return (
    cell.verdict !== 'unknown' &&
    base.some(
      ({ who, may, what, actions, otherNeeds }) =>
        who === cell.who &&
        may === cell.may &&
        what === cell.what &&
        actions.some((action) => cell.actions.includes(action)) &&
        needsNoMore(cell.otherNeeds, otherNeeds.flatMap(eachName)),
    )
  );
}

function eachName(need: Requirement): readonly Requirement[] {
  return need.objects?.map((name) => likeNames([name], need.noun ?? '')) ?? [need];
}

const SOURCE = /^aws:source(arn|account|org)|^kms:encryptioncontext:/;

function namesSource({ condition, text }: Requirement): boolean {
  if (condition === undefined || !SOURCE.test(foldedKey(condition.key))) return false;
  return !/Not|Null/.test(condition.operator) && !/"\*"/.test(text);
}

/**
 * Access to a new resource is expected for principals of the stacks, and for services under conditions that name their source;
 * other access is additional.
 */
function kindOf({ who, what, verdict, needs }: ReadCell, before: ReadonlySet<string>): ChangeKind {
  if (verdict === 'unknown') return 'access-unknown';
  const isService = SERVICE.test(who);
  const comesWithIt = !before.has(what) && (before.size === 0 || isService || OWN.test(who));
  const isNew = comesWithIt || (isService && needs.some(namesSource));
  return isNew ? 'access-added' : 'access-widened';
}

/** That a version of TLS is required says that TLS is. */
function toAccessChange(kind: ChangeKind, cell: ReadCell, verbs: readonly string[]): ReviewChange {
  const { who, what } = cell;
  const between = betweenOf(
    cell.actions,
    cell.needs.map(({ text }) => text),
  );
  const may = [...new Set(verbs)].join(', ').replace(/, (\w+)$/, ' and $1');
  if (kind === 'pipeline-unknown' && isSource(cell))
    return toChange(
      kind,
      who,
      `it may ${may} ${what} only under other conditions: whether its events still reach it is not known`,
      between,
    );
  if (kind === 'pipeline-unknown')
    return toChange(
      kind,
      who,
      `it can no longer ${may} ${what} (${someOf(cell.actions, MAX_NAMED)}); whether it needs this permission is not known`,
      between,
    );
  if (kind === 'pipeline-narrowed' && verbs.includes('take'))
    return toChange(
      kind,
      who,
      `it may take ${what} no more, or under more conditions: what it did with the role can fail`,
      between,
    );
  if (kind === 'pipeline-narrowed')
    return toChange(kind, who, `its events no longer reach ${what}: it can no longer ${may} it`, between);
  const isOfVersion = cell.conditions.some((words) => words.startsWith('over TLS '));
  const told = cell.conditions.filter((words) => !isOfVersion || words !== 'over TLS');
  const conditions = told.length === 0 ? '' : `, if ${someOf(told, MAX_NAMED, ' and ')}`;
  const message = `${someOf(cell.actions, MAX_NAMED)}${conditions}; by ${cell.by}`;
  return toChange(kind, `${who} may ${may} ${what}`, message, between);
}
