import type { RaisePorts } from './raise-ports';

/**
 * Ports whose claims are taken over once their lease is over by the clock: where no later try is to come, an alert that comes twice, as
 * clocks differ, is better than one that does not come.
 */
export function byTheClock<T extends Pick<RaisePorts, 'claimItem'>>(ports: T): T {
  return { ...ports, claimItem: ({ isWatched: _, ...request }) => ports.claimItem(request) };
}
