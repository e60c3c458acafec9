import type { Outcome } from '../outcome';
import type { DeployedResource } from './ask';
import { EMULATOR_GAPS, gapFor } from './emulator-gaps';
import { kindOf } from './kinds/resource-kinds';
import { LEFT_OUT } from './left-out';

/**
 * Tells what the emulator's answers do not prove, and where it was not treated as CloudFormation treats AWS.
 *
 * @param types all types of resources in the templates
 */
export function reportGaps(
  resources: readonly DeployedResource[],
  types: ReadonlySet<string>,
  outcome: Outcome,
): void {
  for (const gap of EMULATOR_GAPS) outcome.note(`not comparable: ${gap.type} ${gap.path}: ${gap.why}`);
  for (const [type, why] of Object.entries(LEFT_OUT)) outcome.note(`not deployed: ${type}: ${why}`);
  for (const type of new Set(resources.map((resource) => resource.type))) {
    const { avoidStack, putLast = {} } = kindOf(type);
    if (avoidStack !== undefined)
      outcome.note(`not by the emulator's CloudFormation: ${type}: ${avoidStack}`);
    for (const [property, { why }] of Object.entries(putLast)) {
      outcome.note(`after everything else: ${type} ${property}: the emulator ${why}`);
    }
  }
  const found = new Set(
    resources.flatMap(({ type, differences }) => differences.map((difference) => gapFor(type, difference))),
  );
  const stale = [
    ...EMULATOR_GAPS.filter((gap) => !found.has(gap)).map(
      ({ type, path }) => `${type} ${path} from emulator-gaps.ts`,
    ),
    ...Object.keys(LEFT_OUT)
      .filter((type) => !types.has(type))
      .map((type) => `${type} from left-out.ts`),
  ];
  outcome.check(
    stale.length === 0,
    'every gap that is known of the emulator is still there',
    stale.map((line) => `remove ${line}`),
  );
}
