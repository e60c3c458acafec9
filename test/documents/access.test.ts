import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AuditAccess, LogArchive, TrailIdentity } from '../../lib/index';
import { ROOT } from './code-blocks';

const read = (page: string) => readFileSync(join(ROOT, page), 'utf8').replace(/\s+/g, ' ');
const PAGE = read('docs/deploy/access.md');
const id = '0a1b2c3d-0000-4000-8000-000000000000';
const arn = (type: string) => `arn:aws:cloudtrail:eu-west-1:111122223333:${type}/${id}`;

test('the page of access says how many policies the guardrails are, and how long', () => {
  const guardrails = read('docs/deploy/guardrails.md');
  const lengths = (type: string) =>
    [...guardrails.matchAll(new RegExp(`A ${type} control policy of (\\d+)`, 'g'))].map(([, length]) =>
      Number(length),
    );
  expect(lengths('service')).toHaveLength(3);
  expect(lengths('resource')).toHaveLength(2);
  expect(PAGE).toContain('three service control policies and two resource control policies');
  const [, most = ''] = /service control policies of ([\d,]+) characters/.exec(PAGE) ?? [];
  expect(Math.max(...lengths('service'))).toBeLessThanOrEqual(Number(most.replace(',', '')));
});

test('the page of access has every action that policies allow or deny on everything', () => {
  const stack = new Stack(new App(), 'S', { env: { account: '111122223333', region: 'eu-west-1' } });
  const trail = TrailIdentity.account({
    trailName: 'audit',
    homeRegion: 'eu-west-1',
    ownerAccount: '111122223333',
  });
  const access = new AuditAccess(stack, 'Access', {
    archive: new LogArchive(stack, 'Archive', { trails: [trail] }),
    trails: [trail],
    eventDataStoreArns: [arn('eventdatastore')],
    channelArns: [arn('channel')],
    dashboardArns: [arn('dashboard')],
  });
  expect([
    access.administratorPolicy,
    access.operatorPolicy,
    access.viewerPolicy,
    access.eventHistoryDenial,
  ]).toHaveLength(4);
  const statements = Object.values(
    Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'),
  ).flatMap(
    ({ Properties }) =>
      Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
  );
  const everywhere = new Set(
    statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action),
  );
  expect(everywhere.size).toBeGreaterThan(8);
  expect(
    [...everywhere].filter((action) => !PAGE.includes(`\`${action.replace('cloudtrail:', '')}\``)),
  ).toEqual([]);
});
