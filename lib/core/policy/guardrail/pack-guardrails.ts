import { type GuardedPart, type Guardrail, type GuardrailSet, toGuardrailDocument } from './guardrail';

/** How long a policy may be, and how many of its type are made. */
export interface GuardrailRoom {
  readonly characters: number;
  readonly policies: number;
  /** The characters of a policy as it is deployed. */
  readonly lengthOf: (set: GuardrailSet) => number;
}

/**
 * The same guardrails of one type within the number and the length of policies, if possible: a guardrail that exceeds the length of
 * a policy is divided, the shortest policies are joined, and what exceeds the length of one moves to one with room. Guardrails that
 * fit already do not change. What cannot fit is left too long.
 */
export function packGuardrails(sets: readonly GuardrailSet[], room: GuardrailRoom): readonly GuardrailSet[] {
  const divided = sets.map((set) => ({
    ...set,
    guardrails: set.guardrails.flatMap((guardrail) => divide(guardrail, set, room)),
  }));
  let packed: readonly GuardrailSet[] = divided;
  while (packed.length > room.policies) {
    const joined = joinShortest(packed, room);
    if (joined === undefined) break;
    packed = joined;
  }
  for (const { name } of sets) packed = relieve(packed, name, room);
  return packed;
}

/** The guardrail, as several on some of the resources each, if it alone exceeds the length of a policy. */
function divide(guardrail: Guardrail, set: GuardrailSet, room: GuardrailRoom): readonly Guardrail[] {
  const queue = [guardrail];
  const done: Guardrail[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const halves = room.lengthOf({ ...set, guardrails: [next] }) > room.characters ? halve(next) : undefined;
    if (halves === undefined) done.push(next);
    else queue.push(...[...halves].reverse());
  }
  return done.map((each, index) => (index === 0 ? each : { ...each, sid: `${each.sid}${index + 1}` }));
}

/** Half of the resources each, if all parts have the same, or of the parts; undefined if there is only one. */
function halve(guardrail: Guardrail): readonly Guardrail[] | undefined {
  const { parts, except } = guardrail;
  const [{ resources = [] } = {}] = parts;
  if (except !== undefined) return undefined;
  const all = JSON.stringify(resources);
  if (!parts.every((part) => JSON.stringify(part.resources) === all))
    return halvesOf(parts).map((half) => ({ ...guardrail, parts: half }));
  if (resources.length < 2) return undefined;
  return halvesOf(resources).map((half) => ({
    ...guardrail,
    parts: parts.map((part) => ({ ...part, resources: half })),
  }));
}

function halvesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** The shortest policy's guardrails in another that has room for them. */
function joinShortest(sets: readonly GuardrailSet[], room: GuardrailRoom): GuardrailSet[] | undefined {
  const [shortest, ...others] = byLength(sets, room);
  for (const other of others) {
    const joined = withMore(other, shortest?.guardrails ?? []);
    if (room.lengthOf(joined) > room.characters) continue;
    return sets.filter((set) => set !== shortest).map((set) => (set === other ? joined : set));
  }
  return undefined;
}

/** Guardrails of a policy that is too long move from its end to others, or to a further policy. */
function relieve(sets: readonly GuardrailSet[], name: string, room: GuardrailRoom): GuardrailSet[] {
  let packed = [...sets];
  for (;;) {
    const crowded = packed.find((set) => set.name === name && room.lengthOf(set) > room.characters);
    const moved = crowded === undefined ? undefined : moveOne(packed, crowded, room);
    if (moved === undefined) return packed;
    packed = moved;
  }
}

function moveOne(
  sets: readonly GuardrailSet[],
  crowded: GuardrailSet,
  room: GuardrailRoom,
): GuardrailSet[] | undefined {
  if (crowded.guardrails.length < 2) return undefined;
  const further: GuardrailSet = { ...crowded, name: furtherName(crowded, sets), guardrails: [] };
  const isFree = sets.length < room.policies;
  const targets = [...byLength(sets, room).filter((set) => set !== crowded), ...(isFree ? [further] : [])];
  for (const guardrail of [...crowded.guardrails].reverse()) {
    for (const target of targets) {
      const longer = withMore(target, [guardrail]);
      if (room.lengthOf(longer) > room.characters) continue;
      const guardrails = crowded.guardrails.filter((each) => each !== guardrail);
      const shorter = { ...crowded, guardrails };
      const kept = sets.map((set) => (set === crowded ? shorter : set === target ? longer : set));
      return target === further ? [...kept, longer] : kept;
    }
  }
  return undefined;
}

