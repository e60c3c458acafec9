import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Alert } from '../../lib/core/alert/alert';
import { PATH_TEST_RULE_ID } from '../../lib/core/alert/operational/test-alerts';
import * as damage from '../../test/digest/damage';
import { type ArchivedObject, SignedArchive } from '../../test/digest/signed-archive';
import type { AlertMailbox } from '../../test/local-aws/alert-mailbox';
import { serveArchive } from '../../test/local-aws/archive-server';
import type { LocalFunctionSource, LocalStack } from '../../test/local-aws/create-stack';
import { EventSource } from '../../test/local-aws/event-source';
import { FunctionContainer } from '../../test/local-aws/function-container';
import { LOCAL_REGION, type LocalAws } from '../../test/local-aws/start-local-aws';
import { strikeSchedules } from '../../test/local-aws/strike-schedules';
import { DEMO_ORGANIZATION } from '../../test/local-aws/synthesize-reference-stack';

const HOUR_MS = 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
const HOURS = 6;

/** What tampering is tried on. */
export interface TamperedStack {
  readonly aws: LocalAws;
  readonly stack: LocalStack;
  /** The integrity monitor's function. */
  readonly source: LocalFunctionSource;
  readonly bucket: string;
  readonly mailbox: AlertMailbox;
  readonly say: (text: string) => void;
  /** Called once with what ends everything that was begun here. */
  readonly onEnd: (cleanUp: () => Promise<void>) => void;
  /** Resolves when the queue holds nothing but messages that are to come minutes later. */
  readonly untilIdle: (queueUrl: string) => Promise<void>;
}

/**
 * Puts six hours of signed digests and log files of one more account into the archive, changes one log file as a thief
 * would, and lets the shipped integrity monitor look. Returns the alerts that came of it.
 */
export async function catchTampering(demo: TamperedStack): Promise<readonly Alert[]> {
  const archive = archiveIn(demo.bucket);
  const [stolen = ''] = archive.digests.at(-2)?.logKeys ?? [];
  for (const object of archive.objects.values()) await put(demo.aws, object);
  damage.replaceText(archive, stolen);
  await put(demo.aws, damage.objectAt(archive, stolen));
  demo.say(`put ${HOURS} hours of signed digests of one more account there, and changed a log file of it`);
  await startMonitor(demo, archive);
  await strikeSchedules(demo.aws, demo.stack);
  // Changes of some minutes are checked together; the digest files tell of this one at once.
  await demo.untilIdle(demo.source.queueUrl);
  // The schedules strike the hourly test of the alerts, too, which is for no subscriber of a user.
  const alerts = (await demo.mailbox.take(1))
    .map(({ alert }) => alert)
    .filter(({ ruleId }) => ruleId !== PATH_TEST_RULE_ID);
  demo.say(
    `the integrity monitor checked the archive: ${alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`}`,
  );
  return alerts;
}

/** The last digest ended ten minutes ago: nothing is silent. */
function archiveIn(bucket: string): SignedArchive {
  const startMs = Math.floor(Date.now() / 1000) * 1000 - 10 * MINUTE_MS - HOURS * HOUR_MS;
  return new SignedArchive([
    {
      ...{ bucket, region: LOCAL_REGION, homeRegion: LOCAL_REGION, trailName: 'trailwatch' },
      ...{ accountId: '222233334444', organizationId: DEMO_ORGANIZATION, hours: HOURS },
      start: new Date(startMs).toISOString().replace('.000Z', 'Z'),
    },
  ]);
}

async function put({ s3 }: LocalAws, { bucket, key, bytes, metadata }: ArchivedObject): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, Metadata: metadata }));
}

async function startMonitor({ aws, source, onEnd }: TamperedStack, archive: SignedArchive): Promise<void> {
  const keys = await serveArchive(archive);
  const container = await FunctionContainer.start({
    aws,
    source,
    environment: {
      AWS_ENDPOINT_URL_CLOUDTRAIL: keys.environment.AWS_ENDPOINT_URL ?? '',
      POWERTOOLS_DEV: 'false',
    },
  });
  const events = new EventSource({
    aws,
    source,
    invoke: (event) => container.invoke(event),
    failedReturnSeconds: 5,
  });
  onEnd(async () => {
    const ended = events.stop();
    container.stop();
    await Promise.all([ended, keys.stop()]);
  });
}
