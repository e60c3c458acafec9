import { type ChangeKind, placeIn, type ReviewChange, toChange } from '../review-change';
import type { PlacedDecisions } from './decided-estate';

/** Constructs that watch or hinder, and what is gone with them. */
const WATCHERS: ReadonlyMap<string, readonly [lost: ChangeKind, gained: ChangeKind, what: string]> = new Map([
  [
    'IntegrityMonitor',
    ['integrity-weakened', 'integrity-strengthened', 'digest files are checked continuously'],
  ],
  [
    'DeliveryMonitor',
    ['delivery-weakened', 'delivery-strengthened', 'deliveries of the trail are monitored'],
  ],
  [
    'TamperDetection',
    ['detection-weakened', 'detection-strengthened', 'tampering with trailwatch resources raises alerts'],
  ],
  [
    'AuditGuardrails',
    ['integrity-weakened', 'integrity-strengthened', 'policies restrict changes to the evidence'],
  ],
]);

/** Whether the base has the resource, with or without metadata: earlier releases wrote none for monitors. */
type IsKnown = (placed: PlacedDecisions) => boolean;

/** Monitors that are gone or new, and guardrails line by line. */
export function compareWatchers(
  base: readonly PlacedDecisions[],
  head: readonly PlacedDecisions[],
  isInBase: IsKnown,
): readonly ReviewChange[] {
  return [...watcherChanges(base, head, isInBase), ...guardrailChanges(base, head)];
}

function watcherChanges(
  base: readonly PlacedDecisions[],
  head: readonly PlacedDecisions[],
  isInBase: IsKnown,
): readonly ReviewChange[] {
  const changes: ReviewChange[] = [];
  for (const [construct, [lost, gained, what]] of WATCHERS) {
    const of = (placed: readonly PlacedDecisions[]): readonly PlacedDecisions[] =>
      placed.filter(({ decisions }) => decisions.construct === construct);
    const [before, after] = [of(base), of(head)];
    for (const gone of missing(before, after)) changes.push(toWatcher(lost, gone, `no longer: ${what}`));
    const added = missing(after, before).filter((each) => !isInBase(each));
    for (const fresh of added) changes.push(toWatcher(gained, fresh, `new: ${what}`));
  }
  return changes;
}

/** Those in whose account and Region the other side has none; each place once. */
function missing(of: readonly PlacedDecisions[], by: readonly PlacedDecisions[]): readonly PlacedDecisions[] {
  const isAt = ({ stack: one }: PlacedDecisions, { stack: other }: PlacedDecisions): boolean =>
    (one.account === other.account || one.account === undefined || other.account === undefined) &&
    (one.region === other.region || one.region === undefined || other.region === undefined);
  const left = of.filter((each) => !by.some((other) => isAt(each, other)));
  return left.filter((each, index) => left.findIndex((other) => isAt(each, other)) === index);
}

function toWatcher(kind: ChangeKind, { stack, decisions }: PlacedDecisions, message: string): ReviewChange {
  return toChange(
    kind,
    `${decisions.construct} of ${stack.name}`,
    message,
    placeIn(stack, decisions.logicalId),
  );
}

function guardrailChanges(
  base: readonly PlacedDecisions[],
  head: readonly PlacedDecisions[],
): readonly ReviewChange[] {
  const [before, after] = [guardrailsOf(base), guardrailsOf(head)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, fresh] = [before.get(name), after.get(name)];
    const placed = fresh ?? old;
    if (placed === undefined || old?.line === fresh?.line) return [];
    const subject = `guardrail ${name}`;
    const place = placeIn(placed.placed.stack, placed.placed.decisions.logicalId);
    if (fresh === undefined)
      return [toChange('integrity-weakened', subject, `no longer: ${old?.line}`, place)];
    if (old === undefined) return [toChange('integrity-strengthened', subject, `new: ${fresh.line}`, place)];
    return [toChange('setting-changed', subject, `${old.line} → ${fresh.line}`, place)];
  });
}

interface Guardrail {
  readonly line: string;
  readonly placed: PlacedDecisions;
}

function guardrailsOf(placed: readonly PlacedDecisions[]): ReadonlyMap<string, Guardrail> {
  return new Map(
    placed.flatMap((each) =>
      Object.entries(each.decisions.Guardrails ?? {}).map(
        ([name, line]) => [name, { line, placed: each }] as const,
      ),
    ),
  );
}
