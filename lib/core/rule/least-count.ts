import type { CountBound } from './correlation';

/** The lowest whole count that the lower bounds among these accept; 0 if there is none. Other bounds may refuse it. */
export function leastCount(bounds: readonly CountBound[]): number {
  return Math.max(0, ...bounds.map(leastOf));
}

function leastOf({ operator, value }: CountBound): number {
  if (operator === 'gt') return Math.floor(value) + 1;
  return operator === 'gte' || operator === 'eq' ? Math.ceil(value) : 0;
}