/** `control-more`, `control-more-2` */
function furtherName({ name }: GuardrailSet, sets: readonly GuardrailSet[]): string {
  const taken = sets.filter((set) => set.name.startsWith(`${name}-more`)).length;
  return taken === 0 ? `${name}-more` : `${name}-more-${taken + 1}`;
}

/** Guardrails on the same resources, with the same exemptions and condition, as one. */
export function joinEqual({ guardrails, ...set }: GuardrailSet): GuardrailSet {
  const joined = new Map<string, Guardrail>();
  for (const guardrail of guardrails) {
    const { parts, exemptRoles, condition } = guardrail;
    const resources = [...new Set(parts.flatMap((part) => part.resources))].sort();
    const key = JSON.stringify([resources, exemptRoles, condition, guardrail.except]);
    const first = joined.get(key);
    joined.set(key, first === undefined ? guardrail : { ...first, parts: [...first.parts, ...parts] });
  }
  return { ...set, guardrails: [...joined.values()] };
}

function withMore(set: GuardrailSet, more: readonly Guardrail[]): GuardrailSet {
  return { ...set, guardrails: [...set.guardrails, ...more] };
}

function byLength(sets: readonly GuardrailSet[], { lengthOf }: GuardrailRoom): readonly GuardrailSet[] {
  return [...sets].sort((a, b) => lengthOf(a) - lengthOf(b));
}

const TYPES = {
  SERVICE_CONTROL_POLICY: 'service control policy',
  RESOURCE_CONTROL_POLICY: 'resource control policy',
};

/** What guardrails deny, to whom and why, as Markdown: a section for each document, a list entry for each part. */
export function renderGuardrails(sets: readonly GuardrailSet[]): string {
  return sets.map(renderSet).join('\n');
}

function renderSet(set: GuardrailSet): string {
  const { length } = JSON.stringify(toGuardrailDocument(set));
  const intro = `${set.description}. A ${TYPES[set.type]} of ${length} characters.`;
  return `## ${set.name}\n\n${intro}\n\n${set.guardrails.map(renderGuardrail).join('\n')}`;
}

function renderGuardrail({ sid, exemptRoles, except, condition, parts }: Guardrail): string {
  const principals =
    exemptRoles.length === 0
      ? 'Denied to everyone.'
      : `Denied to everyone except ${exemptRoles.map(code).join(', ')}.`;
  const resources = except === undefined ? '' : ` Not on ${except.map(code).join(', ')}.`;
  const when = condition === undefined ? '' : ` Only where ${code(JSON.stringify(condition))}.`;
  return `### ${sid}\n\n${principals}${when}${resources}\n\n${parts.map(renderPart).join('')}`;
}

function renderPart({ actions, resources, why }: GuardedPart): string {
  return `- ${actions.map(code).join(', ')}\n  - on ${resources.map(code).join(', ')}\n  - because ${why}\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/**
 * The items, in their order, in groups that fit: each takes as many as it can. A group has at least one item,
 * whether it fits or not. No items give one empty group.
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

/** What shortens a policy: it repeats the roles, so that several guardrails of fewer stacks can be as long. */
export function remedyForLength(text: string, roles: readonly string[]): string {
  const ofRoles = roles.reduce((sum, arn) => sum + arn.length * (text.split(`"${arn}"`).length - 1), 0);
  return ofRoles > text.length / 2
    ? `${ofRoles} of them are exemptRoleArns and operatorRoleArns; name these roles by fewer ARNs with *`
    : 'create one AuditGuardrails for some of the stacks and trails, and another with other targetIds for the rest';
}
