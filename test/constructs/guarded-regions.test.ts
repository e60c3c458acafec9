import { App, Stack } from 'aws-cdk-lib';
import { Trailwatch } from '../../lib/index';

test('the guardrails of Trailwatch keep the rules of its other Regions, too', () => {
  const app = new App();
  const account = '111122223333';
  const stack = new Stack(app, 'Main', { env: { account, region: 'eu-west-1' } });
  const edge = new Stack(app, 'Edge', { env: { account, region: 'us-east-1' } });
  const { guardrails } = new Trailwatch(stack, 'Trailwatch', {
    realtime: { regionScopes: [edge] },
    guardrails: { exemptRoleArns: ['arn:aws:iam::*:role/deployment/*'] },
  });
  const json = guardrails?.documents().map((document) => document.json);
  expect(json?.join()).toContain(`arn:aws:events:us-east-1:${account}:rule/Edge-*`);
});
