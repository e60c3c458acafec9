/**
 * Synthesizes an app of each size with the library of a build: `synthesize-app.ts PACKAGE OUTDIR default|organization`. A program of its
 * own, so that each release brings its own version of the CDK.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Cdk from 'aws-cdk-lib';
import type * as Trailwatch from '../../lib/index';

const [root = '', outdir = '', size = ''] = process.argv.slice(2);
const load = createRequire(join(root, 'package.json'));
const cdk = load('aws-cdk-lib') as typeof Cdk;
const library = load(join(root, 'dist/lib/index.js')) as typeof Trailwatch;

const [REGION, LOGS, MANAGEMENT, SECURITY] = ['eu-west-1', '111122223333', '222233334444', '555566667777'];
const emails = ['security@example.com'];

const app = new cdk.App({ outdir, analyticsReporting: false });
const stackIn = (id: string, account: string, region = REGION) =>
  new cdk.Stack(app, id, { env: { account, region } });

if (size === 'default') new library.Trailwatch(stackIn('Audit', LOGS), 'Trailwatch', { emails });
else {
  const organizationId = 'o-a1b2c3d4e5';
  new library.Trailwatch(stackIn('LogArchive', LOGS), 'Trailwatch', {
    identity: library.TrailIdentity.organization({
      ...{ trailName: 'everyone', homeRegion: REGION, managementAccount: MANAGEMENT, organizationId },
    }),
    ...{ emails, trailScope: stackIn('Management', MANAGEMENT), bucketName: 'example-audit-logs' },
    alarms: library.AlarmSet.securityHub(),
    realtime: {
      regionScopes: [stackIn('ManagementGlobal', MANAGEMENT, 'us-east-1')],
      ...{ memberRegions: [REGION, 'us-east-1'], organizationalUnitIds: ['r-abcd'] },
    },
    organizationAdministration: { delegatedAdministrators: [SECURITY], eventContext: true },
    readers: { Security: library.LogReader.ownAccount({ account: SECURITY, organizationId }) },
  });
}
app.synth();
