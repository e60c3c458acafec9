import type { IConstruct } from 'constructs';
import { RealtimeAlertsStackSet } from './realtime-alerts-stack-set';

/** The StackSets of the app whose stacks send to a bus. */
export function stackSetsThatSend(scope: IConstruct, busArn: string): readonly RealtimeAlertsStackSet[] {
  return scope.node.root.node
    .findAll()
    .filter((node): node is RealtimeAlertsStackSet => node instanceof RealtimeAlertsStackSet)
    .filter((stackSet) => stackSet.busArn === busArn);
}
