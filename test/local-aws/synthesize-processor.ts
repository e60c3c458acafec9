import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { AlertTopic, LogArchive, LogProcessor, Rule, RuleSet, TrailIdentity } from '../../lib/index';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './start-local-aws';
import { readAssembly, type SynthesizedStack } from './template';

/**
 * Synthesizes, into the folder, a stack with an archive, a topic and a log processor that knows one rule and groups
 * after three alerts.
 */
export function synthesizeProcessor(outdir: string): SynthesizedStack {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Local', { env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION } });
  const trail = TrailIdentity.account({
    trailName: 'audit',
    homeRegion: LOCAL_REGION,
    ownerAccount: LOCAL_ACCOUNT,
  });
  new LogProcessor(stack, 'Processor', {
    archive: new LogArchive(stack, 'Archive', { trails: [trail] }),
    alertTopic: new AlertTopic(stack, 'Alerts'),
    rules: RuleSet.of(Rule.fromSigmaFile(join(__dirname, 'samples/stop-logging.yml'))),
    timeout: Duration.seconds(30),
    stormThreshold: 3,
  });
  app.synth();
  const [synthesized] = readAssembly(outdir).filter(({ name }) => name === 'Local');
  if (synthesized === undefined) throw new Error(`${outdir} holds no stack 'Local'`);
  return synthesized;
}
