import { Annotations, App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PREFLIGHT_CHECKS } from '../../../lib/constructs/preflight/preflight-checks';
import {
  AuditTrail,
  type AuditTrailProps,
  DataEventType,
  EventField,
  EventSelection,
  Insights,
  LogArchive,
  TrailIdentity,
} from '../../../lib/index';
import {
  ACCOUNT,
  archiveOfParameters,
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  notesOf,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  REGION,
  synthError,
  TRAIL,
  warningsOf,
} from '../synthesize';

type Choices = Omit<AuditTrailProps, 'identity' | 'archive'>;

function stackWith(choices: Choices, identity = TRAIL): Stack {
  const stack = newStack({ env: { account: identity.ownerAccount, region: identity.homeRegion } });
  const archive = new LogArchive(stack, 'Archive', { trails: [identity], bucketName: 'company-logs' });
  new AuditTrail(stack, 'Trail', { identity, archive, ...choices });
  return stack;
}

/** The ids of what a stack warns of. */
function warnedOf(stack: Stack): string[] {
  return warningsOf(stack).flatMap((warning) => /\[ack: cdk-trailwatch:(\w+)\]$/.exec(warning)?.[1] ?? []);
}

function accountTrail(trailName: string, homeRegion = REGION, ownerAccount = ACCOUNT): TrailIdentity {
  return TrailIdentity.account({ trailName, homeRegion, ownerAccount });
}

const S3 = EventSelection.dataEvents(DataEventType.S3_OBJECT);
const MANAGEMENT_EVENTS = EventSelection.managementEvents();

describe('one warning of a kind', () => {
  /** Those on values with an asterisk: that no call begins like them is a warning of its own. */
  const starred = (count: number) =>
    warningsOf(
      stackWith({
        eventSelection: S3.where(EventField.EVENT_NAME, {
          startsWith: Array.from({ length: count }, (_, index) => `Put${index}*`),
        }),
      }),
    ).filter((warning) => warning.includes("has a '*'"));

  test('has all that is found', () => {
    const warnings = starred(5);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.match(/'Put\d\*' has a '\*'/g)).toHaveLength(5);
    expect(warnings[0]).not.toContain('more, which');
  });

  test('has the first five and the number of the others', () => {
    const warnings = starred(200);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.match(/'Put\d\*' has a '\*'/g)).toHaveLength(5);
    expect(warnings[0]).toContain('; and 195 more, which are shown once these are fixed [ack: ');
  });
});

describe('a note', () => {
  test('of an organization trail has the command that gives CloudTrail access, once', () => {
    const notes = notesOf(stackWith({}, ORGANIZATION_TRAIL));
    expect(notes.filter((note) => note.includes('cloudTrailAccess'))).toEqual([
      "/Stack/Trail: the trail 'everyone' is of an organization: CloudTrail creates it only where it has trusted access to the " +
        'organization; add an OrganizationAdministration that it depends on, or enable the access once, in the management account: aws ' +
        'organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com [ack: cdk-trailwatch:cloudTrailAccess]',
    ]);
  });

  test('of it is not there for a trail of one account', () => {
    expect(notesOf(stackWith({}))).toEqual([]);
  });
});

