import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { TrailwatchProps } from './trailwatch-props';

/** Properties that apply only to parts that Trailwatch creates, with the property that passes an existing part. */
export const EXCLUDED_BY = {
  archive: [
    ...(['bucketName', 'deployedBucketName', 'keyPrefix', 'encryptionKey', 'lifecycleRules'] as const),
    ...(['objectLock', 'replication', 'inventory', 'autoDeleteObjects'] as const),
  ],
  alertTopic: ['emails', 'emailFilter'],
} as const;

const FOR_TAMPER_DETECTION = ['deploymentRoleArns', 'operatorRoleArns', 'resourceNames'] as const;

/** Throws on properties of which one excludes another, or has no effect without another. */
export function checkTrailwatch(scope: IConstruct, props: TrailwatchProps): void {
  checkExclusions(props);
  const useless = FOR_TAMPER_DETECTION.find((name) => props[name] !== undefined);
  if (useless !== undefined && props.tamperDetection === false)
    throw new Error(
      `${useless} is given, but tamperDetection is false, so it has no effect; remove one of them`,
    );
  checkPlaces(Stack.of(scope), props.trailScope);
}

function checkExclusions(props: TrailwatchProps): void {
  for (const [part, others] of Object.entries(EXCLUDED_BY)) {
    const given = others.filter((name) => props[name] !== undefined);
    if (props[part as keyof typeof EXCLUDED_BY] === undefined || given.length === 0) continue;
    throw new Error(
      `${given.join(', ')} and ${part} are both given; ${given.join(', ')} is for the part that Trailwatch creates, so ` +
        `set it where '${part}' is created`,
    );
  }
}

/** Two stacks refer to each other only if the places of both are known, or neither. */
function checkPlaces(own: Stack, trailScope: IConstruct | undefined): void {
  if (trailScope === undefined) return;
  const trails = Stack.of(trailScope);
  for (const place of ['account', 'region'] as const) {
    if (Token.isUnresolved(own[place]) === Token.isUnresolved(trails[place])) continue;
    const [known, late] = Token.isUnresolved(own[place]) ? [trails, own] : [own, trails];
    throw new Error(
      `trailScope: the ${place} of the stack '${known.node.path}' is '${known[place]}', but that of '${late.node.path}' is known only at ` +
        `deployment, so neither can refer to the other; give '${late.node.path}' an env`,
    );
  }
}
