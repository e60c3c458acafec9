import { relative } from 'node:path';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { ContributionCollector } from '../../../lib/core/correlation/contribution-collector';
import { Detections } from '../../../lib/core/correlation/detections';
import { findCrossings } from '../../../lib/core/correlation/find-crossings';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { toEventTime } from '../../../lib/core/record/to-event-time';
import { COMPILE_TARGETS } from '../../../lib/core/rule/engines';
import type { Rule } from '../../../lib/core/rule/rule';
import { raisedOn } from '../../../lib/core/scan/alike-matches';
import type { Examples } from '../../../lib/core/sigma/sigma-examples';
import type { SigmaCorrelation, SigmaFile } from '../../../lib/core/sigma/sigma-file';
import type { SigmaRule } from '../../../lib/core/sigma/sigma-rule';
import type { CommandIo } from '../../cli/command-io';
import { compileForEngine } from '../../rules/compile-for-engine';
import { catalogueFolder, readRuleFiles } from '../../rules/read-rule-files';
import {
  type RuleVerdict,
  type VerdictOptions,
  VerdictOutput,
  verdictOnRefused,
} from '../../rules/rule-verdict';

/**
 * Runs each rule and correlation of a folder on its examples: records that it must match and records that it must not. Status 1
 * if an example fails, or a rule is invalid. Without a folder, the built-in rules.
 */
export async function rulesTest(
  folder: string | undefined,
  options: VerdictOptions,
  io: CommandIo,
): Promise<number> {
  const output = new VerdictOutput(io, options);
  const counts = { rules: 0, records: 0, untested: 0 };
  const files = [];
  for await (const file of readRuleFiles(folder ?? relative('', catalogueFolder()))) files.push(file);
  const alerting = files.flatMap(({ content }) => content.rules.filter(({ alertsAlone }) => alertsAlone));
  for (const { path, content } of files) {
    for (const tested of testedIn(
      content,
      alerting.map(({ rule }) => rule),
    )) {
      counts.records += tested.records;
      if (tested.records === 0) counts.untested += 1;
      await output.write(verdictOnTested(path, tested));
    }
    for (const refused of content.refused) await output.write(verdictOnRefused(path, refused));
    counts.rules += content.rules.length + content.correlations.length + content.refused.length;
  }
  const { rules, records, untested } = counts;
  io.stderr.write(`rules=${rules} records=${records} untested=${untested} failed=${output.failed}\n`);
  return output.failed === 0 ? 0 : 1;
}

/** The result for a rule or a correlation. */
interface Tested {
  readonly id: string;
  readonly line: number;
  /** The number of its examples. */
  readonly records: number;
  readonly problems: readonly FailedExample[];
}

function testedIn({ rules, correlations }: SigmaFile, alerting: readonly Rule[]): readonly Tested[] {
  const single = rules.map((tested): Tested => {
    const { matching, ignored } = tested.examples;
    const records = matching.length + ignored.length;
    const problems = [...testRule(tested), ...testEngines(tested)];
    return { id: tested.rule.id, line: tested.line, records, problems };
  });
  const several = correlations.map((tested): Tested => {
    const { matching, ignored } = tested.examples;
    const records = [...matching, ...ignored].flatMap((example) => example.records).length;
    const problems = testCorrelation(tested, alerting);
    return { id: tested.correlation.id, line: tested.line, records, problems };
  });
  return [...single, ...several].sort((one, other) => one.line - other.line);
}

function verdictOnTested(file: string, { id, line, problems }: Tested): RuleVerdict {
  const reason = problems.map(({ problem }) => problem).join('; ');
  return {
    file,
    id,
    ok: reason === '',
    line: problems[0]?.line ?? line,
    reason: reason === '' ? null : reason,
  };
}

/** An example on which the rule disagrees with its author. */
interface FailedExample {
  /** 1-based line at which the example begins. */
  readonly line: number;
  /** The example, and the result. */
  readonly problem: string;
}

function testRule({ rule, examples }: SigmaRule): readonly FailedExample[] {
  const matcher = RuleMatcher.of([rule]);
  return faultsOf(examples, 'record', ({ record }) => matcher.match(record).length > 0);
}

/** Compiles a rule for each engine that, according to its author, expresses it exactly. */
function testEngines({ rule, engines, line }: SigmaRule): readonly FailedExample[] {
  return COMPILE_TARGETS.filter((to) => engines.includes(to)).flatMap((to): readonly FailedExample[] => {
    const result = compileForEngine(rule, { to });
    if (result.kind === 'compiled') return [];
    const reason = result.obstacles[0]?.reason ?? 'it is refused';
    return [{ line, problem: `'trailwatch.engines' names ${to}, which cannot express the rule: ${reason}` }];
  });
}

/**
 * Runs a correlation on its examples, each separately. Records without a time, an id or an account get a unique second, a
 * unique id, and one common account.
 *
 * @param alerting the rules that raise alerts in its set: a score weighs them
 */
export function testCorrelation(
  { correlation, examples }: SigmaCorrelation,
  alerting: readonly Rule[] = [],
): readonly FailedExample[] {
  const detections = Detections.of(correlation.kind === 'score' ? alerting : [], [correlation]);
  return faultsOf(examples, 'example', ({ records }) => isSatisfied(detections, records));
}

function isSatisfied(detections: Detections, records: readonly JsonObject[]): boolean {
  const collector = new ContributionCollector();
  for (const [index, written] of records.entries()) {
    const record = { ...placeInTime(index), ...written } as CloudTrailRecord;
    const detected = detections.match(record);
    detections.collect(detected, { record }, {}, collector);
    detections.weigh(raisedOn({ record }, detected.alerting), { record }, { place: {}, into: collector });
  }
  return collector.groups().some(({ plan, contributions }) => findCrossings(plan, contributions).length > 0);
}

function placeInTime(index: number): JsonObject {
  const eventTime = toEventTime(Date.UTC(2025, 0, 1) + index * 1000);
  return { eventTime, eventID: `example-${index + 1}`, recipientAccountId: '111122223333' };
}

function faultsOf<Example extends { readonly line: number }>(
  { matching, ignored }: Examples<Example>,
  noun: string,
  isMatched: (example: Example) => boolean,
): readonly FailedExample[] {
  const problems = (examples: readonly Example[], list: string, expected: boolean) =>
    examples.flatMap((example, at): readonly FailedExample[] => {
      if (isMatched(example) === expected) return [];
      const found = expected ? 'is not matched' : 'is matched';
      return [{ line: example.line, problem: `${list} ${noun} ${at + 1} (line ${example.line}) ${found}` }];
    });
  return [...problems(matching, 'matching', true), ...problems(ignored, 'ignored', false)];
}