describe('a warning', () => {
  test.each([
    [
      'of a trail that is stopped',
      { logging: false },
      "/Stack/Trail: the trail 'primary' is stopped (IsLogging is false): it logs nothing; remove logging: false, or the Aspect, mixin or " +
        'override that sets IsLogging',
    ],
    [
      'of a trail whose files cannot be verified',
      { logFileValidation: false },
      "/Stack/Trail: the trail 'primary' has no log file validation: it cannot be verified later that its files are " +
        'complete and unmodified; remove logFileValidation: false, or the Aspect, mixin or override that sets EnableLogFileValidation',
    ],
    [
      'of a trail that misses IAM',
      { multiRegion: false },
      "/Stack/Trail: the trail 'primary' logs 'eu-central-1' alone: it does not log IAM, STS and other global services, or " +
        'calls in other Regions; remove multiRegion: false, or add a trail in us-east-1',
    ],
    [
      'of a star',
      { eventSelection: S3.where(EventField.EVENT_NAME, { startsWith: ['Put*'] }) },
      "/Stack/Trail: eventSelection: AdvancedEventSelectors[0].FieldSelectors[2].StartsWith[0]: 'Put*' has a '*', which StartsWith " +
        'takes literally; use StartsWith or EndsWith',
    ],
  ])('%s says what comes of it and what to do', (_name, choices, message) => {
    const [warning] = warningsOf(stackWith(choices));
    expect(warning?.replace(/ \[ack: .*\]$/, '')).toBe(message);
  });

  test.each<[string, string[], Choices]>([
    ['nothing by default', [], {}],
    ['nothing in us-east-1 alone', [], {}],
    [
      'Insights of a stopped trail',
      ['stopped', 'insightsOfStopped'],
      {
        logging: false,
        eventSelection: MANAGEMENT_EVENTS.withInsights(Insights.callRate()),
      },
    ],
    [
      'an unlisted type',
      ['unlistedType'],
      { eventSelection: EventSelection.dataEvents(DataEventType.fromResourceType('AWS::New::Type')) },
    ],
    [
      'an unlisted service',
      ['unlistedSource'],
      { eventSelection: EventSelection.networkActivity('new.amazonaws.com') },
    ],
    ['a selector that stands there twice', ['idleSelector'], { eventSelection: S3.plus(S3) }],
    [
      'conditions that nothing meets',
      ['idleSelector'],
      {
        eventSelection: S3.where(EventField.EVENT_NAME, { equalTo: ['GetObject'], notStartsWith: ['Get'] }),
      },
    ],
  ])('is given of %s', (_name, ids, choices) => {
    expect(warnedOf(stackWith(choices))).toEqual(ids);
  });

  test('is gone once it is acknowledged', () => {
    const stack = stackWith({ multiRegion: false });
    const trail = stack.node.findChild('Trail');
    Annotations.of(trail).acknowledgeWarning('cdk-trailwatch:singleRegion', 'the other Regions are closed');
    expect(warnedOf(stack)).toEqual([]);
  });

  test('is not given of one Region that hears the global services', () => {
    expect(warnedOf(stackWith({ multiRegion: false }, accountTrail('primary', 'us-east-1')))).toEqual([]);
    expect(warnedOf(stackWith({ multiRegion: false }, accountTrail('primary', 'cn-north-1')))).toEqual([]);
  });

  test('is given of files that no key encrypts', () => {
    const stack = newStack();
    const bucket = new Bucket(stack, 'Bucket');
    const archive = LogArchive.fromBucket(stack, 'Archive', { bucket, trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    expect(warnedOf(stack)).toEqual(['unprotectedEvidence', 'noEncryptionKey']);
  });

  test('is given of an organization in an opt-in Region, and of an account there not', () => {
    const optIn = 'eu-south-1';
    const identity = TrailIdentity.organization({
      trailName: 'everyone',
      homeRegion: optIn,
      managementAccount: MANAGEMENT,
      organizationId: ORGANIZATION,
    });
    expect(warnedOf(stackWith({}, identity))).toEqual(['optInHomeRegion']);
    expect(warnedOf(stackWith({}, accountTrail('primary', optIn)))).toEqual([]);
    expect(warnedOf(stackWith({}, ORGANIZATION_TRAIL))).toEqual([]);
  });
});

describe('beside Control Tower', () => {
  const BUCKET = `aws-controltower-logs-${LOG_ARCHIVE}-${REGION}`;

  function archiveIn(stack: Stack, keyPrefix?: string) {
    new Bucket(stack, 'Other'); // a template without a resource is none
    return LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'Bucket', BUCKET),
      trails: [ORGANIZATION_TRAIL],
      policyManagedElsewhere: true,
      keyPrefix,
    });
  }
  const managementStack = () => newStack({ env: { account: MANAGEMENT, region: REGION } });

  test("its archive is read below the organization's id, and a warning given otherwise", () => {
    const right = newStack();
    archiveIn(right, ORGANIZATION);
    expect(warnedOf(right)).toEqual([]);
    const wrong = newStack();
    archiveIn(wrong);
    expect(warningsOf(wrong)[0]).toContain(`keyPrefix is not set on Control Tower's bucket '${BUCKET}'`);
    const token = newStack();
    archiveIn(token, new CfnParameter(token, 'Prefix').valueAsString);
    expect(warnedOf(token)).toEqual([]);
  });

  test('a warning is given of a trail in its bucket', () => {
    const stack = managementStack();
    new AuditTrail(stack, 'Trail', { identity: ORGANIZATION_TRAIL, archive: archiveIn(stack, ORGANIZATION) });
    expect(warnedOf(stack)).toEqual(['controlTowerTrail', 'noEncryptionKey']);
  });

  test('a warning is given of a trail with its layout, or its name', () => {
    const layout = managementStack();
    const archive = new LogArchive(layout, 'Archive', {
      trails: [ORGANIZATION_TRAIL],
      keyPrefix: ORGANIZATION,
    });
    new AuditTrail(layout, 'Trail', { identity: ORGANIZATION_TRAIL, archive });
    expect(warnedOf(layout)).toEqual(['controlTowerTrail']);
    expect(warnedOf(stackWith({}, accountTrail('aws-controltower-BaselineCloudTrail')))).toEqual([
      'controlTowerTrail',
    ]);
  });
});

