import { resourceNoun } from '../../fact/targets/resource-noun';
import { ACCOUNT, type Target } from '../../fact/targets/target';
import { oneLine } from '../../safe-text/one-line';

/** How many resources a cell of a table names. */
const MAX_NAMED = 3;

/** How much of a name a cell shows. */
const NAME_LENGTH = 120;

/** What a call acted on, as lines of a cell: `bucket payroll`. Empty if it is the account alone. */
export function renderTargets(resources: readonly Target[], most = MAX_NAMED): readonly string[] {
  const named = resources.filter(({ type }) => type !== ACCOUNT);
  const lines = named.slice(0, most).map(renderTarget);
  return [...lines, ...(named.length > most ? [`+${named.length - most}`] : [])];
}

/** The kind of a resource in words, and its name. */
export function renderTarget(resource: Target): string {
  return `${resourceNoun(resource)} ${oneLine(resource.name, NAME_LENGTH)}`.trim();
}
