import { App } from 'aws-cdk-lib';
import { SCENARIOS } from '../scenarios/scenarios';
import { expectTemplates, templateFolders } from './expect-templates';

describe.each(SCENARIOS)('the scenario $name', ({ name, build }) => {
  test('is deployed as its committed templates', () => {
    const app = new App({ analyticsReporting: false });
    build(app);
    const { stacks } = app.synth();
    expectTemplates(name, Object.fromEntries(stacks.map(({ stackName, template }) => [stackName, template])));
  });
});

test('every folder of committed templates is of a scenario or of the reference app', () => {
  const scenarios = SCENARIOS.map(({ name }) => name);
  const others = templateFolders().filter((folder) => !scenarios.includes(folder));
  expect(others).toEqual(['reference-app-one-account', 'reference-app-organization']);
});
