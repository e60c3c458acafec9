import { mapSelectorValues, type Selection } from '../../../lib/core/selector/selection';
import { renderValue } from '../../../lib/core/selector/selector-value';

const SELECTION: Selection = {
  destination: 'trail',
  homeRegion: 'region',
  advanced: [
    {
      name: 'a',
      fieldSelectors: [
        {
          field: 'b',
          equals: ['c'],
          notEquals: ['d'],
          startsWith: ['e'],
          notStartsWith: ['f'],
          endsWith: ['g'],
          notEndsWith: ['h'],
        },
      ],
    },
    { fieldSelectors: [] },
  ],
  basic: [
    {
      readWriteType: 'i',
      includeManagementEvents: false,
      excludeManagementEventSources: ['j'],
      dataResources: [{ type: 'k', values: ['l'] }],
    },
    {},
  ],
  insights: [{ insightType: 'm', eventCategories: ['n'] }, { insightType: 'o' }],
  aggregations: [{ eventCategory: 'p', templates: ['q', 'r'] }],
};

describe('mapSelectorValues', () => {
  test('replaces every value of every selector, and adds none', () => {
    const seen: string[] = [];
    const same = mapSelectorValues(SELECTION, (value) => {
      seen.push(renderValue(value));
      return value;
    });
    expect(same).toEqual(SELECTION);
    expect(Object.keys(same.basic?.[1] ?? { none: 1 })).toEqual([]);
    expect(seen.sort()).toEqual([...'abcdefghijklmnopqr']);
  });

  test('leaves the selection it was given as it was', () => {
    const before = structuredClone(SELECTION);
    const mapped = mapSelectorValues(SELECTION, () => 'x');
    expect(mapped.advanced?.[0]?.fieldSelectors[0]?.notEndsWith).toEqual(['x']);
    expect(SELECTION).toEqual(before);
  });
});
