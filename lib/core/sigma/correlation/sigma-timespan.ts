import type { ProblemList } from '../../problem/problem-list';
import { entryOf, type YamlMap } from '../../yaml/yaml-node';
import { shortened } from '../detection/sigma-value';
import { nameOf } from '../text/sigma-text';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
/** Longer than this is a question to the archive, not to what records come in. */
const MAX_DAYS = 90;

/** The `timespan` of a correlation in seconds; undefined, with a problem, if it is not one. */
export function parseTimespan(correlation: YamlMap, problems: ProblemList): number | undefined {
  const entry = entryOf(correlation, 'timespan');
  if (entry === undefined) {
    const message = "'correlation' has no 'timespan'; write one, such as '5m'";
    problems.error('no-timespan', message, correlation.at);
    return undefined;
  }
  const { value } = entry;
  const found = value.kind === 'scalar' ? `'${shortened(value.text)}'` : nameOf(value);
  const [, digits, unit = ''] = (value.kind === 'scalar' && /^(\d{1,9})([smhd])$/.exec(value.text)) || [];
  const seconds = Number(digits) * (SECONDS[unit] ?? Number.NaN);
  if (seconds > 0 && seconds <= MAX_DAYS * 86_400) return seconds;
  const allowed = `a number with s, m, h or d behind it, such as '90m', of at most ${MAX_DAYS} days`;
  problems.error('invalid-timespan', `the timespan: expected ${allowed}, found ${found}`, value.at);
  return undefined;
}
