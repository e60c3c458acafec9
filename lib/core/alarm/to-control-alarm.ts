import { type AlarmDefinition, PERIOD_SECONDS, PERIODS_WITH_LATE_RECORDS } from './alarm-definition';
import type { Control } from './control';
import { type ControlWording, toControlPattern, toQuietPattern } from './control-pattern';

/** The alarm that makes a control pass: exact pattern, one record is enough, one period. */
export function toSecurityHubAlarm(control: Control, wording: ControlWording): AlarmDefinition {
  return {
    ...shared(control, 'security-hub'),
    name: `${control.id}-${control.name}`,
    patterns: [toControlPattern(control, wording)],
    threshold: 1,
    periods: 1,
  };
}

/** The alarm that watches the same control without its noise. It does not make the control pass. */
export function toQuietAlarm(control: Control): AlarmDefinition {
  return {
    ...shared(control, 'quiet'),
    name: `${control.id}-${control.name}-quiet`,
    patterns: [toQuietPattern(control)],
    threshold: control.quiet.threshold,
    periods: PERIODS_WITH_LATE_RECORDS,
  };
}

/** The page of a control among the runbooks. */
export function runbookOf({ id }: Control): string {
  return id.toLowerCase().replace('.', '-');
}

function shared(control: Control, set: 'security-hub' | 'quiet') {
  const { name, title, severity, tags, firstSteps, meaning } = control;
  const page = runbookOf(control);
  return {
    // An own id: the pattern of a control and the rule of the same name do not find quite the same records.
    rule: { id: `${set}-${page}`, name, title, severity, tags, firstSteps },
    periodSeconds: PERIOD_SECONDS,
    meaning,
    runbook: page,
  };
}
