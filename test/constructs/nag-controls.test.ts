import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { SCENARIOS } from '../scenarios/scenarios';
import { ALL_PACKS, NAG_VERSIONS, synthesizeJudged } from './nag-versions';

describe.each(NAG_VERSIONS)('four packs of $version', ({ addPacks }) => {
  function checkedApp(): App {
    const app = new App();
    addPacks(app, ALL_PACKS);
    return app;
  }

  test.each(SCENARIOS)('find nothing in the scenario $name', ({ build }) => {
    const app = checkedApp();
    build(app);
    expect(() => synthesizeJudged(app)).not.toThrow();
  });

  test('find what is acknowledged for trailwatch in a bucket that is not of trailwatch', () => {
    const app = checkedApp();
    new Bucket(new Stack(app, 'Stack'), 'Bucket');
    for (const pack of ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321']) {
      expect(() => synthesizeJudged(app)).toThrow(`${pack}-S3BucketReplicationEnabled`);
    }
  });
});
