import type { PreflightCheck } from './preflight-check';

/** Checks of trails. */
export const TRAIL_CHECKS = {
  noTrails: {
    level: 'error',
    what: 'an archive, key or delivery topic for no trail',
    reason: 'its policy would let no trail write',
    fix: 'list the identities of the trails that deliver there',
  },
  homeRegion: {
    level: 'error',
    what: "a trail's stack is in another Region than the trail's home Region",
    reason: 'a trail is created in its home Region',
    fix: 'move the trail to a stack of that Region or change the identity',
  },
  ownerAccount: {
    level: 'error',
    what: "a trail's stack is in another account than the trail's owner",
    reason: 'only an organization trail can be created outside the account of its owner',
    fix: 'move the trail to a stack of that account or change the identity',
  },
  logGroupElsewhere: {
    level: 'error',
    what: 'the log group and delivery role are in another account or Region than the trail',
    reason: 'CloudTrail requires a log group in the home Region and in the account that creates the trail',
    fix: "use a log group in the trail's account and home Region",
  },
  trailQuota: {
    level: 'error',
    what: 'more than five trails in one account and Region, imported ones included; multi-Region trails count in every Region',
    reason: 'the quota is 5 and cannot be increased',
    fix: 'combine trails: one trail can log every category of events',
  },
  importedName: {
    level: 'error',
    what: 'a new trail with the name of an imported one of the same account and Region',
    reason: 'CloudFormation cannot create a trail under a name that is taken',
    fix: 'give the new trail another name; where both are the same trail, use the AuditTrail itself in place of the import',
  },
  delegatedAdministrator: {
    level: 'acknowledgeable error',
    what: 'an organization trail in a stack of another account than the management account',
    reason:
      'CloudFormation creates the trail of a delegated administrator and then cannot start it: StartLogging looks up the trail by its ' +
      'name, which only the management account has (TrailNotFoundException), the stack is rolled back, and the trail is left behind',
    fix: "set the trail's delegatedAdministrator, or create the trail in a stack of the management account; the archive may stay where it is",
  },
  needlessDelegation: {
    level: 'error',
    what: "delegatedAdministrator on a trail of one account, or in the management account's own stack",
    reason: 'CloudFormation can create this trail, so no function is needed',
    fix: 'remove delegatedAdministrator',
  },
  administrationElsewhere: {
    level: 'error',
    what: "an OrganizationAdministration in another account than the owner of the organization's trails",
    reason: 'only the management account enables trusted access and registers delegated administrators',
    fix: 'put it into a stack of the management account',
  },
  secondAdministration: {
    level: 'error',
    what: 'two OrganizationAdministrations in one account',
    reason: 'CloudTrail has one list of delegated administrators, and each would undo what the other does',
    fix: 'keep one of them',
  },
  optInHomeRegion: {
    level: 'warning',
    what: 'an organization trail whose home Region is an opt-in Region',
    reason: 'accounts of the organization that have not enabled the Region are not logged, without any error',
    fix: 'choose a home Region that is enabled in every account, such as us-east-1',
  },
  controlTowerTrail: {
    level: 'warning',
    what: "a trail with Control Tower's bucket, its trail name, or the organization id as prefix",
    reason:
      'Control Tower already has an organization trail and protects its bucket, and a second copy of management events is charged',
    fix: 'give Trailwatch the trail of LandingZone.controlTower and create none, or create another archive for the trail',
  },
  controlTowerPrefix: {
    level: 'warning',
    what: "Control Tower's bucket as an archive without the organization id as prefix",
    reason: "Control Tower's trail writes to o-…/AWSLogs/o-…/, so none of its files would be found",
    fix: 'set keyPrefix to the organization id',
  },
  secondManagementCopy: {
    level: 'warning',
    what: 'a second trail that logs management events of the same account and Region',
    reason: 'the first copy is free, further copies are charged',
    fix: 'select managementEvents() on one of the trails only, or read-only events on one and write-only events on the other',
  },
  singleRegion: {
    level: 'warning',
    what: 'a single-Region trail outside us-east-1',
    reason: 'it does not log IAM, STS and other global services, or calls in other Regions',
    fix: 'remove multiRegion: false, or add a trail in us-east-1',
  },
  ownDeliveries: {
    level: 'error',
    what: 'a trail that logs the objects of its own bucket, in the final template',
    reason: 'each event is charged as a data event, also where nothing else happens',
    fix: 'select by dataEvents(DataEventType.S3_OBJECT), which leaves the bucket out, or call includingArchive() if this is intended',
  },
  loggedDeliveries: {
    level: 'warning',
    what: "trails that log one another's deliveries, or copies of their own, in the final template",
    reason:
      'each file that is delivered is charged as a data event by every trail that logs it, also where nothing else happens: $0.10 for ' +
      '100,000 files',
    fix:
      'select the objects of certain buckets with forResources(…), or leave out those of archives and replicas with ' +
      'where(EventField.RESOURCE_ARN, { notStartsWith: […] })',
  },
  stopped: {
    level: 'warning',
    what: 'a trail that is stopped, in the final template',
    reason: 'it logs nothing',
    fix: 'remove logging: false, or the Aspect, mixin or override that sets IsLogging',
  },
  noLogFileValidation: {
    level: 'warning',
    what: 'a trail without log file validation, in the final template',
    reason: 'it cannot be verified later that its files are complete and unmodified',
    fix: 'remove logFileValidation: false, or the Aspect, mixin or override that sets EnableLogFileValidation',
  },
  noEncryptionKey: {
    level: 'warning',
    what: 'a trail whose files are not encrypted with a KMS key, in the final template',
    reason:
      'every principal that can read the bucket can read the files, and Security Hub reports CloudTrail.2',
    fix: "set the archive's encryptionKey, and leave KMSKeyId of the trail's template as it is",
  },
  trailsElsewhere: {
    level: 'note',
    what: 'a delivery monitor of an archive that trails of other accounts deliver to',
    reason:
      'CloudTrail shows the status of a trail in its own account only; of these trails, the monitor follows the files alone',
    fix: 'create a DeliveryMonitor in these accounts, or use an organization trail',
  },
  cloudTrailAccess: {
    level: 'note',
    what: 'an organization trail, or an event data store of an organization',
    reason: 'CloudTrail creates it only where it has trusted access to the organization',
    fix:
      'add an OrganizationAdministration that it depends on, or enable the access once, in the management account: aws organizations ' +
      'enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
  },
} as const satisfies Record<string, PreflightCheck>;
