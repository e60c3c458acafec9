import { App } from 'aws-cdk-lib';
import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';
import { expectTemplates, templateFolders } from './expect-templates';

const ESTATES = [...SCENARIOS, ...FURTHER_ESTATES];

describe.each(ESTATES)('the scenario $name', ({ name, build }) => {
  test('is deployed as its committed templates', () => {
    const app = new App({ analyticsReporting: false });
    build(app);
    const { stacksRecursively } = app.synth();
    expectTemplates(
      name,
      Object.fromEntries(stacksRecursively.map(({ stackName, template }) => [stackName, template])),
    );
  });
});

test('every folder of committed templates is of a scenario or of the reference app', () => {
  const scenarios = ESTATES.map(({ name }) => name);
  const others = templateFolders().filter((folder) => !scenarios.includes(folder));
  expect(others).toEqual(['reference-app-one-account', 'reference-app-organization']);
});
