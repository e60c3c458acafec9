import type { Counts } from '../../../../lib/core/cost/counts';
import type { PriceName } from '../../../../lib/core/cost/price/prices';

/** The number of bytes that prices call a GB. */
export const GB = 1024 ** 3;

/** The resources of a template. */
export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;

/** What one price charges, computed by hand from what the page of AWS says. */
export interface Row {
  readonly what: string;
  readonly price: PriceName;
  /** The page of the price. */
  readonly page: string;
  readonly resources: Resources;
  readonly counts: Counts;
  /** Of which resource; every one of the template by default. */
  readonly of?: string;
  /** By hand. */
  readonly usd: number;
}

/** A multi-Region trail, with these properties. */
export const trail = (properties: object = {}) => ({
  Type: 'AWS::CloudTrail::Trail',
  Properties: { IsLogging: true, IsMultiRegionTrail: true, S3BucketName: 'logs', ...properties },
});

/** 10 GB in 1,000 files and 720 digests a month, kept for three months. */
export const FILES = { logFiles: 1_000, digestFiles: 720, logFileBytes: 10 * GB, monthsKept: 3 };

/** 1,000 files a month reach a queue. */
export const QUEUE: Resources = {
  Notices: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: {
        source: ['aws.s3'],
        detail: { object: { key: [{ prefix: 'AWSLogs/1/CloudTrail/' }] } },
      },
      Targets: [{ Id: 'Queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
    },
  },
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
};

/** A function of half a GB, with these properties. */
export const worker = (properties: object): Resources => ({
  Worker: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512, Timeout: 60, ...properties } },
});
