import fc from 'fast-check';
import { unresolvedText } from '../../../lib/core/selector/selector-value';
import { toTrailProperties } from '../../../lib/core/selector/to-trail-properties';
import { arbitraryTrail } from './arbitrary-trails';
import { selectionsOf } from './parse/selections-of-text';
import { managementSelector, trailWith } from './sample-selections';

/** As CDK writes the properties into a template. */
function asTemplate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTemplate);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => {
    const name = key === 'equalTo' ? 'Equals' : `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    return [name, asTemplate(member)];
  });
  return Object.fromEntries(members);
}

describe('toTrailProperties', () => {
  test('gives what a template of it reads back as', () => {
    fc.assert(
      fc.property(arbitraryTrail, ({ HomeRegion: _, ...properties }) => {
        const { selections } = selectionsOf({
          Resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: properties } },
        });
        const [parsed] = selections;
        if (parsed === undefined) throw new Error('nothing was read');
        const { IsLogging, IsMultiRegionTrail, IncludeGlobalServiceEvents, ...selectors } = properties;
        expect(asTemplate(toTrailProperties(parsed.selection))).toEqual(selectors);
      }),
      { numRuns: 300 },
    );
  });

  test('of a trail without selectors are none', () => {
    expect(toTrailProperties({ destination: 'trail' })).toEqual({});
  });

  test('fails for values that are not text any more', () => {
    const name = managementSelector({ readOnly: { equals: [unresolvedText('Token')] } });
    expect(() => toTrailProperties(trailWith(name))).toThrow('keep the tokens of CDK in it');
    const basic = [{ includeManagementEvents: unresolvedText('Token') }];
    expect(() => toTrailProperties({ destination: 'trail', basic })).toThrow('give true or false');
  });
});
