import type { Engine } from '../rule/engines';
import type { Rule } from '../rule/rule';
import { type DetectionPlace, findDetectionPlaces } from './detection/detection-places';
import { parseDetection } from './detection/sigma-detection';
import { type Examples, parseTrailwatchBlock, type SigmaExample } from './sigma-examples';
import { withFacts } from './sigma-facts';
import type { ReadingContext } from './text/reading-context';
import { readFailureSeverity, readLogSource, readMetadata, readSeverity } from './text/sigma-metadata';
import { entryOf, type YamlMap } from './yaml/yaml-node';

/** A rule as it is in a Sigma file. */
export interface SigmaRule {
  readonly rule: Rule;
  readonly examples: Examples<SigmaExample>;
  /** The engines that express the rule exactly, according to its author. */
  readonly engines: readonly Engine[];
  /** 1-based line at which the rule's document begins. */
  readonly line: number;
  /** Where its detection names each field, for messages. */
  readonly places: readonly DetectionPlace[];
  /** False if correlations count what it matches, and none of them lets it raise alerts itself. */
  readonly alertsAlone: boolean;
}

/**
 * Reads one document as a detection rule. Problems of what the rule finds, or of its level, are errors, and then
 * there is no rule; problems of its descriptive texts are warnings.
 *
 * @param fallbackName what the rule is called if it has no name, and known by if it has no id either
 */
export function parseSigmaRule(
  document: YamlMap,
  fallbackName: string,
  context: ReadingContext,
): SigmaRule | undefined {
  const { problems } = context;
  const metadata = readMetadata(document, fallbackName, problems);
  const isCloudTrail = readLogSource(document, problems);
  const severity = readSeverity(document, problems) ?? 'medium';
  const failureSeverity = readFailureSeverity(document, severity, problems);
  const { firstSteps, engines, examples } = parseTrailwatchBlock(document, problems);
  const detection = entryOf(document, 'detection');
  if (detection === undefined) {
    problems.error(
      'no-detection',
      "the rule has no 'detection', which defines what to look for",
      document.at,
    );
    return undefined;
  }
  const detected = parseDetection(detection.value, context, isCloudTrail);
  const condition = detected && withFacts(document, detected, problems);
  if (condition === undefined) return undefined;
  const severities = { severity, ...(failureSeverity === undefined ? {} : { failureSeverity }) };
  const rule: Rule = { ...metadata, ...severities, firstSteps, condition };
  const places = findDetectionPlaces(detection.value);
  return { rule, examples, engines, line: problems.lineOf(document.at), places, alertsAlone: true };
}
