import { App, Stack } from 'aws-cdk-lib';
import { AlarmSet, TrailIdentity, Trailwatch } from '../../../../../lib/index';

const app = new App();
const management = new Stack(app, 'Management', { env: { account: '111122223333', region: 'eu-west-1' } });
const logArchive = new Stack(app, 'LogArchive', { env: { account: '444455556666', region: 'eu-west-1' } });

new Trailwatch(logArchive, 'Trailwatch', {
  identity: TrailIdentity.organization({
    trailName: 'organization-trail',
    homeRegion: 'eu-west-1',
    managementAccount: '111122223333',
    organizationId: 'o-exampleorgid',
  }),
  trailScope: management,
  bucketName: 'example-organization-logs',
  emails: ['security@example.com'],
  alarms: AlarmSet.securityHub(),
  realtime: { memberRegions: ['eu-west-1', 'us-east-1'], organizationalUnitIds: ['r-abcd'] },
});

app.synth();
