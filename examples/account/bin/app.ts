import { App } from 'aws-cdk-lib';
import { AuditStack } from '../lib/audit-stack';

const app = new App();

new AuditStack(app, 'Audit', {
  // The account and the Region that the trail belongs to: change both.
  env: { account: '111122223333', region: 'eu-west-1' },
  emails: ['security@example.com'],
});
