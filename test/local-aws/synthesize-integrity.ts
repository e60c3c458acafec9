import { App, Duration, Stack } from 'aws-cdk-lib';
import { AlertTopic, IntegrityMonitor, LogArchive, TrailIdentity } from '../../lib/index';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './start-local-aws';
import { readAssembly, type SynthesizedStack } from './template';

/** Synthesizes, into the folder, a stack with an archive, a topic and an integrity monitor. */
export function synthesizeIntegrity(outdir: string): SynthesizedStack {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Local', { env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION } });
  const trail = TrailIdentity.account({
    trailName: 'audit',
    homeRegion: LOCAL_REGION,
    ownerAccount: LOCAL_ACCOUNT,
  });
  new IntegrityMonitor(stack, 'Integrity', {
    archive: new LogArchive(stack, 'Archive', { trails: [trail] }),
    alertTopic: new AlertTopic(stack, 'Alerts'),
    timeout: Duration.seconds(60),
  });
  app.synth();
  const [synthesized] = readAssembly(outdir).filter(({ name }) => name === 'Local');
  if (synthesized === undefined) throw new Error(`${outdir} holds no stack 'Local'`);
  return synthesized;
}
