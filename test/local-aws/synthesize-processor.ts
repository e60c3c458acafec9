import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { AlertTopic, LogArchive, LogProcessor, Rule, RuleSet } from '../../lib/index';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';
import type { SynthesizedStack } from './template';

/** A critical rule and one of low severity. */
export function localRules(): RuleSet {
  const files = ['stop-logging.yml', 'trail-updated.yml'].map((name) => join(__dirname, 'samples', name));
  return RuleSet.fromRules(...files.map((file) => Rule.fromSigmaFile(file)));
}

/**
 * Synthesizes, into the folder, a stack with an archive, a topic and a log processor that knows a critical rule and one
 * of low severity, and groups after three alerts.
 */
export function synthesizeProcessor(outdir: string): SynthesizedStack {
  return synthesizeStack(outdir, 'Local', (stack) => {
    new LogProcessor(stack, 'Processor', {
      archive: new LogArchive(stack, 'Archive', { trails: [LOCAL_TRAIL] }),
      alertTopic: new AlertTopic(stack, 'Alerts'),
      rules: localRules(),
      timeout: Duration.seconds(30),
      stormThreshold: 3,
    });
  });
}
