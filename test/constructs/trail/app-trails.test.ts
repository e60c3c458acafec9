import { App, Stack } from 'aws-cdk-lib';
import { CfnTrail, ReadWriteType, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import {
  AuditTrail,
  type AuditTrailAttributes,
  EventSelection,
  LogArchive,
  TrailIdentity,
} from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  REGION,
  synthError,
  TRAIL,
  warningsOf,
} from '../synthesize';

describe('imported trails among those of the app', () => {
  const identityOf = (trailName: string, homeRegion = REGION) =>
    TrailIdentity.account({ trailName, homeRegion, ownerAccount: ACCOUNT });

  /** A stack with a new trail of all management events, and what else is put in. */
  function besideNew(add: (stack: Stack) => void): Stack {
    const stack = newStack();
    add(stack);
    const archive = new LogArchive(stack, 'NewArchive', { trails: [TRAIL] });
    new AuditTrail(stack, 'New', { identity: TRAIL, archive });
    return stack;
  }

  test.each<[string, readonly string[], Partial<AuditTrailAttributes>, boolean]>([
    ['four of the Region', Array(4).fill(REGION), { multiRegion: false }, false],
    ['five of the Region', Array(5).fill(REGION), { multiRegion: false }, true],
    ['four of another Region', Array(4).fill('eu-west-1'), { multiRegion: false }, false],
    [
      'five of another Region, where the new one counts, too',
      Array(5).fill('eu-west-1'),
      { multiRegion: false },
      true,
    ],
    ['five multi-Region trails of another Region', Array(5).fill('eu-west-1'), {}, true],
  ])('%s: counts towards the quota', (_name, regions, changes, isTooMany) => {
    const stack = besideNew((one) => {
      regions.forEach((region, index) => {
        const identity = identityOf(`old${index}`, region);
        AuditTrail.fromTrailAttributes(one, `Old${index}`, { identity, ...changes });
        AuditTrail.fromTrailArn(one, `Again${index}`, identity.trailArn);
      });
    });
    if (!isTooMany) expect(() => (stack.node.root as App).synth()).not.toThrow();
    else
      expect(synthError(stack)).toContain(
        "there are 6 trails in this app ('old0' (imported), 'old1' (imported)",
      );
  });

  test('fails on a new trail with the name of an imported one, whichever comes first', () => {
    const expected =
      /'Stack\/Old' and 'Stack\/New' both have the trail name 'primary' .* the former exists already: CloudFormation cannot create/;
    expect(synthError(besideNew((stack) => AuditTrail.fromTrailArn(stack, 'Old', TRAIL.trailArn)))).toMatch(
      expected,
    );
    const after = besideNew(() => {});
    AuditTrail.fromTrailAttributes(after, 'Old', { identity: TRAIL });
    expect(synthError(after)).toMatch(expected);
    const elsewhere = besideNew((stack) =>
      AuditTrail.fromTrailArn(stack, 'Old', identityOf('primary', 'eu-west-1').trailArn),
    );
    expect(() => (elsewhere.node.root as App).synth()).not.toThrow();
  });

  test('fails on a trail of another library with the same name, and on two stacks that name no account', () => {
    const foreign = besideNew((stack) => {
      new CfnTrail(stack, 'Foreign', { trailName: 'primary', isLogging: true, s3BucketName: 'logs' });
    });
    expect(synthError(foreign)).toContain(
      "'Stack/Foreign' and 'Stack/New' both have the trail name 'primary'",
    );
    const app = new App();
    for (const id of ['One', 'Other']) {
      const stack = new Stack(app, id);
      new AuditTrail(stack, 'Trail', {
        identity: TRAIL,
        archive: new LogArchive(stack, 'Archive', { trails: [TRAIL] }),
      });
    }
    expect(() => app.synth()).toThrow("'One/Trail' and 'Other/Trail' both have the trail name 'primary'");
  });

  test('warns of a second copy of what an imported trail says that it logs', () => {
    const copies = (attributes: Partial<AuditTrailAttributes>) =>
      warningsOf(
        besideNew((stack) => {
          AuditTrail.fromTrailAttributes(stack, 'Old', { identity: identityOf('old'), ...attributes });
        }),
      ).filter((warning) => warning.includes('secondManagementCopy'));
    expect(copies({})).toEqual([]);
    expect(copies({ eventSelection: EventSelection.managementEvents() })).toEqual([
      expect.stringContaining(
        "/Stack/New: the trail 'primary' logs management events that 'old' logs already",
      ),
    ]);
    expect(copies({ eventSelection: EventSelection.managementEvents(), logging: false })).toEqual([]);
  });

  test('says where the other trail is, of two with one name', () => {
    const stack = besideNew((one) => {
      AuditTrail.fromTrailAttributes(one, 'Old', {
        identity: identityOf('primary', 'eu-west-1'),
        eventSelection: EventSelection.managementEvents(),
      });
    });
    expect(warningsOf(stack).join()).toContain(
      "the trail 'primary' logs management events that 'primary' of 'Stack/Old' logs already",
    );
  });

  test.each<[string, (stack: Stack) => unknown, number]>([
    ["CDK's Trail", (stack) => new Trail(stack, 'Z'), 1],
    [
      "CDK's Trail that writes only",
      (stack) => new Trail(stack, 'Z', { managementEvents: ReadWriteType.WRITE_ONLY }),
      1,
    ],
    [
      "CDK's Trail without them",
      (stack) => new Trail(stack, 'Z', { managementEvents: ReadWriteType.NONE }).logAllS3DataEvents(),
      0,
    ],
    [
      'a resource',
      (stack) => new CfnTrail(stack, 'Z', { isLogging: true, s3BucketName: 'b', isMultiRegionTrail: true }),
      1,
    ],
    ['a stopped resource', (stack) => new CfnTrail(stack, 'Z', { isLogging: false, s3BucketName: 'b' }), 0],
  ])('warns of a second copy of what %s logs, before it or after it', (_, addForeign, count) => {
    const copies = (isFirst: boolean) => {
      const stack = newStack();
      if (isFirst) addForeign(stack);
      const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      new AuditTrail(stack, 'New', { identity: TRAIL, archive });
      if (!isFirst) addForeign(stack);
      return warningsOf(stack).filter((warning) => warning.includes('secondManagementCopy'));
    };
    expect([copies(true).length, copies(false).length]).toEqual([count, count]);
  });
});

test('warns of a second copy for the account of a stack that does not know it', () => {
  const stack = newStack({});
  const { account: ownerAccount, region: homeRegion } = stack;
  const organization = { managementAccount: MANAGEMENT, organizationId: ORGANIZATION };
  const identities = [
    TrailIdentity.account({ trailName: 'own', homeRegion, ownerAccount }),
    TrailIdentity.organization({ trailName: 'all', homeRegion, ...organization }),
  ];
  identities.forEach((identity, index) => {
    const archive = new LogArchive(stack, `Archive${index}`, { trails: [identity] });
    new AuditTrail(stack, `Trail${index}`, { identity, archive });
  });
  expect(warningsOf(stack).join('\n')).toContain(
    "the trail 'own' logs management events that 'all' logs already, if the stack's account is an account of its organization: ",
  );
});
