import { App } from 'aws-cdk-lib';
import { SCENARIOS } from '../scenarios/scenarios';

describe.each(SCENARIOS)('the scenario $name', ({ build }) => {
  test('is deployed as written down', () => {
    const app = new App({ analyticsReporting: false });
    build(app);
    const { stacks } = app.synth();
    for (const { stackName, template } of stacks) expect(masked(template)).toMatchSnapshot(stackName);
  });
});

/** Hashes of code and rules change with every build. */
function masked(template: unknown): unknown {
  return JSON.parse(JSON.stringify(template).replace(/\b[0-9a-f]{64}\b/g, '<asset>'));
}
