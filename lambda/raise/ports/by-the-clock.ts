import type { RaisePorts } from './raise-ports';

/** Ports whose claims are taken over once their lease is over by the clock: of a function that runs one at a time, and is waited for. */
export function byTheClock<T extends Pick<RaisePorts, 'claimItem'>>(ports: T): T {
  return { ...ports, claimItem: ({ isWatched: _, ...request }) => ports.claimItem(request) };
}
