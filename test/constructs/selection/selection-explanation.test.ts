import { AuditTrail, DataEventType, EventSelection, LogArchive } from '../../../lib/index';
import { newStack, TRAIL } from '../synthesize';

const S3 = DataEventType.S3_OBJECT;

describe('an explanation', () => {
  const put = (bucket: string) => ({
    eventCategory: 'Data',
    eventType: 'AwsApiCall',
    eventSource: 's3.amazonaws.com',
    eventName: 'PutObject',
    readOnly: false,
    awsRegion: 'eu-central-1',
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucket}/key` }],
  });

  test('says which selector logs a record', () => {
    const { logged, by, why } = EventSelection.managementEvents()
      .plus(EventSelection.dataEvents(S3).writeOnly())
      .explain(put('orders'));
    expect([logged, by]).toEqual([true, 'Data events of AWS::S3::Object']);
    expect(why).toContain("readOnly is 'false'");
  });

  test('says what stands in the way, of each selector', () => {
    const explanation = EventSelection.managementEvents()
      .plus(EventSelection.dataEvents(S3).readOnly())
      .explain(put('orders'));
    expect(explanation.logged).toBe(false);
    expect(explanation.by).toBeUndefined();
    expect(explanation.why).toContain('Data events of AWS::S3::Object');
    expect(explanation.selectors.map(({ selector, logged }) => [selector, logged])).toEqual([
      ['Management events', false],
      ['Data events of AWS::S3::Object', false],
    ]);
  });

  test('of a trail knows its archive', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], bucketName: 'company-logs' });
    const eventSelection = EventSelection.dataEvents(S3);
    const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, eventSelection });
    expect(trail.explain(put('orders')).logged).toBe(true);
    expect(trail.explain(put('company-logs'))).toMatchObject({
      logged: false,
      why: expect.stringContaining('NotStartsWith'),
    });
    expect(eventSelection.explain(put('company-logs')).logged).toBe(true);
  });

  test('leaves open what hangs on a name that only the deployment knows', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const eventSelection = EventSelection.dataEvents(S3);
    const trail = new AuditTrail(stack, 'Trail', { identity: TRAIL, archive, eventSelection });
    const explanation = trail.explain(put('orders'));
    expect(explanation.logged).toBeUndefined();
    expect(explanation.selectors[0]?.logged).toBeUndefined();
  });
});
