import type { BacktestResult } from '../../lib/core/backtest/backtest';
import { EFFECTS, type Effect } from '../../lib/core/backtest/compared-alerts';
import { didYouMean } from '../../lib/core/problem/nearest-word';
import { SEVERITIES, type Severity, severitiesFrom } from '../../lib/core/rule/rule';
import { UserError } from '../cli/user-error';

/** Differences that end the command with status 1. */
export interface FailCondition {
  readonly effects: readonly Effect[];
  readonly least: Severity;
}

const DIFFERENCES = EFFECTS.filter((effect) => effect !== 'same');
const WORDS: readonly string[] = [...DIFFERENCES, 'any'];

/** Parses a value of `--fail-on`, such as `lost` or `lost:high`. */
export function parseFailOn(text: string): FailCondition {
  const [word = '', severity = 'informational', ...rest] = text.split(':');
  if (!WORDS.includes(word))
    throw new UserError(
      `--fail-on '${text}': '${word}' is none of ${WORDS.join(', ')}${didYouMean(word, WORDS)}`,
    );
  const least = SEVERITIES.find((each) => each === severity);
  if (least === undefined || rest.length > 0)
    throw new UserError(`--fail-on '${text}': write a severity behind the colon, ${SEVERITIES.join(', ')}`);
  return { effects: DIFFERENCES.filter((effect) => word === 'any' || word === effect), least };
}

/** Whether a result has differences that a condition names; the higher severity of an alert counts. */
export function isFailing(conditions: readonly FailCondition[], { bySeverity }: BacktestResult): boolean {
  return conditions.some(({ effects, least }) =>
    effects.some((effect) => severitiesFrom(least).some((severity) => bySeverity[effect][severity] > 0)),
  );
}
