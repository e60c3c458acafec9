import type { Alert } from '../../../../lib/core/alert/alert';
import { NO_KINDS } from '../../../../lib/core/alert/alert-kinds';
import { renderMail } from '../../../../lib/core/alert/message/alert-message';
import { toDeliveryAlert } from '../../../../lib/core/alert/operational/delivery-alert';
import { DELIVERY_CONDITIONS } from '../../../../lib/core/alert/operational/delivery-rule';
import { toIntegrityAlert } from '../../../../lib/core/alert/operational/integrity-alert';
import { INTEGRITY_RULES } from '../../../../lib/core/alert/operational/integrity-rule';
import {
  toStormAlert,
  toUnreadableFileAlert,
} from '../../../../lib/core/alert/operational/operational-alert';
import { STOPPED } from '../sample-alert';

const FILE = {
  bucket: 'logs',
  key: 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/a.json.gz',
  problem: 'the gzip stream ends too early',
  foundAt: '2026-11-20T03:05:00Z',
  recipientAccountId: '111122223333',
  awsRegion: 'eu-west-1',
  route: 'log-file',
} as const;

const STORM = {
  rule: STOPPED,
  recipientAccountId: '111122223333',
  windowStart: '2026-11-20T03:00:00Z',
  windowMinutes: 15,
  count: 1240,
  examples: [{ bucket: 'logs', key: 'a.json.gz', index: 7 }],
  kinds: NO_KINDS,
  route: 'log-file',
} as const;

