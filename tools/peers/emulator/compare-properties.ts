import type { Properties } from './resource-kind';

/** A value that a resource has not got as its template says. */
export interface Difference {
  /** Such as `LifecycleConfiguration.Rules[0].Status`. */
  readonly path: string;
  readonly wanted: unknown;
  readonly found: unknown;
}

/** How a resource compares with its template. */
export interface Comparison {
  /** How many single values of the template were looked at. */
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/**
 * Compares every single value of a template's resource with what the service says of it. What the service says beyond
 * that is its defaults, and no difference; in a policy or a pattern, and in any list, it is one.
 */
export function compareProperties(wanted: Properties, found: Properties): Comparison {
  const compared = Object.entries(wanted).map(([name, value]) =>
    compare({ wanted: value, found: found[name], path: name, exact: /Policy|Document|Pattern/.test(name) }),
  );
  return sum(compared);
}

interface Compared extends Difference {
  /** Whether members that are found and not wanted are differences. */
  readonly exact: boolean;
}

function compare({ wanted, found, path, exact }: Compared): Comparison {
  if (Array.isArray(wanted)) {
    const items = Array.isArray(found) ? found : [];
    const length = Math.max(wanted.length, items.length);
    const parts = Array.from({ length }, (_, index) =>
      compare({ wanted: wanted[index], found: items[index], path: `${path}[${index}]`, exact }),
    );
    return sum(parts);
  }
  if (typeof wanted !== 'object' || wanted === null) {
    return { compared: 1, differences: wanted === found ? [] : [{ path, wanted, found }] };
  }
  const members = typeof found === 'object' && found !== null ? (found as Properties) : {};
  const names = new Set([...Object.keys(wanted), ...(exact ? Object.keys(members) : [])]);
  const parts = [...names].map((name) => {
    const member = { wanted: (wanted as Properties)[name], found: members[name] };
    return compare({ ...member, path: `${path}.${name}`, exact });
  });
  return sum(parts);
}

function sum(parts: readonly Comparison[]): Comparison {
  return {
    compared: parts.reduce((total, { compared }) => total + compared, 0),
    differences: parts.flatMap(({ differences }) => differences),
  };
}
