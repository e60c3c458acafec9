import { withAcceptances } from '../../../lib/core/review/acceptance';
import { reviewDocument } from '../../../lib/core/review/document/review-document';
import { estateOf, type Json } from './edited-template';

/** A rule for some calls, and a bucket that a partner reads from some networks. */
function template(eventName: readonly string[], networks: readonly string[]): Json {
  return {
    Resources: {
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          State: 'ENABLED',
          EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'], detail: { eventName } },
          Targets: [{ Id: 'Topic', Arn: { Ref: 'Topic' } }],
        },
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Logs: { Type: 'AWS::S3::Bucket', Properties: {} },
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: { IsLogging: true, S3BucketName: { Ref: 'Logs' } },
      },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Logs' },
          PolicyDocument: {
            Statement: [
              {
                ...{ Effect: 'Allow', Principal: { AWS: '222233334444' }, Action: 's3:GetObject' },
                Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Logs', 'Arn'] }, '/*']] },
                Condition: { IpAddress: { 'aws:SourceIp': networks } },
              },
            ],
          },
        },
      },
    },
  };
}

const NAMES = Array.from({ length: 40 }, (_, at) => `DeleteSomething${at}`);
const NETWORKS = Array.from({ length: 40 }, (_, at) => `198.51.100.${at}/32`);
const BASE = template(NAMES, NETWORKS.slice(0, 1));

/** The changes of a template in words, with their fingerprints. */
function named(head: Json): ReadonlyMap<string, string | undefined> {
  const { changes } = reviewDocument({ base: estateOf(BASE), head: estateOf(head) });
  const failing = changes.filter(({ effect }) => effect === 'weaker' || effect === 'unknown');
  return new Map(
    withAcceptances(failing, [], new Date(0)).map((change) => {
      expect(change).not.toHaveProperty('between');
      return [`${change.subject}: ${change.message}`, change.fingerprint];
    }),
  );
}

test.each<[string, Json, Json]>([
  [
    'a name more is gone from a long pattern',
    template(NAMES.slice(0, 38), NETWORKS.slice(0, 1)),
    template(NAMES.slice(0, 37), NETWORKS.slice(0, 1)),
  ],
  [
    'another network is at the end of a long list',
    template(NAMES, NETWORKS.slice(0, 38)),
    template(NAMES, [...NETWORKS.slice(0, 37), '203.0.113.0/24']),
  ],
])('an acceptance is not one of another loss in the same words: %s', (_, one, other) => {
  const [accepted, later] = [named(one), named(other)];
  expect(accepted.size).toBeGreaterThan(0);
  expect([...named(one)]).toEqual([...accepted]);
  expect([...later.keys()]).toEqual([...accepted.keys()]);
  for (const [words, fingerprint] of accepted) expect(later.get(words)).not.toBe(fingerprint);
});