describe('the commands of first steps', () => {
  const ofFile = (key: string) =>
    Object.values(INTEGRITY_RULES).map((rule) =>
      toIntegrityAlert(rule, {
        finding: { kind: 'log', key, status: 'missing', reason: 'absent', message: 'it is gone' },
        ...{ bucket: 'logs', accountId: '111122223333', region: 'eu-west-1' },
        ...{ digestFolder: 'd', time: '2026-11-20T03:00:00Z' },
      }),
    );
  const ofTrail = DELIVERY_CONDITIONS.map((kind) =>
    toDeliveryAlert({
      ...{ kind, subject: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main', accountId: '111122223333' },
      ...{ regions: ['eu-west-1'], texts: ['it is not logging'], sinceMs: 0 },
    }),
  );
  const stepsOf = (alerts: readonly Alert[]) =>
    alerts.flatMap(({ firstSteps = [] }) => firstSteps).join('\n');

  test('name the file, the trail and the place, and end the step', () => {
    const steps = stepsOf([...ofFile(FILE.key), ...ofTrail, toUnreadableFileAlert(FILE)]);
    expect(steps).not.toMatch(/\b(?:BUCKET|KEY|ARN|ACCOUNT|REGION)\b/);
    // The end of a sentence would be pasted with the command.
    expect(steps).not.toMatch(/ --[a-z-]+ [^\s()]+\.$/m);
    expect(steps).toContain(`aws s3api list-object-versions --bucket logs --prefix ${FILE.key}`);
    expect(steps).toContain(`start-logging --region eu-west-1 --name ${ofTrail[0]?.resources[0]}`);
  });

  test.each([
    'a; rm -rf ~',
    '--query x',
    '$(id)',
    'evil.example/AWSLogs/a',
    'https://evil.example',
    'a\nb',
    '',
  ])('keep the placeholder of a key that a shell or an application would read otherwise: %j', (key) =>
    expect(stepsOf(ofFile(key))).toContain('--bucket logs --prefix KEY'),
  );
});

test('a condition of many parts and Regions says how many its sentence leaves out, and has all of them', () => {
  const texts = Array.from(
    { length: 12 },
    (_, index) => `its policy lacks the statement ${index} of the archive`,
  );
  const regions = Array.from({ length: 120 }, (_, index) => `region-${index}`);
  const { summary, record } = toDeliveryAlert({
    ...{ kind: 'trail-drift', subject: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' },
    ...{ accountId: '111122223333', regions, texts, sinceMs: 0 },
  });
  expect(summary).toMatch(/ and \d+ more in region-0, .* and \d+ more; found at /);
  expect(summary).not.toContain('…');
  expect(record).toMatchObject({ problems: [...texts].sort(), regions: [...regions].sort() });
});

describe('toUnreadableFileAlert', () => {
  it('says which file, and what is wrong with it', () => {
    expect(toUnreadableFileAlert(FILE)).toMatchObject({
      version: 2,
      ruleId: 'trailwatch-unreadable-log-file',
      severity: 'high',
      summary:
        'trailwatch could not read s3://logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/a.json.gz: the gzip stream ends too early; the records it could not read were not searched',
      eventTime: '2026-11-20T03:05:00Z',
      recipientAccountId: '111122223333',
      actor: { name: 'trailwatch' },
      source: { bucket: 'logs', key: FILE.key },
      record: { bucket: 'logs', key: FILE.key, problem: 'the gzip stream ends too early' },
    });
  });

  it('gives the same id at a later attempt, and another one for another version of the file', () => {
    const { id } = toUnreadableFileAlert(FILE);
    expect(toUnreadableFileAlert({ ...FILE, foundAt: '2026-11-20T04:00:00Z', problem: 'timed out' }).id).toBe(
      id,
    );
    expect(toUnreadableFileAlert({ ...FILE, versionId: 'v2' }).id).not.toBe(id);
  });

  it('keeps line breaks of a key out of the sentence and in the facts', () => {
    const alert = toUnreadableFileAlert({ ...FILE, key: 'a\nb' });
    expect(alert.summary).toContain('s3://logs/a b: ');
    expect(alert.record.key).toBe('a\nb');
  });
});

describe('toStormAlert', () => {
  it('says how many more there were, of what, and where to look', () => {
    expect(toStormAlert(STORM)).toMatchObject({
      ruleId: STOPPED.id,
      title: 'Many more: CloudTrail logging stopped',
      severity: 'high',
      tags: STOPPED.tags,
      summary:
        "rule 'trail-stopped' matched 1240 more records of account 111122223333 between 2026-11-20T03:00:00Z and 2026-11-20T03:15:00Z; they were not sent individually",
      eventTime: '2026-11-20T03:00:00Z',
      record: {
        count: 1240,
        windowEnd: '2026-11-20T03:15:00Z',
        examples: [{ bucket: 'logs', key: 'a.json.gz', index: 7 }],
      },
    });
  });

  it('gives the same id for the same rule, account and window, whatever the count', () => {
    const { id } = toStormAlert(STORM);
    expect(toStormAlert({ ...STORM, count: 3 }).id).toBe(id);
    expect(toStormAlert({ ...STORM, windowStart: '2026-11-20T03:15:00Z' }).id).not.toBe(id);
    expect(toStormAlert({ ...STORM, recipientAccountId: '444455556666' }).id).not.toBe(id);
  });

  it('says what they have in common, and how many were grouped in all', () => {
    const storm = { ...STORM, cause: 'log not-listed', count: 1, total: 230 };
    const alert = toStormAlert(storm);
    expect(alert.summary).toContain(
      "matched 1 more finding 'log not-listed' of account 111122223333 between",
    );
    expect(alert.summary).toContain('they were not sent individually (230 in all)');
    expect(alert.record).toMatchObject({ count: 1, total: 230, cause: 'log not-listed' });
    expect(toStormAlert({ ...storm, cause: 'digest not-in-chain' }).id).not.toBe(alert.id);
    expect(toStormAlert({ ...storm, count: 230 }).record).not.toHaveProperty('total');
  });

  it('names at most ten places', () => {
    const examples = Array.from({ length: 500 }, (_, index) => ({ bucket: 'logs', key: `${index}.json.gz` }));
    expect(toStormAlert({ ...STORM, examples }).record.examples).toHaveLength(10);
  });

  it('tells people who made which calls: mails and chat have no record', () => {
    const kinds = {
      actors: Array.from({ length: 12 }, (_, at) => `arn:aws:iam::111122223333:user/u${10 + at}`),
      calls: ['iam.amazonaws.com CreateUser'],
      regions: ['us-east-1'],
      resources: [],
    };
    const alert = toStormAlert({ ...STORM, kinds });
    expect(alert.details).toEqual({
      actors: kinds.actors.slice(0, 10),
      calls: kinds.calls,
      regions: kinds.regions,
      more: ['actors'],
    });
    expect(renderMail(alert)).toContain('Detail:   Actors: arn:aws:iam::111122223333:user/u10, ');
    expect(renderMail(alert)).toContain('Detail:   Calls: iam.amazonaws.com CreateUser');
  });

  it('counts actors, calls, Regions and resources, and lists 20 of each in order', () => {
    const resources = Array.from({ length: 100 }, (_, at) => `arn:aws:s3:::bucket${100 + at}`).reverse();
    const actors = Array.from({ length: 21 }, (_, at) => `actor${10 + at}`);
    const kinds = { actors, resources, calls: ['s3.amazonaws.com DeleteBucket'], regions: [] };
    const alert = toStormAlert({ ...STORM, kinds });
    expect(alert.summary).toMatch(/individually; they involve 21 actors, 1 call, 100 or more resources$/);
    const listed = [...resources].reverse().slice(0, 20);
    expect(alert.resources).toEqual(listed);
    expect(alert.record).toMatchObject({
      actors: { distinct: 21, isComplete: true, values: actors.slice(0, 20) },
      calls: { distinct: 1, isComplete: true, values: ['s3.amazonaws.com DeleteBucket'] },
      awsRegions: { distinct: 0, isComplete: true, values: [] },
      resources: { distinct: 100, isComplete: false, values: listed },
    });
  });
});
