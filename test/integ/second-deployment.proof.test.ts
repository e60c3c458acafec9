import { App } from 'aws-cdk-lib';
import { everyTemplateOf } from '../scenarios/every-template';
import type { Scenario } from '../scenarios/scenario';
import { FURTHER_ESTATES, SCENARIOS } from '../scenarios/scenarios';

/** Every template with the hashes of its assets, by the path of its stack. */
function templatesOf({ build }: Scenario): Readonly<Record<string, unknown>> {
  const app = new App({ analyticsReporting: false });
  build(app);
  return Object.fromEntries(everyTemplateOf(app).map(({ path, template }) => [path, template]));
}

test.each([...SCENARIOS, ...FURTHER_ESTATES])(
  'a second deployment of $name changes nothing: templates and assets are the same',
  (scenario) => {
    const first = templatesOf(scenario);
    expect(Object.keys(first)).not.toEqual([]);
    expect(templatesOf(scenario)).toEqual(first);
  },
);
