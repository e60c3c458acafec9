import { type GuardedPart, type Guardrail, type GuardrailSet, toGuardrailDocument } from './guardrail';

const TYPES = {
  SERVICE_CONTROL_POLICY: 'service control policy',
  RESOURCE_CONTROL_POLICY: 'resource control policy',
};

/** What guardrails deny, to whom and why, as Markdown: a section a document, a list entry a part. */
export function renderGuardrails(sets: readonly GuardrailSet[]): string {
  return sets.map(renderSet).join('\n');
}

function renderSet(set: GuardrailSet): string {
  const { length } = JSON.stringify(toGuardrailDocument(set));
  const intro = `${set.description}. A ${TYPES[set.type]} of ${length} characters.`;
  return `## ${set.name}\n\n${intro}\n\n${set.guardrails.map(renderGuardrail).join('\n')}`;
}

function renderGuardrail({ sid, exemptRoles, condition, parts }: Guardrail): string {
  const except =
    exemptRoles.length === 0
      ? 'Denied to everybody.'
      : `Denied to everybody but ${exemptRoles.map(code).join(', ')}.`;
  const when = condition === undefined ? '' : ` Only where ${code(JSON.stringify(condition))}.`;
  return `### ${sid}\n\n${except}${when}\n\n${parts.map(renderPart).join('')}`;
}

function renderPart({ actions, resources, why }: GuardedPart): string {
  return `- ${actions.map(code).join(', ')}\n  - on ${resources.map(code).join(', ')}\n  - because ${why}\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/**
 * The items, in their order, in groups that fit: each takes as many as it can. A group has one item at least,
 * whether it fits or not. No items make one empty group.
 */
export function toGroupsThatFit(
  items: readonly string[],
  fits: (group: readonly string[]) => boolean,
): readonly (readonly string[])[] {
  let last: string[] = [];
  const groups = [last];
  for (const item of items) {
    if (last.length > 0 && !fits([...last, item])) {
      last = [];
      groups.push(last);
    }
    last.push(item);
  }
  return groups;
}
