import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';
import { assemblyOf } from '../scenarios/synthesized';
import { expectTemplates, templateFolders } from './expect-templates';

const ESTATES = [...SCENARIOS, ...FURTHER_ESTATES];

describe.each(ESTATES)('the scenario $name', (scenario) => {
  test('is deployed as its committed templates', () => {
    const { stacksRecursively } = assemblyOf(scenario);
    expectTemplates(
      scenario.name,
      Object.fromEntries(stacksRecursively.map(({ stackName, template }) => [stackName, template])),
    );
  });
});

test('every folder of committed templates is of a scenario or of the reference app', () => {
  const scenarios = ESTATES.map(({ name }) => name);
  const others = templateFolders().filter((folder) => !scenarios.includes(folder));
  expect(others).toEqual(['reference-app-one-account', 'reference-app-organization']);
});
