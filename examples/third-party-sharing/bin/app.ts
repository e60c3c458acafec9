import { App } from 'aws-cdk-lib';
import { SharedAuditStack } from '../lib/shared-audit-stack';

new SharedAuditStack(new App(), 'Audit', {
  env: { account: '111122223333', region: 'eu-west-1' },
  emails: ['security@example.com'],
  // Both come from the third party.
  vendorAccount: '666677778888',
  vendorExternalId: 'customer/4711',
  validUntil: new Date('2030-01-01T00:00:00Z'),
});
