import { type App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AlertTopic, LogArchive, LogProcessor, TrailIdentity, Trailwatch } from '../../lib/index';
import { MANAGEMENT, newStack, ORGANIZATION, oneRule, REGION, TRAIL } from './synthesize';

const identityOf = (trailName: string) =>
  TrailIdentity.organization({
    ...{ trailName, homeRegion: REGION },
    ...{ managementAccount: MANAGEMENT, organizationId: ORGANIZATION },
  });

test('a second Trailwatch takes a scope of its own in the stack of the trail, and the stack itself is one sentence', () => {
  const stack = newStack();
  const env = { account: MANAGEMENT, region: REGION };
  const management = new Stack(stack.node.root as App, 'Management', { env });
  const create = (id: string, trailScope: Construct) =>
    new Trailwatch(stack, id, {
      ...{ rules: oneRule(), identity: identityOf(id), trailScope, bucketName: `logs-${id}` },
    });
  create('one', management);
  expect(() => create('two', management)).toThrow(
    "trailScope 'Management' holds a 'Trail' already, such as that of another Trailwatch; give each a scope of its own in the stack",
  );
  create('three', new Construct(management, 'Third'));
});

test('so does one in a Region that sends events', () => {
  const stack = newStack();
  const other = new Stack(stack.node.root as App, 'Other', {
    env: { account: stack.account, region: 'us-east-2' },
  });
  const create = (id: string, scope: Construct, busName?: string) =>
    new Trailwatch(stack, id, {
      ...{ rules: oneRule(), identity: TRAIL, realtime: { busName, regionScopes: [scope] } },
    });
  create('One', other);
  expect(() => create('Two', other, 'second')).toThrow(
    "realtime.regionScopes 'Other' holds a 'Realtime' already",
  );
  create('Three', new Construct(other, 'Third'), 'third');
});

test('a name that DynamoDB refuses is one sentence', () => {
  const stack = newStack();
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  expect(
    () => new LogProcessor(stack, 'It', { archive, alertTopic, rules: oneRule(), sharedTableName: 'a b' }),
  ).toThrow("sharedTableName 'a b' is not a valid table name: it may contain only letters");
});
