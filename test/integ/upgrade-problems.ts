import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXED, POLICIES, type StatefulResource, type StatefulResources } from './stateful-resources';

/**
 * What an upgrade would remove, replace, rename or stop retaining of what is deployed. More resources, and policies that retain more,
 * are none.
 */
export function findUpgradeProblems(
  deployed: StatefulResources,
  upgraded: StatefulResources,
): readonly string[] {
  return Object.entries(deployed).flatMap(([id, before]) => {
    const after = upgraded[id];
    if (after === undefined)
      return [`${id} (${before.Type}) is gone: keep its construct id, or retain it and say so`];
    if (after.Type !== before.Type) return [`${id} was ${before.Type}, and is ${after.Type}`];
    return [...changes(id, before, after), ...lostPolicies(id, before, after)];
  });
}

function changes(id: string, before: StatefulResource, after: StatefulResource): readonly string[] {
  const names = FIXED[before.Type] ?? [];
  return names.flatMap((name) => {
    const [old, fresh] = [before[name], after[name]].map((value) => JSON.stringify(value) ?? 'none');
    return old === fresh ? [] : [`${id} (${before.Type}): ${name} was ${old}, and is ${fresh}`];
  });
}

function lostPolicies(id: string, before: StatefulResource, after: StatefulResource): readonly string[] {
  return POLICIES.flatMap((name) =>
    before[name] === undefined || after[name] === before[name]
      ? []
      : [`${id} (${before.Type}): ${name} no longer retains it`],
  );
}

/**
 * Problems that no entry of the changelog names: by logical id, and by the property or else the type, so that an entry excuses nothing
 * that becomes of the resource later. Whoever deploys reads there what is replaced, and why.
 */
export function unsaid(
  problems: readonly string[],
  changelog = readFileSync(join(__dirname, '../../CHANGELOG.md'), 'utf8'),
): readonly string[] {
  const entries = changelog.split(/^(?=- |#)/m);
  return problems.filter((problem) => {
    const [, logicalId, type, property] =
      /^[^/]+\/(\w+)\W+(?:was )?([\w:]+)(?:\): (\w+))?/.exec(problem) ?? [];
    const names = [logicalId, property ?? type].map((name) => `\`${name}\``);
    return !entries.some((entry) => names.every((name) => entry.includes(name)));
  });
}
