import { UserError } from '../../cli/user-error';
import { COMPLIANCE_TOPICS } from './compliance-topics';
import { FRAMEWORK_NAMES, FRAMEWORKS, type Framework } from './frameworks';

/** The framework that `--framework` names. A name that there is not is a {@link UserError}. */
export function readFramework(name: string): Framework {
  const found = FRAMEWORKS.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new UserError(`--framework is '${name}'; it may be ${FRAMEWORK_NAMES.join(', ')}`);
}

/** The ids of the controls of a framework that a posture check answers, in their order. */
export function controlsOf({ controls }: Framework, check: string): readonly string[] {
  const answers = (topic: keyof typeof COMPLIANCE_TOPICS) =>
    (COMPLIANCE_TOPICS[topic].checks as readonly string[]).includes(check);
  return controls.filter(({ topic }) => answers(topic)).map(({ id }) => id);
}
