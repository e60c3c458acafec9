import { App, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import fc from 'fast-check';
import { cases } from '../../jest/cases';
import { addSelectionStack, arbitrarySelection } from './arbitrary-selection';

const RUNS = cases(500);

// the other tests go without CDK's own CloudFormation validation; here it is the judge
beforeAll(() => {
  process.env.CDK_VALIDATION = 'true';
});

function judgedApp(): App {
  return new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
}

test('fails on a template that breaks a rule, or nothing would be judged', () => {
  const app = judgedApp();
  const trail = new CfnTrail(new Stack(app, 'Stack'), 'Trail', {
    isLogging: true,
    s3BucketName: 'company-logs',
  });
  trail.eventSelectors = [{}, {}];
  expect(() => app.synth()).toThrow('EventSelectors: Array items are not unique');
});

test("whatever selection is not refused makes a template that CloudFormation's own rules accept", () => {
  const app = judgedApp();
  const refusals = new Map<string, number>();
  let accepted = 0;
  for (const make of fc.sample(arbitrarySelection, { numRuns: RUNS, seed: 20_261_120 })) {
    try {
      addSelectionStack(app, accepted, make);
      accepted += 1;
    } catch (refused) {
      const kind = (refused as Error).message.split('\n')[0] ?? '';
      refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
    }
  }
  expect(accepted).toBeGreaterThan(RUNS / 10);
  expect(refusals.size).toBeGreaterThan(3);
  expect(() => app.synth()).not.toThrow();
});
