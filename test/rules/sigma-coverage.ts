import { readRulesWithExamples } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';
import { type Rule, SEVERITIES } from '../../lib/core/rule/rule';
import { parseSigma } from '../../lib/core/sigma/sigma-file';
import { ruleFiles } from '../parity/corpus';
import { isAboutCall } from './is-about-call';
import { witnessesOf } from './witnesses';

/** A rule of others, and what of the built-in rules catches its records. */
export interface SigmaCoverage {
  readonly file: string;
  readonly rule: Rule;
  /** Records made from what the rule asks for. */
  readonly records: number;
  /** How many of them a built-in rule matches. */
  readonly matched: number;
  /** Built-in rules that match them, or else a record of their own that the rule matches too. */
  readonly by: readonly string[];
}

const LOUD = SEVERITIES.slice(SEVERITIES.indexOf('medium'));
const BUILT_IN = readRulesWithExamples();
const MATCHER = RuleMatcher.of(BUILT_IN.map(({ rule }) => rule));
/** Records of real form by source and name of their call. */
const EXAMPLES = examplesByCall();

/** Folders of the corpus with rules of SigmaHQ and Suzaku. */
const FOLDERS = ['sigma/rules', 'sigma-suzaku'];

/** The coverage of every rule of level medium or higher that looks at single records. */
export function sigmaCoverage(): readonly SigmaCoverage[] {
  return FOLDERS.flatMap(ruleFiles)
    .flatMap(({ name, text }) => parseSigma(text, name).rules.map(({ rule }) => ({ file: name, rule })))
    .filter(({ rule }) => LOUD.includes(rule.severity))
    .map(({ file, rule }) => coverageOf(file, rule));
}

function coverageOf(file: string, rule: Rule): SigmaCoverage {
  const records = witnessesOf(rule.condition);
  const names = records.map(namesOf);
  const matched = names.filter((found) => found.length > 0).length;
  const byOwn = matched === records.length ? [] : records.flatMap((record) => namesByExample(rule, record));
  const by = [...new Set([...names.flat(), ...byOwn])].sort();
  return { file, rule, records: records.length, matched, by };
}

/** Rules whose own records of the call, with what the other rule asks for, satisfy both. */
function namesByExample(rule: Rule, record: JsonObject): readonly string[] {
  const holds = toPredicate(rule.condition);
  return examplesOf(record)
    .flatMap((example) => [example, ...witnessesOf(rule.condition, example)])
    .filter((each) => callOf(each).endsWith(callOf(record)) && holds(each))
    .flatMap(namesOfItsCall);
}

/** The rules that match a record because of its call, and not whatever the call is. */
function namesOfItsCall(record: JsonObject): readonly string[] {
  const call = { eventSource: String(record.eventSource), eventName: String(record.eventName) };
  return MATCHER.match(record).flatMap(({ name, condition }) => (isAboutCall(condition, call) ? [name] : []));
}

/** Records of the same call; of any service if the rule names none. */
function examplesOf(record: JsonObject): readonly JsonObject[] {
  const call = callOf(record);
  if (record.eventSource !== undefined) return EXAMPLES.get(call) ?? [];
  return [...EXAMPLES].flatMap(([known, examples]) => (known.endsWith(` ${call}`) ? examples : []));
}

function namesOf(record: JsonObject): readonly string[] {
  return MATCHER.match(record).map(({ name }) => name);
}

function examplesByCall(): ReadonlyMap<string, readonly JsonObject[]> {
  const found = new Map<string, JsonObject[]>();
  for (const { record } of BUILT_IN.flatMap(({ examples }) => examples.matching))
    found.set(callOf(record), [...(found.get(callOf(record)) ?? []), record]);
  return found;
}

function callOf({ eventSource, eventName }: JsonObject): string {
  return [eventSource ?? '', eventName]
    .filter((text) => text !== '')
    .join(' ')
    .toLowerCase();
}
