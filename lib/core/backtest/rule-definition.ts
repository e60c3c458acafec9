import type { Severity } from '../rule/rule';
import { type RuleUnion, SIDES, type Side, type Variant } from './rule-union';

/** `changed`: condition, allow lists, counting or severities are others. Words do not count. */
export type Definition = 'added' | 'removed' | 'changed' | 'same';

/** A rule with what the change does to its definition. */
export interface RuleDefinition {
  readonly id: string;
  /** After the change, if it is still there. */
  readonly name: string;
  readonly title: string;
  readonly definition: Definition;
  readonly severities: Readonly<Partial<Record<Side, Severity>>>;
}

/** Every rule and correlation of either side that raises alerts, by id. */
export function definitionsOf({ variants }: RuleUnion): ReadonlyMap<string, RuleDefinition> {
  const byId = new Map<string, [unionId: string, variant: Variant][]>();
  for (const [unionId, all] of variants)
    for (const variant of all) byId.set(variant.id, [...(byId.get(variant.id) ?? []), [unionId, variant]]);
  return new Map([...byId].map(([id, all]) => [id, toDefinition(id, all)]));
}

function toDefinition(id: string, all: readonly (readonly [string, Variant])[]): RuleDefinition {
  const of = (side: Side) => all.filter(([, variant]) => variant.side === side);
  const [base, head] = [of('base'), of('head')];
  const { name, title } = (head[0] ?? base[0])?.[1] ?? { name: id, title: id };
  const severities = SIDES.flatMap((side) => {
    const severity = of(side)[0]?.[1].severity;
    return severity === undefined ? [] : [[side, severity]];
  });
  return { id, name, title, definition: compare(base, head), severities: Object.fromEntries(severities) };
}

function compare(
  base: readonly (readonly [string, Variant])[],
  head: readonly (readonly [string, Variant])[],
): Definition {
  if (base.length === 0) return 'added';
  if (head.length === 0) return 'removed';
  return meaningOf(base) === meaningOf(head) ? 'same' : 'changed';
}

/** The same place of the union is the same condition. */
function meaningOf(all: readonly (readonly [string, Variant])[]): string {
  const parts = all.map(([unionId, { severity, failureSeverity, minimumSeverity }]) =>
    [unionId, severity, failureSeverity ?? '', minimumSeverity ?? ''].join(' '),
  );
  return [...new Set(parts)].sort().join('\n');
}
