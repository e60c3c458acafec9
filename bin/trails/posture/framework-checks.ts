import { UserError } from '../../cli/user-error';
import { COMPLIANCE_TOPICS } from './compliance-topics';
import { FRAMEWORKS, type Framework } from './frameworks';

/** The framework that `--framework` names. A name that there is not is a {@link UserError}. */
export function readFramework(name: string): Framework {
  const found = FRAMEWORKS.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = FRAMEWORKS.map((one) => one.name).join(', ');
  throw new UserError(`--framework is '${name}'; it may be ${names}`);
}

/** The ids of the controls of a framework that a posture check answers, in their order. */
export function controlsOf({ controls }: Framework, check: string): readonly string[] {
  const answers = (topic: keyof typeof COMPLIANCE_TOPICS) =>
    (COMPLIANCE_TOPICS[topic].checks as readonly string[]).includes(check);
  return controls.filter(({ topic }) => answers(topic)).map(({ id }) => id);
}
