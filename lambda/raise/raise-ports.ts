import type { Alert } from '../../lib/core/alert/alert';
import type { AlertDetails } from '../../lib/core/alert/alert-details';
import type { Claim, ClaimAnswer, ClaimRequest } from '../aws/claim-item';
import type { Storm } from '../aws/read-storm';
import type { StormChange } from '../aws/write-storm';

/** What raising an alert does to the world, and the clock: `lambda/aws` in life, memory in tests. */
export interface RaisePorts {
  readonly nowMs: () => number;
  readonly claimItem: (request: ClaimRequest) => Promise<ClaimAnswer>;
  readonly settleClaim: (claim: Claim, status: 'sent' | 'grouped') => Promise<boolean>;
  readonly rankAlert: (window: string, expiresAtSeconds: number) => Promise<number>;
  readonly countGrouped: (window: string, nowMs: number) => Promise<number>;
  readonly readStorm: (window: string, nowMs: number) => Promise<Storm | undefined>;
  readonly writeStorm: (change: StormChange) => Promise<boolean>;
  readonly publishAlert: (alert: Alert, details?: AlertDetails) => Promise<void>;
  /** Puts a message on the function's own queue. */
  readonly sendMessage: (body: string, delaySeconds: number) => Promise<void>;
}
