import type { IConstruct } from 'constructs';
import { RealtimeAlertsRegion } from './realtime-alerts-region';

/** The Regions of the app that send to a bus, in the order in which they stand in the tree. */
export function regionsThatSend(scope: IConstruct, busArn: string): readonly RealtimeAlertsRegion[] {
  return scope.node.root.node
    .findAll()
    .filter((node): node is RealtimeAlertsRegion => node instanceof RealtimeAlertsRegion)
    .filter((region) => region.busArn === busArn);
}
