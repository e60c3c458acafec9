import type { PlacedResource } from '../../../../lib/core/estate/estate';
import { compareLogging } from '../../../../lib/core/review/logging/compare-logging';
import type { LoggedEvents } from '../../../../lib/core/review/logging/logged-events';

import { changesOf, FILTERED_TRAIL, type Json, unknownsOf } from '../edited-template';

const TRAIL = { logicalId: 'Trail', stack: { name: 'Audit' }, resource: {} } as unknown as PlacedResource;

/** Data events of objects that are written in some Regions, a trail for each. */
function inRegions(...regions: readonly string[]): readonly LoggedEvents[] {
  return regions.map((region) => ({
    ...{ account: '111122223333', region, kind: 'data events of AWS::S3::Object' },
    ...{ access: 'write', fields: [], isCertain: true, by: TRAIL },
  }));
}

const FIVE = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'];

test.each([3, 4, 5])('what is logged instead is named, and of %d the first three', (count) => {
  const [lost] = compareLogging(inRegions('every'), inRegions(...FIVE.slice(0, count)));
  const named = FIVE.slice(0, count)
    .sort()
    .slice(0, 3)
    .map((region) => `data events of AWS::S3::Object (write) in 111122223333, ${region}`);
  const more = count > 3 ? ` and ${count - 3} more` : '';
  expect(lost?.message.replace(/^no longer all logged; still logged: /, '')).toBe(
    `${named.join('; ')}${more}`,
  );
});

describe('selectors that CloudTrail refuses', () => {
  const REFUSED = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Everything'] }] }];
  const refused = (changes: readonly string[]) =>
    changes.filter((change) => change.includes('update-refused'));

  test.each([
    ['AWS::CloudTrail::Trail', 'trail'],
    ['AWS::CloudTrail::EventDataStore', 'event data store'],
  ])('let the deployment of %s fail, and are not said again of both sides', (Type, noun) => {
    const base = { Resources: { ...FILTERED_TRAIL.Resources, Second: { Type, Properties: {} } } };
    const edited = structuredClone(base);
    edited.Resources.Second.Properties = { AdvancedEventSelectors: REFUSED };
    const change = `refused update-refused: ${noun} Audit/Second: CloudTrail refuses it, so the deployment fails: AdvancedEventSelectors[0]`;
    const found = refused(
      changesOf(base, ({ Resources }) => Object.assign(Resources, structuredClone(edited.Resources))),
    );
    expect(found).toEqual([expect.stringContaining(change)]);
    expect(refused(changesOf(edited, () => undefined))).toEqual([]);
    // New with them is as bad.
    const added = changesOf(FILTERED_TRAIL, ({ Resources }) =>
      Object.assign(Resources, { Second: edited.Resources.Second }),
    );
    expect(refused(added)).toEqual(found);
  });

  test('are one change of a trail, which logs what it logged, and what others lose is another', () => {
    const base = structuredClone(FILTERED_TRAIL);
    const other = { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'logs' } };
    const trails = {
      ...base,
      Resources: {
        ...base.Resources,
        Second: {
          ...other,
          Properties: {
            ...other.Properties,
            EventSelectors: [
              {
                DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
                IncludeManagementEvents: false,
              },
            ],
          },
        },
      },
    };
    const refuse = ({ Resources }: Json): void => {
      Resources.Trail.Properties.AdvancedEventSelectors = REFUSED;
    };
    const refusal = expect.stringMatching(/^refused update-refused: trail Audit\/Trail: /);
    expect(changesOf(trails, refuse)).toEqual([refusal]);
    const both = changesOf(trails, (template) => {
      refuse(template);
      template.Resources.Second.Properties.IsLogging = false;
    });
    expect(both).toContainEqual(
      expect.stringMatching(/^weaker logging-reduced: data events of AWS::S3::Object/),
    );
    expect(both.filter((change) => change.includes('logging-reduced'))).toHaveLength(1);
    expect(both).toContainEqual(refusal);
  });

  test('are unknown where there is no base', () => {
    const template = structuredClone(FILTERED_TRAIL);
    Object.assign(template.Resources.Trail.Properties, { AdvancedEventSelectors: REFUSED });
    expect(unknownsOf(template)).toEqual([expect.stringContaining('Audit/Trail: CloudTrail refuses it: ')]);
  });

  test('are unknown of both sides if they are no change, and before it if they are on that side alone', () => {
    const fine = FILTERED_TRAIL;
    const refused = structuredClone(FILTERED_TRAIL);
    Object.assign(refused.Resources.Trail.Properties, { AdvancedEventSelectors: REFUSED });
    const words = 'Audit/Trail: CloudTrail refuses it: ';
    expect(unknownsOf(refused, refused)).toEqual([expect.stringMatching(`^${words}`)]);
    expect(unknownsOf(refused, fine)).toEqual([]);
    expect(unknownsOf(fine, refused)).toEqual([expect.stringMatching(`^before the change, ${words}`)]);
  });
});
