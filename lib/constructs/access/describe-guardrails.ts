import type { Guardrail, GuardrailSet } from '../../core/policy/guardrail/guardrail';
import type { DescribedLines } from '../resource/describe-resource';

/** More of them than this are counted. */
const MAX_NAMED = 5;

/** What a policy denies: a line for each statement, each role that it does not bind, and each target. */
export function describeGuardrails(
  { guardrails }: GuardrailSet,
  targetIds: readonly string[],
): DescribedLines {
  const exempt = new Set(guardrails.flatMap(({ exemptRoles }) => exemptRoles));
  return [
    ...guardrails.map((guardrail) => [`Deny ${guardrail.sid}`, describeStatement(guardrail)] as const),
    ...[...exempt].map(
      (role) =>
        [
          `Exempt ${role}`,
          `from ${guardrails.flatMap(({ sid, exemptRoles }) => (exemptRoles.includes(role) ? [sid] : [])).join(', ')}`,
        ] as const,
    ),
    ...targetIds.map((target) => [`Attached to ${target}`, 'this policy'] as const),
  ];
}

function describeStatement({ parts, exemptRoles, condition }: Guardrail): string {
  const actions = parts.flatMap((part) => part.actions);
  const resources = parts.flatMap((part) => part.resources);
  return [
    shorten(actions, 'actions'),
    `on ${shorten(resources, 'resources')}`,
    ...(condition === undefined ? [] : [`where ${JSON.stringify(condition)}`]),
    exemptRoles.length === 0 ? 'binds everyone' : `but ${exemptRoles.length} exempt roles`,
  ].join(' ');
}

function shorten(texts: readonly string[], noun: string): string {
  return texts.length <= MAX_NAMED ? texts.join(', ') : `${texts.length} ${noun}`;
}
