import { App, Stack } from 'aws-cdk-lib';
import { Trailwatch } from '../../../../../lib/index';

const app = new App();
const stack = new Stack(app, 'Audit', { env: { account: '111122223333', region: 'eu-west-1' } });

new Trailwatch(stack, 'Trailwatch', {
  emails: ['security@example.com'],
});

app.synth();