/** Trails of an app, each in the stack of its owner and home Region, in the order given. */
function appOf(...trails: readonly (readonly [TrailIdentity, Choices?])[]): App {
  const app = new App();
  const archiveStack = new Stack(app, 'Archive', { env: { account: LOG_ARCHIVE, region: REGION } });
  const archive = new LogArchive(archiveStack, 'Archive', {
    ...{ trails: trails.map(([identity]) => identity), bucketName: LOG_BUCKET },
  });
  for (const [identity, choices] of trails) {
    const id = `Stack-${identity.ownerAccount}-${identity.homeRegion}`;
    const env = { account: identity.ownerAccount, region: identity.homeRegion };
    const stack = (app.node.tryFindChild(id) as Stack | undefined) ?? new Stack(app, id, { env });
    new AuditTrail(stack, `Trail-${identity.trailName}`, { identity, archive, ...choices });
  }
  return app;
}

function problemsOf(app: App): string {
  try {
    app.synth();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function copiesOf(app: App): string[] {
  return app
    .synth()
    .stacks.flatMap(({ messages }) => messages)
    .flatMap(({ entry }) => {
      const found = /: the trail '([^']+)' logs management events that '([^']+)' logs already/.exec(
        `: ${entry.data}`,
      );
      return found === null ? [] : [`${found[1]} after ${found[2]}`];
    });
}

function addForeignTrail(stack: Stack, id: string): CfnTrail {
  return new CfnTrail(stack, id, { isLogging: true, s3BucketName: 'logs', isMultiRegionTrail: true });
}

describe('the quota of trails', () => {
  const choices: Choices = { eventSelection: S3 };
  const inRegions = (...regions: string[]) =>
    regions.map((region, index) => [accountTrail(`trail${index}`, region), choices] as const);

  test('takes five in one Region, and fails on the sixth with their names', () => {
    expect(problemsOf(appOf(...inRegions(...Array(5).fill(REGION))))).toBe('');
    const message = problemsOf(appOf(...inRegions(...Array(6).fill(REGION))));
    expect(message).toContain(
      `in account '${ACCOUNT}' and Region '${REGION}' there are 6 trails in this app ` +
        "('trail0', 'trail1', 'trail2', 'trail3', 'trail4', 'trail5'): the quota is 5 and cannot be increased; " +
        'combine trails: one trail can log every category of events',
    );
    expect(message.split('the quota is 5')).toHaveLength(2);
  });

  test('fails on a sixth multi-Region trail of another Region', () => {
    const regions = ['us-east-1', 'us-east-2', 'us-west-2', REGION, 'eu-west-1', 'eu-west-2'];
    expect(problemsOf(appOf(...inRegions(...regions)))).toContain("Region 'us-east-1' there are 6 trails");
  });

  test('counts single-Region trails in their own Region', () => {
    const single: Choices = { ...choices, multiRegion: false };
    const trails = (region: string) =>
      [0, 1, 2, 3, 4].map((index) => [accountTrail(`trail${index}`, region), single] as const);
    expect(problemsOf(appOf(...trails('us-east-1'), ...trails('eu-west-1')))).toBe('');
    const everywhere = [accountTrail('everywhere', 'us-west-2'), choices] as const;
    expect(problemsOf(appOf(...trails('us-east-1'), everywhere))).toContain(
      "Region 'us-east-1' there are 6 trails",
    );
  });

  test('counts each account by itself', () => {
    const others = [0, 1, 2, 3, 4].map(
      (index) => [accountTrail(`other${index}`, REGION, MANAGEMENT), choices] as const,
    );
    expect(problemsOf(appOf(...inRegions(...Array(5).fill(REGION)), ...others))).toBe('');
  });

  test('counts trails that other libraries made', () => {
    const stack = newStack();
    for (const id of ['A', 'B', 'C', 'D', 'E']) addForeignTrail(stack, id);
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, ...choices });
    expect(synthError(stack)).toContain("('Stack/A', 'Stack/B', 'Stack/C', 'Stack/D', 'Stack/E', 'primary')");
  });

  test('counts a stack that knows neither account nor Region by itself', () => {
    const build = (app: App, id: string, count: number) => {
      const stack = new Stack(app, id);
      for (let index = 0; index < count; index += 1) {
        const identity = accountTrail(`trail${index}`, stack.region, stack.account);
        const archive = new LogArchive(stack, `Archive${index}`, { trails: [identity] });
        new AuditTrail(stack, `Trail${index}`, { identity, archive, ...choices });
      }
      return stack;
    };
    const two = new App();
    build(two, 'One', 5);
    build(two, 'Two', 5);
    expect(problemsOf(two)).toBe('');
    expect(synthError(build(new App(), 'Three', 6))).toContain(
      '[Three/Trail5/Resource] in one stack there are 6 trails',
    );
  });
});

