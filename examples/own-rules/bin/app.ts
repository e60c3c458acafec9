import { App } from 'aws-cdk-lib';
import { AuditStack } from '../lib/audit-stack';

new AuditStack(new App(), 'Audit', {
  env: { account: '111122223333', region: 'eu-west-1' },
  emails: ['security@example.com'],
});
