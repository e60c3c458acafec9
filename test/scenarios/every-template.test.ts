import { App } from 'aws-cdk-lib';
import { stages } from './apps';
import { everyTemplateOf } from './every-template';
import { realtimeOrganization } from './realtime';

test('everyTemplateOf gives the stacks of stages', () => {
  const app = new App();
  stages.build(app);
  const made = everyTemplateOf(app).map(({ stackName, isDeployedAlone }) => [stackName, isDeployedAlone]);
  expect(made).toEqual([
    ['Test-Audit', true],
    ['Production-Audit', true],
  ]);
});

test('everyTemplateOf gives the template of a StackSet, with the rules that members have', () => {
  const app = new App();
  realtimeOrganization.build(app);
  const [template, ...others] = everyTemplateOf(app).filter(({ isDeployedAlone }) => !isDeployedAlone);
  expect(others).toEqual([]);
  expect(template).toMatchObject({ account: undefined, region: undefined });
  expect(Object.values(template?.template.Resources ?? {}).map(({ Type }) => Type)).toContain(
    'AWS::Events::Rule',
  );
});