describe('a second copy of management events', () => {
  const first = accountTrail('first');
  const second = accountTrail('second');

  test('is warned of once, at the trail that pays', () => {
    expect(copiesOf(appOf([first], [second]))).toEqual(['second after first']);
  });

  test.each<[string, readonly (readonly [TrailIdentity, Choices?])[]]>([
    ['of another account', [[first], [accountTrail('second', REGION, MANAGEMENT)]]],
    [
      'of calls that write, beside one of calls that read',
      [
        [first, { eventSelection: MANAGEMENT_EVENTS.readOnly() }],
        [second, { eventSelection: MANAGEMENT_EVENTS.writeOnly() }],
      ],
    ],
    ['of data events', [[first], [second, { eventSelection: S3 }]]],
    ['that is stopped', [[first], [second, { logging: false }]]],
    [
      'of another Region alone',
      [
        [accountTrail('first', 'us-east-1'), { multiRegion: false }],
        [accountTrail('second', 'eu-west-1'), { multiRegion: false }],
      ],
    ],
  ])('is not seen in a trail %s', (_name, trails) => {
    expect(copiesOf(appOf(...trails))).toEqual([]);
  });

  test('is seen in a trail of an account beside one of an organization, in whatever order', () => {
    expect(copiesOf(appOf([first], [ORGANIZATION_TRAIL]))).toEqual(['first after everyone']);
    expect(copiesOf(appOf([ORGANIZATION_TRAIL], [first]))).toEqual(['first after everyone']);
  });

  test('is seen beside a trail of another library that has no selectors', () => {
    const copies = (eventSelectors?: CfnTrail.EventSelectorProperty[]) => {
      const app = new App();
      const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
      addForeignTrail(stack, 'Company').eventSelectors = eventSelectors;
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
      return copiesOf(app);
    };
    expect(copies()).toEqual(['primary after Stack/Company']);
    expect(copies([{ includeManagementEvents: false }])).toEqual([]);
  });
});

describe('what is not known at synth', () => {
  test('breaks no check of a trail, its selection or its app', () => {
    const stack = newStack({});
    const { parameter, identity, archive } = archiveOfParameters(stack);
    const eventSelection = MANAGEMENT_EVENTS.plus(S3.forResourcesUnder(parameter('Objects')))
      .plus(EventSelection.dataEvents(DataEventType.SQS_QUEUE).forResources(parameter('Queue')))
      .plus(EventSelection.networkActivity(parameter('Service')));
    new AuditTrail(stack, 'Trail', { identity, archive, eventSelection, multiRegion: false });
    expect(() => Template.fromStack(stack)).not.toThrow();
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('the table of checks', () => {
  test('says of each what is found, what comes of it and what to do, as parts of a sentence', () => {
    for (const { what, reason, fix } of Object.values(PREFLIGHT_CHECKS)) {
      for (const text of [what, reason, fix]) expect(text).not.toMatch(/^\s|\.$|\n|^$/);
    }
  });
});
