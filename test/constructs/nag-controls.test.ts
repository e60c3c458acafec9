import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { SCENARIOS } from '../scenarios/scenarios';

function checkedApp(): App {
  const app = new App();
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new NIST80053R5Checks(app),
    new HIPAASecurityChecks(app),
    new PCIDSS321Checks(app),
  );
  return app;
}

test.each(SCENARIOS)('four packs of controls find nothing in the scenario $name', ({ build }) => {
  const app = checkedApp();
  build(app);
  expect(() => app.synth()).not.toThrow();
});

test('fails on a bucket that is not ours: nothing is acknowledged for others', () => {
  const app = checkedApp();
  new Bucket(new Stack(app, 'Stack'), 'Bucket');
  for (const pack of ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321']) {
    expect(() => app.synth({ force: true })).toThrow(`${pack}-S3BucketReplicationEnabled`);
  }
});
