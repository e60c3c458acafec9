import { Aws } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { isFamiliarRegion, partitionOfRegion } from '../../../lib/constructs/preflight/check-partition';

describe('the partition of a Region', () => {
  test('is what the CDK says, of every Region that it knows', () => {
    const regions = RegionInfo.regions.map(({ name }) => name);
    expect(regions.filter(isFamiliarRegion).length).toBe(33);
    for (const region of regions) {
      expect([region, partitionOfRegion(region)]).toEqual([region, RegionInfo.get(region).partition]);
    }
  });

  test('is not known of other Regions', () => {
    expect(partitionOfRegion('eu-nowhere-1')).toBe(RegionInfo.get('eu-nowhere-1').partition);
    expect(partitionOfRegion(Aws.REGION)).toBeUndefined();
  });
});
