import { partitionOf } from '../record/partition';

/** A Region stands in the address of a service, so that nothing else may stand there. */
const REGION = /^[a-z]{2,4}(-[a-z]{2,16}){1,2}-\d{1,2}$/;

/** Whether a text is the name of a Region of a partition: the credentials of one are of no use in another. */
export function isRegionOf(partition: string, region: string): boolean {
  return REGION.test(region) && partitionOf(region) === partition;
}
