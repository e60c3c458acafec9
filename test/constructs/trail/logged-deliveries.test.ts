import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { AuditTrail, DataEventType, EventSelection, LogArchive, TrailIdentity } from '../../../lib/index';
import { warningsOf } from '../synthesize';

const ACCOUNT = '111122223333';
const OBJECTS = EventSelection.managementEvents().plus(
  EventSelection.dataEvents(DataEventType.S3_OBJECT).writeOnly(),
);

function identityOf(trailName: string): TrailIdentity {
  return TrailIdentity.account({ trailName, homeRegion: 'eu-west-1', ownerAccount: ACCOUNT });
}

function trailIn(stack: Stack, name: string, eventSelection = OBJECTS): AuditTrail {
  const identity = identityOf(name);
  const archive = new LogArchive(stack, `${name}Archive`, { trails: [identity] });
  return new AuditTrail(stack, name, { identity, archive, eventSelection });
}

function stackIn(app: App, name: string): Stack {
  return new Stack(app, name, { env: { account: ACCOUNT, region: 'eu-west-1' } });
}

function endlessIn(stack: Stack): readonly string[] {
  return warningsOf(stack).filter((text) => text.includes('for ever'));
}

test('trails that log the archives of one another warn, in one stack and across two', () => {
  const app = new App();
  const [one, two] = [stackIn(app, 'One'), stackIn(app, 'Two')] as const;
  for (const [stack, name] of [
    [one, 'first'],
    [one, 'second'],
    [two, 'third'],
  ] as const)
    trailIn(stack, name);
  const words = "the trails 'One/first', 'One/second' and 'Two/third' log one another's deliveries";
  const warnings = endlessIn(one);
  expect(warnings).toHaveLength(3);
  for (const warning of warnings) expect(warning).toContain(words);
  expect(warnings[0]).toContain('$0.10 for 100,000 files');
});

test('a trail alone, and one that others do not hear, say nothing', () => {
  const app = new App();
  const stack = stackIn(app, 'One');
  trailIn(stack, 'first');
  trailIn(stack, 'second', EventSelection.managementEvents());
  expect(endlessIn(stack)).toEqual([]);
});

test('fails where an Aspect lets a trail log its own bucket', () => {
  const stack = stackIn(new App(), 'One');
  trailIn(stack, 'first');
  Aspects.of(stack).add({
    visit: (node) => {
      if (node instanceof CfnTrail)
        node.addPropertyOverride('AdvancedEventSelectors', [
          {
            FieldSelectors: [
              { Field: 'eventCategory', Equals: ['Data'] },
              { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
            ],
          },
        ]);
    },
  });
  expect(() => Template.fromStack(stack)).toThrow(
    "the trail 'One/first' logs its own deliveries to its bucket",
  );
});
