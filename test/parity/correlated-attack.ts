import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { parseSigmaFiles, ruleDocumentOf } from '../../lib/core/sigma/sigma-file';
import { record } from '../lambda/log-processor/log-files';

/** Where the rules of the attack are: one correlation of each kind. */
export const ATTACK_RULES = join(__dirname, '../samples/correlations/attack.yml');

/** The names of the correlations, each of which the attack satisfies. */
export const ATTACK_CORRELATIONS = [
  'many-failed-sign-ins',
  'password-spray',
  'sign-in-and-stop',
  'takeover',
  'two-failed-sign-ins',
];

/** What a construct would write of these rules. */
export function attackRules(): RuleDocument {
  const files = parseSigmaFiles([{ file: ATTACK_RULES, text: readFileSync(ATTACK_RULES, 'utf8') }]);
  const problems = files.flatMap((file) => file.problems.filter(({ severity }) => severity === 'error'));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return ruleDocumentOf(files);
}

/** The files of an attack over an hour, as they may come: unsorted, some records twice, the end before the beginning. */
export function attackFiles(): readonly (readonly Record<string, unknown>[])[] {
  const failures = ['mallory', 'ann', 'mallory', 'bob', 'mallory', 'mallory', 'mallory'].map((userName, at) =>
    signIn(`f${at}`, at * 40, userName, { errorMessage: 'Failed authentication' }),
  );
  const success = signIn('s1', 1500, 'mallory');
  const stop = at('x1', 2400, 'mallory', { eventName: 'StopLogging' });
  const [one = {}, two = {}, three = {}, ...others] = failures;
  return [[stop, three], [success, one, ...others], [two, three, one], others.slice(0, 2), [stop]];
}

function signIn(
  eventID: string,
  second: number,
  userName: string,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  return at(eventID, second, userName, { eventName: 'ConsoleLogin', ...changes });
}

function at(
  eventID: string,
  second: number,
  userName: string,
  changes: Record<string, unknown>,
): Record<string, unknown> {
  const eventTime = new Date(Date.parse('2025-11-20T02:00:05Z') + second * 1000)
    .toISOString()
    .replace('.000', '');
  return record(eventID, { eventTime, userIdentity: { type: 'IAMUser', userName }, ...changes });
}
