import { Duration } from 'aws-cdk-lib';
import { AlertTopic, IntegrityMonitor, LogArchive } from '../../lib/index';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';
import type { SynthesizedStack } from './template';

/** Synthesizes, into the folder, a stack with an archive, a topic and an integrity monitor. */
export function synthesizeIntegrity(outdir: string): SynthesizedStack {
  return synthesizeStack(outdir, 'Local', (stack) => {
    new IntegrityMonitor(stack, 'Integrity', {
      archive: new LogArchive(stack, 'Archive', { trails: [LOCAL_TRAIL] }),
      alertTopic: new AlertTopic(stack, 'Alerts'),
      timeout: Duration.seconds(60),
    });
  });
}
