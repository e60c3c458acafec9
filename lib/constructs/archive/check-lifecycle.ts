import type { Duration } from 'aws-cdk-lib';
import type { LifecycleRule, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';

/**
 * Throws, for all rules at once, when files would expire before their lock does, or be moved after they expire. S3
 * takes the first and then keeps what is locked, so it would first show on the bill.
 */
export function checkLifecycle(
  rules: readonly LifecycleRule[],
  objectLock: ObjectLockRetention | undefined,
): void {
  const problems = rules
    .filter(({ enabled }) => enabled ?? true)
    .flatMap((rule, index) => {
      const name = `lifecycleRules '${rule.id ?? index}'`;
      return [...findEarlyExpiry(name, rule, objectLock), ...findLateTransitions(name, rule)];
    });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function findEarlyExpiry(
  name: string,
  rule: LifecycleRule,
  objectLock: ObjectLockRetention | undefined,
): string[] {
  if (objectLock === undefined) return [];
  const locked = daysOf(objectLock.duration);
  if (rule.expirationDate !== undefined) {
    return [
      `${name} expires files on a date, when objectLock still keeps the newest for ${locked} days; use expiration instead`,
    ];
  }
  const expires = daysOf(rule.expiration);
  if (expires === undefined || locked === undefined || expires >= locked) return [];
  return [
    `${name} expires files after ${expires} days, but objectLock keeps each for ${locked} days; ` +
      `let them expire after ${locked} days or later`,
  ];
}

/** S3 moves files down only, one class after the other, and nothing that is gone. */
function findLateTransitions(name: string, { expiration, transitions = [] }: LifecycleRule): string[] {
  const steps = transitions.flatMap(({ storageClass, transitionAfter }) => {
    const days = daysOf(transitionAfter);
    return days === undefined ? [] : [{ what: `moves files to ${storageClass.value}`, days }];
  });
  const end = daysOf(expiration);
  const all = end === undefined ? steps : [...steps, { what: 'expires them', days: end }];
  return all.slice(1).flatMap(({ what, days }, index) => {
    const before = all[index];
    if (before === undefined || before.days < days) return [];
    return [`${name} ${before.what} after ${before.days} days, but ${what} after ${days} days already`];
  });
}

/** Undefined if there is none, or if only the deployment knows it. */
function daysOf(duration: Duration | undefined): number | undefined {
  if (duration === undefined || duration.isUnresolved()) return undefined;
  return duration.toDays({ integral: false });
}
