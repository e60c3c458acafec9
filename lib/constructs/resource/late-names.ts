import { fieldsOf } from '../preflight/template-properties';

/** A pattern with fewer known characters would fit the resources of others. */
const SURE_CHARACTERS = 3;

/** A resolved name as a pattern: `*` stands for what only the deployment knows. */
export function toNamePattern(resolved: unknown): string {
  return patternOf(resolved).replace(/\*+/g, '*');
}

/** Whether a pattern says enough to tell a resource from those of others. */
export function isSurePattern(pattern: string): boolean {
  return !pattern.includes('*') || pattern.replace(/\*/g, '').length >= SURE_CHARACTERS;
}

function patternOf(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = fieldsOf(resolved);
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(patternOf).join(join[0]);
  const template: unknown = Array.isArray(sub) ? sub[0] : sub;
  return typeof template === 'string' ? template.replace(/\$\{[^}]*\}/g, '*') : '*';
}
