import { compileForEngine } from '../../bin/rules/compile-for-engine';
import type { Condition } from '../../lib/core/rule/condition';
import { ENGINES, type Engine } from '../../lib/core/rule/engines';

/** The engines that say a condition exactly, with what every compile result reports as taken for granted. */
export function exactEnginesOf(condition: Condition): readonly Engine[] {
  return ENGINES.filter(
    (to) => to === 'log-processor' || compileForEngine({ condition }, { to }).kind === 'compiled',
  );
}
