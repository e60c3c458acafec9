import { App, Aws, Stack } from 'aws-cdk-lib';
import { LogArchive, LogArchiveReplica, RealtimeAlertsRegion, TrailIdentity } from '../../../lib/index';
import { ACCOUNT, oneRule } from '../synthesize';

const HOMES = { aws: 'eu-central-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' };

function stackIn(region: string, app = new App()): Stack {
  return new Stack(app, `In-${region}`, { env: { account: ACCOUNT, region } });
}

/** What joins stacks of two Regions. */
const JOINED: Readonly<Record<string, (home: Stack, other: Stack) => unknown>> = {
  'replication.replica': (home, other) => {
    const identity = { trailName: 'primary', homeRegion: home.region, ownerAccount: ACCOUNT };
    const replica = new LogArchiveReplica(other, 'Replica', { sourceAccount: ACCOUNT });
    const trails = [TrailIdentity.account(identity)];
    return new LogArchive(home, 'Archive', { trails, replication: { replica } });
  },
  busArn: (home, other) => {
    const busArn = `arn:${Aws.PARTITION}:events:${other.region}:${ACCOUNT}:event-bus/company`;
    return new RealtimeAlertsRegion(home, 'Realtime', { busArn, rules: oneRule() });
  },
};

describe.each(Object.entries(JOINED))('%s of another partition', (property, join) => {
  test.each(Object.entries(HOMES))('fails in a stack of %s', (own, home) => {
    for (const [partition, region] of Object.entries(HOMES)) {
      if (partition === own) continue;
      const app = new App();
      const message = `' is of the partition '${partition}', and the stack 'In-${home}' of '${own}': partitions share no`;
      const attempt = () => join(stackIn(home, app), stackIn(region, app));
      expect(attempt).toThrow(new RegExp(`^${property} '[^']+${message}`));
    }
  });

  test('passes in two Regions of one partition', () => {
    const app = new App();
    expect(() => join(stackIn('eu-central-1', app), stackIn('us-east-1', app))).not.toThrow();
  });
});
