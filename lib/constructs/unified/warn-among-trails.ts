import { Aspects, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { warnOf } from '../preflight/report-finding';
import { findAppTrails, knownOr } from '../trail/app-trails';

/** Warns, once the app is whole, of a rule without a trail beside it, and of a trail whose events CloudWatch Logs takes as well. */
export function warnAmongTrails(scope: Construct): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const trails = findAppTrails(scope);
      if (trails.length === 0)
        warnOf(scope, 'unifiedWithoutTrail', 'no trail of the app logs the events, too');
      const account = knownOr(Stack.of(scope).account, Stack.of(scope));
      const second = trails.find(({ logGroupAccount }) => logGroupAccount === account);
      if (second !== undefined) {
        warnOf(
          scope,
          'unifiedSecondCopy',
          `the trail '${second.name}' delivers events to a log group of the same account`,
        );
      }
    },
  });
}
