import { App, Aspects, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { writersOf } from '../../../lib/core/writers/estate-writers';
import { AuditTrail, DataEventType, EventSelection, LogArchive, TrailIdentity } from '../../../lib/index';
import { warningsOf } from '../synthesize';

jest.mock('../../../lib/core/writers/estate-writers', () => {
  const actual = jest.requireActual('../../../lib/core/writers/estate-writers');
  return { ...actual, writersOf: jest.fn(actual.writersOf) };
});

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

/** Lets the trails log every object, as they would by an override. */
function logEverything(stack: Stack): void {
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
}

test('fails where an Aspect lets a trail log its own bucket', () => {
  const stack = stackIn(new App(), 'One');
  trailIn(stack, 'first');
  logEverything(stack);
  expect(() => Template.fromStack(stack)).toThrow(
    "the trail 'One/first' logs its own deliveries to its bucket",
  );
});

test('fails for each trail that logs its own bucket, whatever others log', () => {
  const stack = stackIn(new App(), 'One');
  trailIn(stack, 'first');
  trailIn(stack, 'second');
  logEverything(stack);
  const synthesize = () => Template.fromStack(stack);
  expect(synthesize).toThrow("the trail 'One/first' logs its own deliveries to its bucket");
  expect(synthesize).toThrow("the trail 'One/second' logs its own deliveries to its bucket");
});

test('the app is read once for all of its trails, and anew where it changes between two syntheses', () => {
  const app = new App();
  const [one, two] = [stackIn(app, 'One'), stackIn(app, 'Two')] as const;
  for (const name of ['first', 'second', 'third']) trailIn(one, name);
  trailIn(two, 'fourth', EventSelection.managementEvents());
  jest.mocked(writersOf).mockClear();
  app.synth();
  expect(writersOf).toHaveBeenCalledTimes(1);
  trailIn(two, 'fifth');
  app.synth({ force: true });
  expect(writersOf).toHaveBeenCalledTimes(2);
  for (const trail of one.node.findAll().filter((node) => node instanceof CfnTrail))
    trail.addPropertyOverride('AdvancedEventSelectors', undefined);
  logEverything(two);
  expect(() => app.synth({ force: true })).toThrow(
    "the trail 'Two/fifth' logs its own deliveries to its bucket",
  );
});

test('fails for a trail of a later stage, which an Aspect changes after the first stage is final', () => {
  const app = new App();
  for (const name of ['Dev', 'Prod']) {
    const stack = new Stack(new Stage(app, name), 'Logs', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    trailIn(stack, 'trail');
    if (name === 'Prod') logEverything(stack);
  }
  expect(() => app.synth()).toThrow("the trail 'Prod/Logs/trail' logs its own deliveries to its bucket");
});
