/** Where and for whom integration tests deploy. Snapshots are made with the values of documentation. */
export const PLACE = {
  account: process.env.INTEG_ACCOUNT ?? '111122223333',
  logArchiveAccount: process.env.INTEG_LOG_ARCHIVE_ACCOUNT ?? '444455556666',
  vendorAccount: process.env.INTEG_VENDOR_ACCOUNT ?? '666677778888',
  organizationId: process.env.INTEG_ORGANIZATION_ID ?? 'o-exampleorgid',
  region: process.env.INTEG_REGION ?? 'eu-west-1',
  email: process.env.INTEG_EMAIL ?? 'security@example.com',
  slackWorkspaceId: process.env.INTEG_SLACK_WORKSPACE ?? 'T0123456789',
  slackChannelId: process.env.INTEG_SLACK_CHANNEL ?? 'C0123456789',
};

/** The account and the Region of stacks of one account. */
export const HOME = { account: PLACE.account, region: PLACE.region };
