import fc from 'fast-check';
import type { SketchPorts, StoredSketch } from '../../../lambda/aws/table/sketch-item';
import { openMarkers } from '../../../lambda/log-processor/marks/open-markers';
import type { Ports } from '../../../lambda/log-processor/ports';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { MAX_VALUES } from '../../../lib/core/scan/novelty/sketch';

const ENVIRONMENT = { TRAILWATCH_LEARNING_DAYS: '1', TRAILWATCH_CHANGES_BY_HAND: 'true' };

/** A stack's name is a tag of 256 characters at most, an actor's that of its ARN; an item with more could not be what is promised. */
const MAX_BYTES = 9 + 10 + 6 * Object.values(MAX_VALUES.account).reduce((sum, max) => sum + max, 0);

/** Resources of a file that are looked up, each of which is read and written once at most. */
const MAX_RESOURCES = 2_000;

const TEXT = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    'Terraform',
    'cloudformation.amazonaws.com',
    '__proto__',
    'constructor',
    '\u0000',
    'a'.repeat(5_000),
  ),
);
const ACTOR = fc.nat({ max: 30 });

/** What an attacker may write into records of an account: names without end, of few actors and of many. */
const RECORD = fc.record({
  eventID: fc.uuid(),
  eventTime: fc.oneof(
    fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-01-01') })
      .map((date) => date.toISOString()),
    TEXT,
  ),
  eventName: fc.oneof(
    TEXT,
    fc.constantFrom('CreateFunction20150331', 'UpdateFunctionConfiguration20150331v2'),
  ),
  eventSource: fc.constantFrom('lambda.amazonaws.com', 'iam.amazonaws.com', 's3.amazonaws.com'),
  awsRegion: TEXT,
  sourceIPAddress: fc.oneof(fc.ipV4(), fc.ipV6(), TEXT),
  userAgent: fc.oneof(
    TEXT,
    fc.nat().map((version) => `agent-${version}/1 Terraform`),
  ),
  recipientAccountId: fc.constantFrom('111122223333', '444455556666'),
  readOnly: fc.boolean(),
  requestParameters: fc.record({ functionName: TEXT, userName: TEXT }),
  userIdentity: ACTOR.map((at) => ({
    ...{ type: 'IAMUser', accountId: '111122223333', arn: `arn:aws:iam::111122223333:user/u${at}` },
  })),
  trailwatch: fc.anything(),
});

class Table implements SketchPorts {
  readonly stored = new Map<string, StoredSketch>();
  reads = 0;
  writes = 0;
  readonly nowMs = () => 0;
  readonly readSketch = async (key: string) => {
    this.reads += 1;
    return this.stored.get(key) ?? { version: 0 };
  };
  readonly writeSketch = async ({
    key,
    bytes,
    version,
  }: {
    key: string;
    bytes: Uint8Array;
    version: number;
  }) => {
    this.writes += 1;
    this.stored.set(key, { bytes, version: version + 1 });
    return true;
  };
}

async function search(
  newMarkers: ReturnType<typeof openMarkers>['newMarkers'],
  records: readonly CloudTrailRecord[],
) {
  const markers = newMarkers();
  for (let at = 0; at < records.length; at += 150)
    for (const marker of markers) await marker.mark(records.slice(at, at + 150));
  for (const marker of markers) await marker.learn();
}

test('whatever records say, marks take bounded items, reads and writes, and a file that comes again none', async () => {
  let marked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(RECORD, { maxLength: 600, size: 'max' }), async (records) => {
      const table = new Table();
      const { newMarkers } = openMarkers(ENVIRONMENT, {
        ports: table as unknown as Ports,
        warn: () => undefined,
      });
      const file = records as unknown as readonly CloudTrailRecord[];
      await search(newMarkers, file);
      const actors = new Set(
        records.map(({ userIdentity: { arn }, recipientAccountId }) => `${recipientAccountId} ${arn}`),
      ).size;
      const accounts = 2;
      const sizes = [...table.stored.values()].map(({ bytes }) => bytes?.length ?? 0);
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(MAX_BYTES);
      expect(table.writes).toBeLessThanOrEqual(
        actors + accounts + Math.min(2 * records.length * 2, MAX_RESOURCES),
      );
      // Each sketch is read once for a file, and once more where it seemed to have something new; each resource once for a portion.
      expect(table.reads).toBeLessThanOrEqual(2 * (actors + accounts) + MAX_RESOURCES * 2);
      marked += table.writes;
      const { writes } = table;
      await search(newMarkers, file);
      expect(table.writes).toBe(writes);
    }),
    { numRuns: 60 },
  );
  expect(marked).toBeGreaterThan(100);
});
