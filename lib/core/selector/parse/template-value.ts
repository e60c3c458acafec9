/** CloudFormation's intrinsic functions, as far as they make text; what they hang on stays unresolved. */
import { joinValues, type SelectorValue, unresolvedText } from '../selector-value';

/** What the caller knows of a deployment: parameters, pseudo parameters and attributes, such as `Bucket.Arn`. */
export type KnownValues = ReadonlyMap<string, string>;

/** Functions nested deeper than this are kept by name only. CloudFormation's own templates stay far below it. */
const MAX_DEPTH = 20;

/** How much of the first argument of a function that is not resolved is in its name. */
const MAX_NAME_LENGTH = 80;

/** Whether the JSON value is a call of an intrinsic function: an object with the function as its one member. */
export function isIntrinsic(json: unknown): json is Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
  const [key = '', ...others] = Object.keys(json);
  return others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** Whether the JSON value means no value at all. */
export function isNoValue(json: unknown): boolean {
  return isIntrinsic(json) && json.Ref === 'AWS::NoValue';
}

/** The text that a function makes, with references for what only the deployment knows. */
export function resolveIntrinsic(json: Readonly<Record<string, unknown>>, known: KnownValues): SelectorValue {
  return resolveCall(json, known, 0);
}

function resolveCall(
  json: Readonly<Record<string, unknown>>,
  known: KnownValues,
  depth: number,
): SelectorValue {
  const [name = ''] = Object.keys(json);
  const argument = json[name];
  const resolved = depth < MAX_DEPTH ? resolveKnownCall(name, argument, known, depth) : undefined;
  return resolved ?? unresolvedText(renderCall(name, argument));
}

function resolveKnownCall(
  name: string,
  argument: unknown,
  known: KnownValues,
  depth: number,
): SelectorValue | undefined {
  switch (name) {
    case 'Ref':
      return typeof argument === 'string' ? refer(argument, known) : undefined;
    case 'Fn::GetAtt':
      return resolveAttribute(argument, known);
    case 'Fn::Sub':
      return resolveSubstitution(argument, known, depth);
    case 'Fn::Join':
      return resolveJoin(argument, known, depth);
    default:
      return undefined;
  }
}

function refer(reference: string, known: KnownValues): SelectorValue {
  return known.get(reference) ?? unresolvedText(reference);
}

function resolveAttribute(argument: unknown, known: KnownValues): SelectorValue | undefined {
  const path = typeof argument === 'string' ? [argument] : argument;
  if (!Array.isArray(path) || !path.every((part): part is string => typeof part === 'string'))
    return undefined;
  return refer(path.join('.'), known);
}

function resolveSubstitution(
  argument: unknown,
  known: KnownValues,
  depth: number,
): SelectorValue | undefined {
  const [text, variables]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return undefined;
  const local = new Map<string, unknown>(
    typeof variables === 'object' && variables !== null ? Object.entries(variables) : [],
  );
  // A split on a group gives literal text at even places and names at odd ones.
  const pieces = text.split(/\$\{([^}]*)\}/).map((piece, index): SelectorValue => {
    if (index % 2 === 0) return piece;
    if (piece.startsWith('!')) return `\${${piece.slice(1)}}`;
    if (!local.has(piece)) return refer(piece, known);
    return resolvePiece(local.get(piece), known, depth) ?? unresolvedText(piece);
  });
  return joinValues(pieces);
}

function resolveJoin(argument: unknown, known: KnownValues, depth: number): SelectorValue | undefined {
  const [delimiter, list]: readonly unknown[] = Array.isArray(argument) ? argument : [];
  if (typeof delimiter !== 'string' || !Array.isArray(list)) return undefined;
  const pieces = list.map((piece) => resolvePiece(piece, known, depth));
  if (pieces.includes(undefined)) return undefined;
  return joinValues(pieces.flatMap((piece = '', index) => (index === 0 ? [piece] : [delimiter, piece])));
}

function resolvePiece(json: unknown, known: KnownValues, depth: number): SelectorValue | undefined {
  if (isIntrinsic(json)) return resolveCall(json, known, depth + 1);
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean'
    ? String(json)
    : undefined;
}

/** Names the call without its whole argument, which may be as deep as its author likes. */
function renderCall(name: string, argument: unknown): string {
  const first: unknown = Array.isArray(argument) ? argument[0] : argument;
  return typeof first === 'string' && first !== '' ? `${name} ${first.slice(0, MAX_NAME_LENGTH)}` : name;
}
