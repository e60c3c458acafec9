import { App, Stack } from 'aws-cdk-lib';
import { TrailIdentity } from '../../lib/index';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './start-local-aws';
import { readAssembly, type SynthesizedStack } from './template';

/** The trail of the emulated account. */
export const LOCAL_TRAIL = TrailIdentity.account({
  trailName: 'audit',
  homeRegion: LOCAL_REGION,
  ownerAccount: LOCAL_ACCOUNT,
});

/** Synthesizes, into the folder, a stack of the emulated account and Region. */
export function synthesizeStack(
  outdir: string,
  stackName: string,
  build: (stack: Stack) => void,
): SynthesizedStack {
  const app = new App({ outdir, analyticsReporting: false });
  build(new Stack(app, stackName, { env: { account: LOCAL_ACCOUNT, region: LOCAL_REGION } }));
  app.synth();
  const [synthesized] = readAssembly(outdir).filter(({ name }) => name === stackName);
  if (synthesized === undefined) throw new Error(`${outdir} holds no stack '${stackName}'`);
  return synthesized;
}
