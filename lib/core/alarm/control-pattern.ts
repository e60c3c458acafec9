import type { CallList, Control, FilterText, QuietCalls } from './control';

/** Whose pattern of a control: that of Security Hub's current page, or of the CIS benchmarks 1.2 and 1.4. */
export type ControlWording = 'security-hub' | 'cis';

/** The metric filter pattern that makes a control pass, letter for letter. */
export function toControlPattern({ filter }: Control, wording: ControlWording = 'security-hub'): string {
  if (isText(filter)) return filter.pattern;
  const { asksForSource, eventSource, eventNames } = filter;
  const calls = renderCalls(eventNames);
  const hasSource =
    asksForSource === 'always' || (asksForSource === 'sinceCis' && wording === 'security-hub');
  return hasSource ? `{($.eventSource=${eventSource}) && (${calls})}` : `{${calls}}`;
}

/** The metric filter pattern of the same control without its noise. */
export function toQuietPattern({ filter, quiet }: Control): string {
  if (isText(quiet.filter)) return quiet.filter.pattern;
  const { eventSource, eventNames, failures, serviceCalls } = toQuietCalls(filter, quiet.filter);
  const clauses = [
    `($.eventSource = "${eventSource}")`,
    `(${eventNames.map((name) => `($.eventName = "${name}")`).join(' || ')})`,
    ...(failures ? [] : ['($.errorCode NOT EXISTS)']),
    ...(serviceCalls ? [] : ['($.userIdentity.invokedBy NOT EXISTS)']),
  ];
  return `{ ${clauses.join(' && ')} }`;
}

function toQuietCalls(filter: FilterText | CallList, quiet: QuietCalls) {
  if (isText(filter)) throw new Error('a control that is no list of calls has a quiet pattern of its own');
  return { ...filter, ...quiet, eventNames: quiet.eventNames ?? filter.eventNames };
}

function renderCalls(eventNames: readonly string[]): string {
  return eventNames.map((name) => `($.eventName=${name})`).join(' || ');
}

function isText(filter: FilterText | CallList | QuietCalls): filter is FilterText {
  return 'pattern' in filter;
}
