import type { Estate } from '../estate';
import type { EstateStack } from '../estate-stack';
import { addStack, newReading } from './add-stack';
import { type Parsed, toTemplate } from './parse-template';

/** The stack of a plain template: of where it is deployed, what the user says. */
export type TemplatePlace = Pick<EstateStack, 'account' | 'region' | 'given'>;

/**
 * Takes a parsed document as the one template of an estate, with the templates in its resources. Those that it refers to are unknown.
 *
 * @param path names the stack, and is for messages
 */
export function readTemplate(document: unknown, path: string, place: TemplatePlace): Parsed<Estate> {
  const template = toTemplate(document);
  if ('problem' in template) return template;
  const [file = path] = path.split(/[/\\]/).slice(-1);
  const name = file.replace(/(\.template)?\.(json|ya?ml)$/, '');
  const reading = newReading(path);
  addStack(
    { template: template.value, path, place: { name, partition: undefined, ...place }, depth: 0 },
    reading,
  );
  const { stacks, messages, unknowns, problems } = reading;
  return { value: { kind: 'template', path, stacks, messages, unknowns, problems } };
}
